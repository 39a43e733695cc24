/** Tests of the whole gate: real Keycloak, nginx, enforcer and browser, started by the code of {@code ./portcullis up}. */
package io.portcullis.acceptance;
