package io.portcullis.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RevokedTokenProvider;
import org.keycloak.models.SingleUseObjectProvider;

class SupersededTokensTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Map<String, Long> durable = new HashMap<>();
    private final Map<String, Long> passing = new HashMap<>();
    private String lifespanOfClient;

    private final SupersededTokens tokens = new SupersededTokens(
            new Stub().returning("singleUseObjects", new Stub()
                    .on("putIfAbsent", arguments -> passing.put((String) arguments[0], (Long) arguments[1]) == null)
                    .on("contains", arguments -> passing.containsKey((String) arguments[0]))
                    .as(SingleUseObjectProvider.class)).as(KeycloakSession.class),
            new Stub()
                    .on("put", arguments -> durable.put((String) arguments[0], (Long) arguments[1]) == null)
                    .on("contains", arguments -> durable.containsKey((String) arguments[0]))
                    .as(RevokedTokenProvider.class));

    private ClientModel client() {
        RealmModel realm = new Stub().returning("getAccessTokenLifespan", 300).returning("getSsoSessionMaxLifespan", 36_000)
                .returning("getSsoSessionMaxLifespanRememberMe", 0).as(RealmModel.class);
        return new Stub().returning("getRealm", realm).returning("getAttribute", lifespanOfClient).as(ClientModel.class);
    }

    private void supersede(int ageSeconds, Duration grace) {
        tokens.supersede("at", NOW.minusSeconds(ageSeconds).getEpochSecond(), client(), grace, NOW);
    }

    @Test
    void aTokenInTheMiddleOfItsLifeIsShieldedForTheGraceTimeAndRevokedForTheRest() {
        supersede(100, GRACE);

        assertEquals(Map.of("portcullis.superseded:at", 200L), durable);
        assertEquals(Map.of("portcullis.shield:at", 10L), passing);
        assertFalse(tokens.isRevoked("at"));
        passing.clear();
        assertTrue(tokens.isRevoked("at"));
    }

    @Test
    void withoutGraceItIsRevokedAtOnce() {
        supersede(100, Duration.ZERO);

        assertTrue(tokens.isRevoked("at"));
    }

    @Test
    void anExpiredTokenCostsNothing() {
        supersede(300, GRACE);
        supersede(295, GRACE);

        assertTrue(durable.isEmpty());
        assertTrue(passing.isEmpty());
    }

    @Test
    void theLongerLifespanOfAClientCounts() {
        lifespanOfClient = "3600";
        supersede(400, GRACE);

        assertEquals(3200L, durable.get("portcullis.superseded:at"));
    }

    @Test
    void aTokenThatLivesAsLongAsItsSessionIsRevokedForAsLong() {
        lifespanOfClient = "-1";
        supersede(400, GRACE);

        assertEquals(35_600L, durable.get("portcullis.superseded:at"));
    }
}
