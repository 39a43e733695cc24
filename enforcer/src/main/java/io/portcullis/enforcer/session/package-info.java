/**
 * Sessions in cookies: login by the authorization code flow, refresh, logout. The sessions themselves live in Keycloak;
 * nothing here is lost by a restart.
 */
package io.portcullis.enforcer.session;
