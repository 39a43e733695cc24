/**
 * Verification of what Keycloak signs: access tokens, ID tokens and logout tokens (RFC 7515, RFC 7519, RFC 8725), and
 * the keys it is verified with. Plain Java: nothing here knows HTTP requests, nginx or the service around it, and
 * nothing here does input or output on the thread that asks for a verification.
 */
package io.portcullis.enforcer.token;
