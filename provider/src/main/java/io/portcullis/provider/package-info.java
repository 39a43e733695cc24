/**
 * The Keycloak extension: the roles claim, the role gate, and refresh tokens that are linked to their access tokens.
 *
 * <p>Keycloak finds each piece through {@code META-INF/services}. Nothing in this package is an API for other code:
 * classes are public only where Keycloak's loader needs them to be.
 */
package io.portcullis.provider;
