/**
 * {@code portcullis doctor}: looks at an installation from outside (over HTTP, as a visitor) and from inside (Keycloak's
 * admin API, the enforcer's health and metrics, nginx's configuration), and says what to mend.
 */
package io.portcullis.cli.doctor;
