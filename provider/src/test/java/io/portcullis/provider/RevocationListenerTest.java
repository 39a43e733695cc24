package io.portcullis.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakTransaction;
import org.keycloak.models.KeycloakTransactionManager;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RealmProvider;
import org.keycloak.models.RevokedTokenProvider;
import org.keycloak.protocol.oidc.encode.AccessTokenContext;
import org.keycloak.protocol.oidc.encode.AccessTokenContext.SessionType;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;

class RevocationListenerTest {

    private static final int HOUR = 3600;
    private static final int DAY = 24 * HOUR;

    private final List<KeycloakTransaction> prepared = new ArrayList<>();
    private final Map<String, Long> stored = new HashMap<>();
    private RuntimeException storeFails;
    private boolean offlineMaximum = true;

    private RevocationListener listener() {
        RevokedTokenProvider store = new Stub().on("put", arguments -> {
            if (storeFails != null) {
                throw storeFails;
            }
            return stored.put((String) arguments[0], (Long) arguments[1]) == null;
        }).as(RevokedTokenProvider.class);
        RealmModel realm = new Stub()
                .returning("getSsoSessionMaxLifespan", 10 * HOUR).returning("getSsoSessionMaxLifespanRememberMe", 14 * DAY)
                .on("isOfflineSessionMaxLifespanEnabled", arguments -> offlineMaximum)
                .returning("getOfflineSessionMaxLifespan", 60 * DAY).as(RealmModel.class);
        TokenContextEncoderProvider encoder = new Stub().on("getTokenContextFromTokenId", arguments -> {
            String id = (String) arguments[0];
            SessionType type = id.startsWith("on") ? SessionType.ONLINE
                    : id.startsWith("tr") ? SessionType.TRANSIENT : SessionType.OFFLINE;
            if (id.startsWith("odd")) {
                throw new IllegalArgumentException("Incorrect token id");
            }
            return new AccessTokenContext(type, AccessTokenContext.TokenType.REGULAR, "password", id);
        }).as(TokenContextEncoderProvider.class);
        return new RevocationListener(new Stub()
                .returning("getTransactionManager", new Stub()
                        .on("enlistPrepare", arguments -> {
                            prepared.add((KeycloakTransaction) arguments[0]);
                            return null;
                        })
                        .as(KeycloakTransactionManager.class))
                .returning("realms", new Stub().returning("getRealm", realm).as(RealmProvider.class))
                .returning("revokedTokens", store)
                .returning("getProvider", encoder).as(KeycloakSession.class));
    }

    private static Event event(EventType type, String tokenId) {
        Event event = new Event();
        event.setType(type);
        event.setRealmId("realm");
        event.setDetails(tokenId == null ? Map.of("refresh_token_id", "r") : Map.of("token_id", tokenId));
        return event;
    }

    private void commit() {
        prepared.forEach(transaction -> {
            transaction.begin();
            transaction.commit();
        });
    }

    @Test
    void theRecordOfAnOnlineTokenOutlivesTheLongestSessionRememberMeIncluded() {
        listener().onEvent(event(EventType.REVOKE_GRANT, "on1"));
        commit();

        assertEquals(1, stored.size());
        assertTrue(stored.get("portcullis.revoked:on1") > 14 * DAY, stored.toString());
        assertTrue(stored.get("portcullis.revoked:on1") < 15 * DAY, "and no longer than it must: " + stored);
    }

    @Test
    void theRecordOfAnOfflineTokenOutlivesTheLongestOfflineSession() {
        listener().onEvent(event(EventType.REVOKE_GRANT, "of1"));
        commit();

        assertTrue(stored.get("portcullis.revoked:of1") > 60 * DAY, stored.toString());
    }

    @Test
    void withoutAMaximumForOfflineSessionsTheRecordLivesForTenYears() {
        offlineMaximum = false;
        listener().onEvent(event(EventType.REVOKE_GRANT, "of1"));
        commit();

        assertTrue(stored.get("portcullis.revoked:of1") >= 3650L * DAY, stored.toString());
    }

    @Test
    void theRecordOfAServiceAccountsTokenDoesNotStayForYears() {
        offlineMaximum = false;
        listener().onEvent(event(EventType.REVOKE_GRANT, "tr1"));
        commit();

        assertTrue(stored.get("portcullis.revoked:tr1") < 15 * DAY, stored.toString());
    }

    @Test
    void anIdOfUnknownFormIsRecordedForTheLongestTime() {
        listener().onEvent(event(EventType.REVOKE_GRANT, "odd"));
        commit();

        assertTrue(stored.get("portcullis.revoked:odd") > 60 * DAY, stored.toString());
    }

    @Test
    void whenTheRecordCannotBeWrittenTheCommitOfTheRevocationFails() {
        storeFails = new IllegalStateException("the database is away");
        listener().onEvent(event(EventType.REVOKE_GRANT, "on1"));

        assertThrows(IllegalStateException.class, this::commit);
    }

    @Test
    void otherEventsAndRevokedRefreshTokensLeaveNoRecord() {
        listener().onEvent(event(EventType.LOGOUT, "on1"));
        listener().onEvent(event(EventType.REVOKE_GRANT, null));

        assertTrue(prepared.isEmpty());
    }
}
