package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** Users, sessions and tokens that end in Keycloak, in every way there is, end at the gate within a moment. */
@OnStack
final class LiveSessionsTest {

    private static final String REFRESH = "__Host-portcullis_rt";

    private final Gate gate;
    private Watched watched;
    private Employee employee;

    LiveSessionsTest(Gate gate) {
        this.gate = gate;
    }

    @BeforeEach
    void signInAsModerator() throws Exception {
        watched = new Watched(gate, "leaver");
        employee = watched.employee();
    }

    @AfterEach
    void leave() {
        if (watched != null) {
            watched.close();
        }
    }

    /** The session is over, and the browser is told to forget it. */
    private void ends(String what) throws Exception {
        watched.counts(what, 401);
        assertNull(watched.cookie());
    }

    @Test
    void disabledUserIsRefusedAndGoesOnWhenEnabledAgain() throws Exception {
        employee.enable(false);
        watched.counts("user disabled", 401);
        assertNotNull(watched.cookie(), "the session is kept for the day when the user is enabled");
        employee.enable(true);
        System.out.printf("live changes: %-40s cookies 200 after %4d ms%n", "user enabled",
                Stopwatch.until(() -> watched.byCookies() == 200));
    }

    @Test
    void deletedUser() throws Exception {
        employee.user().remove();
        ends("user deleted");
    }

    @Test
    void passwordReset() throws Exception {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue("another secret");
        employee.user().resetPassword(password);
        watched.counts("password reset", 200);
    }

    @Test
    void attributesChanged() throws Exception {
        UserRepresentation user = employee.user().toRepresentation();
        user.setEmail("married@portcullis.example");
        employee.user().update(user);
        watched.counts("attribute changed", 200);
        assertEquals("married@portcullis.example", watched.browser().get("/protected", "Accept", Visitor.JSON)
                .identity("X-Auth-Request-Email"));
    }

    @Test
    void oneSessionEnded() throws Exception {
        Visitor elsewhere = gate.visitor();
        elsewhere.signIn(employee.name());
        String claims = new String(Base64.getUrlDecoder().decode(watched.bearer().split("\\.")[1]));
        String sid = employee.user().getUserSessions().stream().map(session -> session.getId())
                .filter(claims::contains).findFirst().orElseThrow();
        employee.realm().deleteSession(sid, false);
        ends("one session ended");
        assertEquals(200, elsewhere.get("/protected", "Accept", Visitor.JSON).status());
    }

    @Test
    void allSessionsOfAUserEnded() throws Exception {
        employee.user().logout();
        ends("all sessions of a user ended");
        watched.signIn();
    }

    @Test
    void allSessionsOfTheRealmEnded() throws Exception {
        employee.realm().logoutAll();
        try {
            ends("all sessions of the realm ended");
        } finally {
            editRealm(realm -> realm.setNotBefore(0));
        }
    }

    @Test
    void notBeforeOfTheRealm() throws Exception {
        editRealm(realm -> realm.setNotBefore(soon()));
        try {
            watched.counts("not-before of the realm", 401);
        } finally {
            editRealm(realm -> realm.setNotBefore(0));
        }
    }

    @Test
    void notBeforeOfTheClient() throws Exception {
        editClient(client -> client.setNotBefore(soon()));
        try {
            watched.counts("not-before of the client", 401);
        } finally {
            editClient(client -> client.setNotBefore(0));
        }
    }

    private void editRealm(Consumer<RealmRepresentation> change) {
        RealmRepresentation realm = employee.realm().toRepresentation();
        change.accept(realm);
        employee.realm().update(realm);
    }

    private void editClient(Consumer<ClientRepresentation> change) {
        ClientRepresentation client = employee.realm().clients().findByClientId("portcullis").get(0);
        change.accept(client);
        employee.realm().clients().get(client.getId()).update(client);
    }

    private static int soon() {
        return (int) (System.currentTimeMillis() / 1000) + 1;
    }

    @Test
    void userSignsOutElsewhere() throws Exception {
        Visitor sameSession = gate.visitor();
        sameSession.setCookie(Watched.COOKIE, watched.cookie());
        sameSession.setCookie(REFRESH, watched.browser().cookie(REFRESH));
        sameSession.post("/oauth2/sign_out", "");
        ends("user signed out");
    }

    @Test
    void accessTokenRevoked() throws Exception {
        gate.revoke(watched.bearer());
        ends("access token revoked");
    }

    @Test
    void refreshTokenRevoked() throws Exception {
        gate.revoke(watched.browser().cookie(REFRESH));
        ends("refresh token revoked");
    }

    @Test
    void aSpentRefreshTokenIsUsedAgainLongAfter() throws Exception {
        String spent = watched.browser().cookie(REFRESH);
        assertEquals(200, refresh(spent).status());
        Instant over = Instant.now().plusSeconds(11);
        Eventually.until(Duration.ofSeconds(60), Instant::now, now -> now.isAfter(over));
        assertEquals(200, watched.byBearer(watched.bearer()).status());
        assertEquals(400, refresh(spent).status(), "stolen, as far as Keycloak can tell");
        ends("spent refresh token used again");
    }

    private Answer refresh(String token) throws Exception {
        return new Visitor(gate.ports().keycloakOrigin()).post("/realms/portcullis/protocol/openid-connect/token",
                "grant_type=refresh_token&client_id=portcullis&client_secret="
                        + URLEncoder.encode(gate.clientSecret(), StandardCharsets.UTF_8) + "&refresh_token=" + token);
    }

    @Test
    void notBeforeIsPushedToAnEnforcerWithoutTheFeed() throws Exception {
        isPushed("not-before pushed", () -> {
            editRealm(realm -> realm.setNotBefore(soon()));
            employee.realm().pushRevocation();
        });
    }

    @Test
    void logoutOfAllIsPushedToAnEnforcerWithoutTheFeed() throws Exception {
        isPushed("logout of all pushed", () -> employee.realm().logoutAll());
    }

    /** Keycloak's own way, for those who do not install the feed: it calls the enforcer that the client names. */
    private void isPushed(String what, Runnable click) throws Exception {
        try (LoneEnforcer enforcer = new LoneEnforcer(gate, "enforcer-without-feed", Map.of(
                "PORTCULLIS_FEED", "false",
                "PORTCULLIS_ISSUER", gate.ports().keycloakOrigin() + "/realms/portcullis",
                "PORTCULLIS_CLIENT_SECRET", gate.clientSecret()))) {
            enforcer.startWithoutFeed();
            editClient(client -> client.setAdminUrl(enforcer.origin() + "/oauth2"));
            try {
                watched.signIn();
                assertEquals(202, enforcer.check(watched.browser().copy(), "/protected"));
                assertEquals(202, byBearer(enforcer));
                click.run();
                // Each time with the cookies from before, which a refusal clears.
                System.out.printf("live changes: %-40s cookies 401 after %4d ms%n", what,
                        Stopwatch.until(() -> enforcer.check(watched.browser().copy(), "/protected") == 401));
                assertEquals(401, byBearer(enforcer));
            } finally {
                editClient(client -> client.setAdminUrl(""));
                editRealm(realm -> realm.setNotBefore(0));
            }
        }
    }

    private int byBearer(LoneEnforcer enforcer) throws Exception {
        return enforcer.check(new Visitor(enforcer.origin()), "/protected", "Authorization", "Bearer " + watched.bearer());
    }
}
