package io.portcullis.provider.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The steps that the documentation gives for a realm that is there already. */
@AgainstKeycloak
class ExistingRealmIT {

    @Test
    void theDocumentedScriptAddsEverythingToAnEmptyRealm(KeycloakCluster keycloak) throws Exception {
        Assumptions.assumeTrue(keycloak instanceof DistributionCluster, "kcadm.sh is in the distribution");
        Admin admin = new Admin(keycloak.nodes().get(0));
        admin.post("/realms", Map.of("realm", "existing", "enabled", true));
        TestRealm realm = TestRealm.existing(keycloak, "existing");
        admin.post("/realms/existing/clients", Map.of("clientId", "portcullis", "secret", KeycloakCluster.CLIENT_SECRET,
                "directAccessGrantsEnabled", true, "redirectUris", List.of(BrowserSession.redirectUri())));
        RoleGateIT.newUser(realm, "guest");
        RoleGateIT.newUser(realm, "moderator");
        newUserWithCode(realm, "careful");

        run(((DistributionCluster) keycloak).home(), keycloak);

        realm.give("moderator", "moderator");
        realm.give("careful", "moderator");
        assertEquals("access_denied", realm.tryLogin("guest", "openid").error());
        assertEquals(403, BrowserSession.open(realm, "portcullis", "openid").signIn("guest").page().status());
        Tokens tokens = Tokens.of(BrowserSession.open(realm, "portcullis", "openid").signIn("moderator").exchangeCode());
        assertEquals("[\"moderator\"]", tokens.accessClaims().path("roles").toString());
        assertEquals(22, tokens.accessClaims().path("login_id").asText().length());
        assertEquals(tokens.accessClaims().path("jti"), tokens.refreshClaims().path("access_token_jti"));
        assertTrue(tokens.accessClaims().path("aud").toString().contains("portcullis"));
        assertFeedIsOpen(realm);
        assertEquals("invalid_grant", realm.tryLogin("careful", "openid").error(), "the one-time code is missing");
        assertTrue(BrowserSession.open(realm, "portcullis", "openid").signIn("careful").page().body().contains("name=\"otp\""),
                "asked for the one-time code");
        assertEquals(Tokens.of(realm.refresh(tokens.refresh())).refresh(), Tokens.of(realm.refresh(tokens.refresh())).refresh());
    }

    /** Someone whom Keycloak's own flows ask for a one-time code, and who must not get in by less now. */
    private static void newUserWithCode(TestRealm realm, String name) throws Exception {
        realm.admin().post(realm.path("/users"), Map.of("username", name, "enabled", true, "firstName", "Care",
                "lastName", "Ful", "email", name + "@portcullis.example", "emailVerified", true, "credentials", List.of(
                        Map.of("type", "password", "value", name),
                        Map.of("type", "otp", "secretData", "{\"value\":\"a secret of twenty b\"}", "credentialData",
                                "{\"subType\":\"totp\",\"digits\":6,\"period\":30,\"algorithm\":\"HmacSHA1\"}"))));
    }

    /** An enforcer's first question: whether it may read the feed, and as of when tokens speak. */
    private static void assertFeedIsOpen(TestRealm realm) throws Exception {
        Tokens service = Tokens.of(realm.token(Map.of("grant_type", "client_credentials")));
        assertTrue(service.accessClaims().path("roles_as_of").isTextual());
        Http.Answer answer = Http.api().send(HttpRequest.newBuilder(realm.at("/portcullis-change-feed/poll"))
                .header("Authorization", "Bearer " + service.access()).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"returnImmediately\":true}")));
        assertEquals(200, answer.status(), answer.body());
    }

    private static void run(Path home, KeycloakCluster keycloak) throws Exception {
        String page = Files.readString(Path.of(System.getProperty("realm.export")).resolveSibling("docs/provider.md"));
        String script = page.substring(page.indexOf("```sh", page.indexOf("<!-- tested -->")) + "```sh".length());
        Path file = Files.writeString(Files.createTempFile("existing-realm", ".sh"), script.substring(0, script.indexOf("```")));
        ProcessBuilder bash = new ProcessBuilder("bash", file.toString()).redirectErrorStream(true);
        bash.environment().putAll(Map.of("KEYCLOAK_HOME", home.toString(),
                "KEYCLOAK_URL", keycloak.nodes().get(0).toString(), "ADMIN", KeycloakCluster.ADMIN,
                "ADMIN_PASSWORD", KeycloakCluster.ADMIN_PASSWORD, "REALM", "existing", "CLIENT", "portcullis",
                "KC_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"));
        Process process = bash.start();
        String output = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(300, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), output);
    }
}
