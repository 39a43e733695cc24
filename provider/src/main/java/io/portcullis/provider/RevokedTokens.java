package io.portcullis.provider;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RevokedTokenProvider;

/**
 * Keycloak's store of revoked tokens, to which superseded access tokens are added: introspection, userinfo and every
 * other check that Keycloak makes then see them as revoked. Everything else goes to Keycloak's own store unchanged.
 */
final class RevokedTokens implements RevokedTokenProvider {

    private final KeycloakSession session;
    private final RevokedTokenProvider keycloak;

    RevokedTokens(KeycloakSession session, RevokedTokenProvider keycloak) {
        this.session = session;
        this.keycloak = keycloak;
    }

    @Override
    public boolean put(String id, long lifespanSeconds) {
        return keycloak.put(id, lifespanSeconds);
    }

    @Override
    public boolean contains(String id) {
        return keycloak.contains(id) || revokesOldAccessTokens() && new SupersededTokens(session, keycloak).isRevoked(id);
    }

    private boolean revokesOldAccessTokens() {
        RealmModel realm = session.getContext().getRealm();
        return realm == null || RealmSettings.of(realm).revokeOldAccessToken();
    }

    @Override
    public void close() {
    }
}
