package io.portcullis.provider;

import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Sees access tokens revoked at the revocation endpoint (RFC 7009) and records it for the linked refresh tokens.
 *
 * <p>Keycloak swallows what a listener throws, and the caller would be told that the token is revoked. So the record
 * is written when the request's transaction is about to be committed: if that fails, so does the whole revocation.
 */
final class RevocationListener implements EventListenerProvider {

    private final KeycloakSession session;

    RevocationListener(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        String accessTokenId = event.getType() == EventType.REVOKE_GRANT && event.getDetails() != null
                ? event.getDetails().get(Details.TOKEN_ID)
                : null;
        if (accessTokenId != null) {
            session.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
                @Override
                protected void commitImpl() {
                    RealmModel realm = session.realms().getRealm(event.getRealmId());
                    new AccessTokenRevocation(session).record(realm, accessTokenId);
                }

                @Override
                protected void rollbackImpl() {
                    // Nothing was written.
                }
            });
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        // Administrators end sessions; they do not revoke single tokens.
    }

    @Override
    public void close() {
    }
}
