package io.portcullis.provider.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nobody without a role gets in, whichever way the login takes. */
@AgainstKeycloak
class RoleGateIT {

    private static TestRealm realm;

    @BeforeAll
    static void realm(KeycloakCluster keycloak) throws Exception {
        realm = TestRealm.create(keycloak, "gate", shipped -> { });
    }

    private static void assertAccessDenied(Http.Answer answer) {
        assertEquals(400, answer.status(), answer.body());
        assertEquals("access_denied", answer.error());
        assertTrue(answer.json().path("error_description").asText().contains("role"), answer.body());
    }

    @Test
    void directGrantAnswersAccessDeniedWithADescription() throws Exception {
        assertAccessDenied(realm.tryLogin("guest", "openid"));

        assertTrue(realm.events("LOGIN_ERROR").stream()
                .anyMatch(event -> "access_denied".equals(event.path("error").asText())
                        && "guest".equals(event.path("details").path("username").asText())), "event log");
    }

    @Test
    void theBrowserShowsAPageInsteadOfSigningIn() throws Exception {
        Http.Answer page = BrowserSession.open(realm, "portcullis", "openid").signIn("guest").page();

        assertEquals(403, page.status());
        assertTrue(page.body().contains("guest</") || page.body().contains("guest "), page.body());
        assertTrue(page.body().contains("has no role"), page.body());
    }

    @Test
    void aSilentLoginIsAnsweredToTheClientInsteadOfShowingAPage() throws Exception {
        BrowserSession browser = BrowserSession.open(realm, "portcullis", "openid").signIn("guest");

        browser.authorize("portcullis", "openid", "prompt", "none");

        assertEquals("login_required", browser.returned("error"));
    }

    @Test
    void oneCanSignInAsSomeoneElseFromThePage() throws Exception {
        BrowserSession browser = BrowserSession.open(realm, "portcullis", "openid").signIn("guest");

        browser.visit(browser.link("portcullis-someone-else")).signIn("user");

        assertEquals("user", Tokens.of(browser.exchangeCode()).accessClaims().path("preferred_username").asText());
    }

    @Test
    void tryingAgainAfterARoleWasGivenGoesOn() throws Exception {
        String user = newUser("patient");
        BrowserSession browser = BrowserSession.open(realm, "portcullis", "openid").signIn(user);
        realm.give(user, "user");

        browser.submit(Map.of());

        assertEquals(200, browser.exchangeCode().status());
    }

    @Test
    void rightCredentialsWithoutARoleDoNotLockTheAccount() throws Exception {
        String user = newUser("eager");
        for (int i = 0; i < 12; i++) {
            assertAccessDenied(realm.tryLogin(user, "openid"));
        }
        realm.give(user, "user");

        assertEquals(200, realm.tryLogin(user, "openid").status());
    }

    @Test
    void rolesByGroupAndByCompositeAdmit() throws Exception {
        String member = newUser("member");
        String heir = newUser("heir");
        realm.admin().post(realm.path("/groups"), Map.of("name", "staff"));
        String group = realm.admin().get(realm.path("/groups?search=staff")).path(0).path("id").asText();
        realm.admin().post(realm.path("/groups/" + group + "/role-mappings/realm"), List.of(realm.role("user")));
        realm.admin().put(realm.path("/users/" + realm.userId(member) + "/groups/" + group), Map.of());
        realm.admin().post(realm.path("/roles"), Map.of("name", "lead"));
        realm.admin().post(realm.path("/roles/lead/composites"), List.of(realm.role("moderator")));
        realm.give(heir, "lead");

        assertEquals(200, realm.tryLogin(member, "openid").status());
        assertEquals(200, realm.tryLogin(heir, "openid").status());
    }

    @Test
    void aRoleThatThePolicyDoesNotNameDoesNotAdmit() throws Exception {
        String user = newUser("stranger");
        realm.admin().post(realm.path("/roles"), Map.of("name", "elsewhere"));
        realm.give(user, "elsewhere");

        assertAccessDenied(realm.tryLogin(user, "openid"));
    }

    @Test
    void theNextRefreshIsRefusedAfterAllRolesWereTakenAndAcceptedWhenOneIsBack() throws Exception {
        for (String scope : List.of("openid", "openid offline_access")) {
            String user = newUser("demoted-" + (scope.length() == 6 ? "online" : "offline"));
            realm.give(user, "user");
            Tokens tokens = Tokens.of(realm.tryLogin(user, scope));
            realm.take(user, "user");

            Http.Answer refused = realm.refresh(tokens.refresh());

            assertEquals(400, refused.status());
            assertEquals("invalid_grant", refused.error());
            assertEquals("invalid_grant", realm.onNode(1).refresh(tokens.refresh()).error(), "on the other node");
            realm.give(user, "user");
            assertEquals(200, realm.refresh(tokens.refresh()).status());
        }
    }

    @Test
    void aCodeIsWorthNothingOnceTheRolesWereTaken() throws Exception {
        String user = newUser("quick");
        realm.give(user, "user");
        BrowserSession browser = BrowserSession.open(realm, "portcullis", "openid offline_access").signIn(user);
        realm.take(user, "user");

        assertAccessDenied(browser.exchangeCode());

        assertEquals("[]", realm.admin().get(realm.path("/users/" + realm.userId(user) + "/offline-sessions/"
                + realm.clientUuid("portcullis"))).toString(), "nothing stays behind");
        assertTrue(realm.events("CODE_TO_TOKEN_ERROR").stream()
                .anyMatch(event -> "access_denied".equals(event.path("error").asText())), "event log");
    }

    @Test
    void clientCredentialsNeedARoleToo() throws Exception {
        realm.take("service-account-portcullis", "portcullis-feed");
        assertAccessDenied(realm.token(Map.of("grant_type", "client_credentials")));

        realm.give("service-account-portcullis", "moderator");
        Tokens tokens = Tokens.of(realm.token(Map.of("grant_type", "client_credentials")));
        realm.take("service-account-portcullis", "moderator");

        assertEquals("[\"moderator\"]", tokens.accessClaims().path("roles").toString());
    }

    @Test
    void singleSignOnFromAClientWithoutTheGateDoesNotSlipPast() throws Exception {
        ungatedClient(realm, "open");
        BrowserSession browser = BrowserSession.open(realm, "open", "openid").signIn("guest");
        assertEquals(200, browser.exchangeCode().status(), "the other client lets guests in");

        Http.Answer page = browser.authorize("portcullis", "openid").page();

        assertEquals(403, page.status());
        assertTrue(page.body().contains("portcullis-role-gate"), page.body());
        browser.visit(browser.link("portcullis-someone-else")).signIn("user");
        assertEquals("user", Tokens.of(browser.exchangeCode("portcullis")).accessClaims()
                .path("preferred_username").asText(), "and the single sign-on session has ended");
    }

    @Test
    void singleSignOnAdmitsThoseWithARoleAndKeepsTheirLoginId() throws Exception {
        BrowserSession browser = BrowserSession.open(realm, "portcullis", "openid").signIn("moderator");
        Tokens first = Tokens.of(browser.exchangeCode());

        browser.authorize("portcullis", "openid");

        Tokens again = Tokens.of(browser.exchangeCode());
        String loginId = first.accessClaims().path("login_id").asText();
        assertEquals(22, loginId.length());
        assertEquals(loginId, again.accessClaims().path("login_id").asText());
        assertEquals(loginId, Tokens.of(realm.refresh(again.refresh())).accessClaims().path("login_id").asText());
    }

    @Test
    void namedRolesAdmitOnlyTheirHoldersAndAMisspeltOneAdmitsNobody() throws Exception {
        configureGates(realm, config -> config.put("portcullis.gate.roles", "admin##moderator"));
        try {
            assertEquals(200, realm.tryLogin("moderator", "openid").status());
            assertAccessDenied(realm.tryLogin("user", "openid"));
            configureGates(realm, config -> config.put("portcullis.gate.roles", "moderater"));
            assertAccessDenied(realm.tryLogin("moderator", "openid"));
        } finally {
            configureGates(realm, config -> config.remove("portcullis.gate.roles"));
        }
    }

    @Test
    void anExemptClientIsOpenToEverybody() throws Exception {
        configureGates(realm, config -> config.put("portcullis.gate.exempt-clients", "admin-cli"));
        try {
            Http.Answer answer = realm.token(Map.of("client_id", "admin-cli", "client_secret", "",
                    "grant_type", "password", "username", "guest", "password", "guest"));
            assertEquals(200, answer.status(), answer.body());
            assertAccessDenied(realm.tryLogin("guest", "openid"));
        } finally {
            configureGates(realm, config -> config.remove("portcullis.gate.exempt-clients"));
        }
    }

    private static String newUser(String name) throws Exception {
        return newUser(realm, name);
    }

    static String newUser(TestRealm realm, String name) throws Exception {
        realm.admin().post(realm.path("/users"), Map.of("username", name, "enabled", true, "firstName", "New",
                "lastName", "User", "email", name.replaceAll("[^a-z0-9-]", "-") + "@portcullis.example", "emailVerified", true,
                "credentials", List.of(Map.of("type", "password", "value", name))));
        return name;
    }

    /** A public client whose logins take Keycloak's own browser flow, which has no gate. */
    static void ungatedClient(TestRealm realm, String clientId) throws Exception {
        String flow = Admin.list(realm.admin().get(realm.path("/authentication/flows"))).stream()
                .filter(each -> "browser".equals(each.path("alias").asText())).findFirst().orElseThrow()
                .path("id").asText();
        realm.admin().post(realm.path("/clients"), Map.of("clientId", clientId, "publicClient", true,
                "redirectUris", List.of(BrowserSession.redirectUri()), "standardFlowEnabled", true,
                "authenticationFlowBindingOverrides", Map.of("browser", flow)));
    }

    static void configureGates(TestRealm realm, Consumer<ObjectNode> change) throws Exception {
        for (String flow : List.of("portcullis%20browser", "portcullis%20direct%20grant")) {
            JsonNode gate = Admin.list(realm.admin().get(realm.path("/authentication/flows/" + flow + "/executions")))
                    .stream().filter(step -> "portcullis-role-gate".equals(step.path("providerId").asText()))
                    .findFirst().orElseThrow();
            realm.admin().edit(realm.path("/authentication/config/" + gate.path("authenticationConfig").asText()),
                    config -> change.accept((ObjectNode) config.get("config")));
        }
    }
}
