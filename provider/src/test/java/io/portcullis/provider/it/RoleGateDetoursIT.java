package io.portcullis.provider.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ways of signing in that do not pass the flow with the gate: the token endpoint stands at the end of all of them. */
@AgainstKeycloak
class RoleGateDetoursIT {

    private static TestRealm realm;
    private static TestRealm partner;
    private static Mailbox mailbox;

    @BeforeAll
    static void realms(KeycloakCluster keycloak) throws Exception {
        mailbox = new Mailbox(keycloak.testHost());
        partner = TestRealm.create(keycloak, "partner", shipped -> ((ObjectNode) shipped.get("clients").get(0))
                .putArray("redirectUris").add("*"));
        String inside = keycloak.seenFromInside() + "/realms/partner/protocol/openid-connect";
        realm = TestRealm.create(keycloak, "detours", shipped -> {
            shipped.put("registrationAllowed", true).put("resetPasswordAllowed", true);
            shipped.putObject("smtpServer").put("host", keycloak.testHost()).put("port", Integer.toString(mailbox.port()))
                    .put("from", "keycloak@portcullis.example");
            ObjectNode idp = shipped.putArray("identityProviders").addObject();
            idp.put("alias", "partner").put("providerId", "keycloak-oidc").put("enabled", true).put("trustEmail", true);
            idp.putObject("config")
                    .put("clientId", "portcullis").put("clientSecret", KeycloakCluster.CLIENT_SECRET)
                    .put("clientAuthMethod", "client_secret_post").put("pkceEnabled", "true").put("pkceMethod", "S256")
                    .put("defaultScope", "openid profile email")
                    .put("issuer", partner.at("").toString())
                    .put("authorizationUrl", partner.at("/protocol/openid-connect/auth").toString())
                    .put("tokenUrl", inside + "/token")
                    .put("userInfoUrl", inside + "/userinfo")
                    .put("jwksUrl", inside + "/certs")
                    .put("useJwksUrl", "true").put("validateSignature", "true");
        });
    }

    @AfterAll
    static void closeMailbox() throws Exception {
        mailbox.close();
    }

    private static void assertNoTokens(BrowserSession browser) throws Exception {
        Http.Answer answer = browser.exchangeCode();
        assertEquals(400, answer.status(), answer.body());
        assertEquals("access_denied", answer.error());
    }

    @Test
    void selfRegistrationDoesNotSlipPast() throws Exception {
        BrowserSession browser = BrowserSession.blank(realm, "portcullis");
        browser.visit(realm.at("/protocol/openid-connect/registrations?" + browser.authorization("portcullis", "openid")));
        Map<String, String> form = new HashMap<>(Map.of("username", "newcomer", "email", "newcomer@portcullis.example",
                "firstName", "New", "lastName", "Comer", "password", "newcomer", "password-confirm", "newcomer"));

        browser.submit(form);

        assertNoTokens(browser);
    }

    @Test
    void brokerLoginDoesNotSlipPast() throws Exception {
        BrowserSession browser = BrowserSession.open(realm, "portcullis", "openid", "kc_idp_hint", "partner");
        RoleGateIT.newUser(partner, "visitor");
        partner.give("visitor", "user");

        browser.signIn("visitor");

        assertNoTokens(browser);
    }

    @Test
    void resetOfCredentialsDoesNotSlipPast() throws Exception {
        BrowserSession browser = BrowserSession.open(realm, "portcullis", "openid");
        browser.visit(browser.link("/reset-credentials")).submit(Map.of("username", "guest"));
        URI link = mailbox.link("guest@portcullis.example");
        browser.visit(link).submit(Map.of("password-new", "anew", "password-confirm", "anew"));

        assertNoTokens(browser);
    }

    @Test
    void tokenExchangeDoesNotSlipPast() throws Exception {
        RoleGateIT.newUser(realm, "trader");
        realm.give("trader", "user");
        realm.editClient("portcullis", client -> ((ObjectNode) client.get("attributes"))
                .put("standard.token.exchange.enabled", "true"));
        Tokens tokens = realm.login("trader");
        realm.take("trader", "user");

        Http.Answer answer = realm.token(Map.of("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token", tokens.access(), "subject_token_type", "urn:ietf:params:oauth:token-type:access_token"));

        assertEquals(400, answer.status(), answer.body());
        assertEquals("access_denied", answer.error());
    }

    @Test
    void thePersonsWhoHaveARoleGetThroughTheSameWays() throws Exception {
        BrowserSession browser = BrowserSession.open(realm, "portcullis", "openid", "kc_idp_hint", "partner");
        RoleGateIT.newUser(partner, "colleague");
        partner.give("colleague", "user");
        browser.signIn("colleague");
        realm.give("colleague", "moderator");

        Tokens tokens = Tokens.of(browser.exchangeCode());

        assertTrue(tokens.accessClaims().path("roles").toString().contains("moderator"));
    }

    @Test
    void aDirectGrantFlowWithoutTheGateDoesNotSlipPast() throws Exception {
        String flow = Admin.list(realm.admin().get(realm.path("/authentication/flows"))).stream()
                .filter(each -> "direct grant".equals(each.path("alias").asText())).findFirst().orElseThrow()
                .path("id").asText();
        realm.editClient("portcullis", client -> ((ObjectNode) client.get("authenticationFlowBindingOverrides"))
                .put("direct_grant", flow));
        try {
            Http.Answer answer = realm.tryLogin("moderator", "openid");
            assertEquals(200, answer.status(), answer.body());
            RoleGateIT.newUser(realm, "sneak");
            assertEquals("access_denied", realm.tryLogin("sneak", "openid").error());
        } finally {
            realm.editClient("portcullis", client -> client.putObject("authenticationFlowBindingOverrides")
                    .put("direct_grant", ""));
        }
    }
}
