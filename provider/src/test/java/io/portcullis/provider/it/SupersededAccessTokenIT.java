package io.portcullis.provider.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** When a pair is rotated, its access token is done for, after those who still carry it have arrived. */
@AgainstKeycloak
class SupersededAccessTokenIT {

    private static final int GRACE_SECONDS = 6;

    private static TestRealm realm;
    private static TestRealm off;
    private static TestRealm strict;

    @BeforeAll
    static void realms(KeycloakCluster keycloak) throws Exception {
        realm = create(keycloak, "superseded", GRACE_SECONDS, true);
        off = create(keycloak, "superseded-off", GRACE_SECONDS, false);
        strict = create(keycloak, "superseded-strict", 0, true);
    }

    private static TestRealm create(KeycloakCluster keycloak, String name, int grace, boolean on) throws Exception {
        return TestRealm.create(keycloak, name, shipped -> ((ObjectNode) shipped.get("attributes"))
                .put("portcullis.refresh.grace-seconds", Integer.toString(grace))
                .put("portcullis.refresh.revoke-old-access-token", Boolean.toString(on)));
    }

    @Test
    void theOldAccessTokenIsInactiveOnEveryNodeOnceTheGraceTimeIsOver() throws Exception {
        Tokens first = realm.login("user");
        Tokens second = Tokens.of(realm.refresh(first.refresh()));
        assertTrue(realm.isActive(first.access()), "a request on its way still finds it active");

        Await.until("the old access token to be revoked", Duration.ofSeconds(GRACE_SECONDS + 5),
                () -> !realm.isActive(first.access()));

        assertFalse(realm.onNode(1).isActive(first.access()));
        assertEquals(401, realm.userinfo(first.access()).status());
        assertTrue(realm.isActive(second.access()));
        assertEquals(200, realm.userinfo(second.access()).status());
    }

    @Test
    void theSupersededAccessTokenDoesNotStopItsSuccessorsRefreshes() throws Exception {
        Tokens first = realm.login("user");
        Tokens second = Tokens.of(realm.refresh(first.refresh()));
        Await.until("the old access token to be revoked", Duration.ofSeconds(GRACE_SECONDS + 5),
                () -> !realm.isActive(first.access()));

        assertEquals(200, realm.refresh(second.refresh()).status());
    }

    @Test
    void withoutGraceTheOldAccessTokenIsInactiveAtOnce() throws Exception {
        Tokens first = strict.login("user");
        Tokens.of(strict.refresh(first.refresh()));

        assertFalse(strict.isActive(first.access()));
    }

    @Test
    void switchedOffTheOldAccessTokenLivesOn() throws Exception {
        Tokens first = off.login("user");
        Tokens.of(off.refresh(first.refresh()));
        Await.passed(Instant.now().plusSeconds(GRACE_SECONDS + 1));

        assertTrue(off.isActive(first.access()));
    }
}
