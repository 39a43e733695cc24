package io.portcullis.provider.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The realm as an empty server imports it. */
@AgainstKeycloak
class ShippedRealmIT {

    private static TestRealm realm;

    @BeforeAll
    static void realm(KeycloakCluster keycloak) {
        realm = TestRealm.shipped(keycloak);
    }

    @Test
    void takesSecretAndAddressesFromTheEnvironment() throws Exception {
        JsonNode client = realm.admin().get(realm.path("/clients?clientId=portcullis")).get(0);

        assertEquals(KeycloakCluster.CLIENT_SECRET, client.path("secret").asText());
        assertEquals("[\"http://gate.test/oauth2/callback\"]", client.path("redirectUris").toString());
        assertEquals("http://gate.test/*", client.path("attributes").path("post.logout.redirect.uris").asText());
        assertEquals("http://127.0.0.1:9/oauth2/backchannel-logout",
                client.path("attributes").path("backchannel.logout.url").asText());
        assertFalse(client.toString().contains("${PORTCULLIS"), client.toString());
    }

    @Test
    void accessTokensHoldWhatTheGateReadsAndNoMore() throws Exception {
        Set<String> claims = new TreeSet<>();
        realm.login("moderator").accessClaims().fieldNames().forEachRemaining(claims::add);

        assertEquals(new TreeSet<>(Set.of("acr", "aud", "azp", "email", "email_verified", "exp", "iat", "iss", "jti",
                "login_id", "preferred_username", "roles", "roles_as_of", "scope", "sid", "sub", "typ")), claims);
    }

    @Test
    void aBrowserLoginAlsoSaysWhenTheUserSignedIn() throws Exception {
        JsonNode claims = Tokens.of(BrowserSession.open(realm, "portcullis", "openid").signIn("user").exchangeCode())
                .accessClaims();

        assertTrue(claims.path("auth_time").asLong() > 0);
        assertEquals("portcullis", claims.path("aud").asText());
        assertEquals(300, claims.path("exp").asLong() - claims.path("iat").asLong());
    }

    @Test
    void aLoginWithoutPkceIsRefused() throws Exception {
        BrowserSession browser = BrowserSession.blank(realm, "portcullis");

        browser.visit(realm.at("/protocol/openid-connect/auth?" + Http.encode(Map.of("client_id", "portcullis",
                "response_type", "code", "scope", "openid", "redirect_uri", BrowserSession.redirectUri()))));

        assertEquals("invalid_request", browser.returned("error"));
    }

    @Test
    void theImplicitFlowIsOff() throws Exception {
        BrowserSession browser = BrowserSession.blank(realm, "portcullis");

        browser.visit(realm.at("/protocol/openid-connect/auth?" + Http.encode(Map.of("client_id", "portcullis",
                "response_type", "token", "scope", "openid", "redirect_uri", BrowserSession.redirectUri()))));

        assertEquals("unauthorized_client", browser.returned("error"));
    }

    @Test
    void theRolesAreMarkedAndNobodyGetsOneByDefault() throws Exception {
        for (String role : List.of("user", "moderator", "admin")) {
            JsonNode representation = realm.role(role);
            assertFalse(representation.path("attributes").path("portcullis.locations").isEmpty(), role);
            assertFalse(representation.path("description").asText().isBlank(), role);
        }
        String defaults = realm.admin().get(realm.path("/roles/default-roles-portcullis/composites")).toString();
        assertFalse(defaults.contains("\"name\":\"user\""), defaults);
    }

    @Test
    void itsTokensGiveNoPowerOverKeycloakItself() throws Exception {
        JsonNode claims = realm.login("admin").accessClaims();

        assertFalse(claims.has("realm_access"));
        assertFalse(claims.has("resource_access"));
    }

    @Test
    void theFlowsWithTheGateAreTheRealmsOwnAndTheMasterRealmIsUntouched() throws Exception {
        JsonNode representation = realm.admin().get(realm.path(""));
        JsonNode master = realm.admin().get("/realms/master");

        assertEquals("portcullis browser", representation.path("browserFlow").asText());
        assertEquals("portcullis direct grant", representation.path("directGrantFlow").asText());
        assertEquals("browser", master.path("browserFlow").asText());
        assertEquals("direct grant", master.path("directGrantFlow").asText());
    }

    @Test
    void theGatesOptionsCanBeSavedInTheConsole() throws Exception {
        RoleGateIT.configureGates(realm, config -> config.put("portcullis.gate.role-attribute", "portcullis.locations"));
    }

    @Test
    void rotationProtectionAndEventsAreOn() throws Exception {
        JsonNode representation = realm.admin().get(realm.path(""));

        assertTrue(representation.path("revokeRefreshToken").asBoolean());
        assertEquals(0, representation.path("refreshTokenMaxReuse").asInt());
        assertTrue(representation.path("bruteForceProtected").asBoolean());
        assertTrue(representation.path("eventsEnabled").asBoolean());
        assertTrue(representation.path("adminEventsEnabled").asBoolean());
        assertEquals("external", representation.path("sslRequired").asText());
        assertFalse(representation.path("registrationAllowed").asBoolean());
        assertEquals("10", representation.path("attributes").path("portcullis.refresh.grace-seconds").asText());
    }
}
