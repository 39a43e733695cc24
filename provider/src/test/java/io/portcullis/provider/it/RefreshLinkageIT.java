package io.portcullis.provider.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every refresh token names its access token, and is worth nothing once that access token was revoked. */
@AgainstKeycloak
class RefreshLinkageIT {

    private static final int ACCESS_TOKEN_SECONDS = 2;
    /** Keycloak keeps its own entry of a revoked access token at least this long. */
    private static final int OWN_ENTRY_SECONDS = 10;

    private static KeycloakCluster keycloak;
    private static TestRealm realm;

    @BeforeAll
    static void realm(KeycloakCluster cluster) throws Exception {
        keycloak = cluster;
        realm = TestRealm.create(cluster, "linkage", shipped -> {
            shipped.put("accessTokenLifespan", ACCESS_TOKEN_SECONDS);
            ObjectNode attributes = (ObjectNode) shipped.get("clients").get(0).get("attributes");
            attributes.put("oauth2.device.authorization.grant.enabled", "true");
            attributes.put("standard.token.exchange.enabled", "true");
            attributes.put("standard.token.exchange.enableRefreshRequestedTokenType", "SAME_SESSION");
        });
    }

    private static void assertLinked(Tokens tokens) {
        JsonNode access = tokens.accessClaims();
        JsonNode refresh = tokens.refreshClaims();
        assertEquals(access.path("jti").asText(), refresh.path("access_token_jti").asText());
        assertEquals(access.path("iat").asLong(), refresh.path("access_token_iat").asLong());
        assertTrue(refresh.path("access_token_iat").isIntegralNumber());
    }

    @Test
    void theTokensOfADirectGrantAreLinked() throws Exception {
        assertLinked(realm.login("user"));
    }

    @Test
    void theTokensOfACodeAreLinked() throws Exception {
        assertLinked(Tokens.of(BrowserSession.open(realm, "portcullis", "openid").signIn("user").exchangeCode()));
    }

    @Test
    void offlineTokensAreLinked() throws Exception {
        Tokens tokens = Tokens.of(realm.tryLogin("user", "openid offline_access"));

        assertEquals("Offline", tokens.refreshClaims().path("typ").asText());
        assertLinked(tokens);
    }

    @Test
    void everyRotationLinksAnew() throws Exception {
        Tokens first = realm.login("user");
        Tokens second = Tokens.of(realm.refresh(first.refresh()));

        assertLinked(second);
        assertFalse(first.refreshClaims().path("access_token_jti").equals(second.refreshClaims().path("access_token_jti")));
    }

    @Test
    void anExchangedTokenIsLinked() throws Exception {
        assertLinked(Tokens.of(realm.token(Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token", realm.login("user").access(),
                "subject_token_type", "urn:ietf:params:oauth:token-type:access_token",
                "requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token",
                "scope", "openid"))));
    }

    @Test
    void theTokensOfADeviceAreLinked() throws Exception {
        JsonNode device = Http.api().form(realm.at("/protocol/openid-connect/auth/device"), Map.of(
                "client_id", "portcullis", "client_secret", KeycloakCluster.CLIENT_SECRET, "scope", "openid",
                "code_challenge_method", "S256", "code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")).json();
        BrowserSession.blank(realm, "portcullis")
                .visit(URI.create(device.path("verification_uri_complete").asText()))
                .signIn("user").submit(Map.of("accept", "Yes"));

        assertLinked(Tokens.of(realm.token(Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:device_code",
                "device_code", device.path("device_code").asText(),
                "code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))));
    }

    @Test
    void aRevokedAccessTokenRefusesTheRefreshLongAfterItsOwnExpiry() throws Exception {
        refusesAfterRevocation("openid");
    }

    @Test
    void aRevokedAccessTokenRefusesTheOfflineTokenLongAfterItsOwnExpiry() throws Exception {
        refusesAfterRevocation("openid offline_access");
    }

    private void refusesAfterRevocation(String scope) throws Exception {
        Tokens revoked = Tokens.of(realm.tryLogin("user", scope));
        realm.revoke(revoked.access());
        assertEquals("invalid_grant", realm.refresh(revoked.refresh()).error(), "at once");
        Await.passed(Instant.now().plusSeconds(ACCESS_TOKEN_SECONDS + OWN_ENTRY_SECONDS + 1));

        Http.Answer refused = realm.refresh(revoked.refresh());

        assertEquals(400, refused.status());
        assertEquals("invalid_grant", refused.error());
        assertEquals("invalid_grant", realm.onNode(1).refresh(revoked.refresh()).error(), "on the other node");
        String refreshTokenId = revoked.refreshClaims().path("jti").asText();
        assertTrue(realm.events("REFRESH_TOKEN_ERROR").stream().anyMatch(event ->
                refreshTokenId.equals(event.path("details").path("refresh_token_id").asText())
                        && event.path("details").path("reason").asText().contains("revoked")), "event log");
    }

    @Test
    void aRevocationOnOneNodeCountsAtOnceOnTheOther() throws Exception {
        Tokens tokens = realm.login("user");

        realm.onNode(1).revoke(tokens.access());

        assertEquals("invalid_grant", realm.refresh(tokens.refresh()).error());
    }

    @Test
    void revocationsOutliveARestart() throws Exception {
        Tokens revoked = realm.login("user");
        Tokens revokedOffline = Tokens.of(realm.tryLogin("user", "openid offline_access"));
        Tokens untouched = realm.login("moderator");
        realm.revoke(revoked.access());
        realm.revoke(revokedOffline.access());

        keycloak.restart();

        assertEquals("invalid_grant", realm.refresh(revoked.refresh()).error());
        assertEquals("invalid_grant", realm.onNode(1).refresh(revokedOffline.refresh()).error());
        assertEquals(200, realm.refresh(untouched.refresh()).status(), "sessions outlive it as well");
    }

    @Test
    void aRevocationThatCannotBeWrittenFailsAndItsRepetitionOutlivesARestart() throws Exception {
        assumeTrue(keycloak instanceof DistributionCluster, "needs the nodes' own database");
        DistributionCluster nodes = (DistributionCluster) keycloak;
        Tokens tokens = realm.login("user");
        nodes.inDatabase("ALTER TABLE REVOKED_TOKEN ADD CONSTRAINT NO_MARKERS CHECK (ID NOT LIKE 'portcullis.revoked:%')"
                + " NOCHECK");
        try {
            Http.Answer told = realm.tryRevoke(tokens.access());
            assertTrue(told.status() >= 400, "nobody is told of a revocation that is not kept: " + told.status());
        } finally {
            nodes.inDatabase("ALTER TABLE REVOKED_TOKEN DROP CONSTRAINT NO_MARKERS");
        }

        realm.revoke(tokens.access());
        assertEquals("invalid_grant", realm.refresh(tokens.refresh()).error());
        keycloak.restart();
        Await.passed(Instant.now().plusSeconds(OWN_ENTRY_SECONDS));

        assertEquals("invalid_grant", realm.refresh(tokens.refresh()).error(), "kept, and not only remembered");
    }

    @Test
    void revokingTheAccessTokenOfTheSuccessorAlsoStopsReplays() throws Exception {
        Tokens first = realm.login("user");
        Tokens second = Tokens.of(realm.refresh(first.refresh()));

        realm.revoke(second.access());

        assertEquals("invalid_grant", realm.refresh(first.refresh()).error());
        assertEquals("invalid_grant", realm.refresh(second.refresh()).error());
    }

    @Test
    void revokingTheOldAccessTokenStopsReplaysButNotTheSuccessor() throws Exception {
        Tokens first = realm.login("user");
        Tokens second = Tokens.of(realm.refresh(first.refresh()));

        realm.revoke(first.access());

        assertEquals("invalid_grant", realm.refresh(first.refresh()).error());
        assertEquals(200, realm.refresh(second.refresh()).status());
    }

    @Test
    void revokingARefreshTokenOfEitherGenerationStopsBoth() throws Exception {
        for (boolean older : new boolean[] {true, false}) {
            Tokens first = realm.login("user");
            Tokens second = Tokens.of(realm.refresh(first.refresh()));

            realm.revoke(older ? first.refresh() : second.refresh());

            assertEquals("invalid_grant", realm.refresh(first.refresh()).error());
            assertEquals("invalid_grant", realm.refresh(second.refresh()).error());
        }
    }
}
