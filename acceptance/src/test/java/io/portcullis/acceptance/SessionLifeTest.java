package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.representations.idm.ClientRepresentation;

/** Sessions from the expiry of their first access token to logout, with access tokens that live for seconds. */
@OnStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SessionLifeTest {

    private static final String LIFESPAN = "access.token.lifespan";
    private static final String ACCESS = "__Host-portcullis_at";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Gate gate;

    SessionLifeTest(Gate gate) {
        this.gate = gate;
    }

    @BeforeAll
    void letAccessTokensLiveForSevenSeconds() {
        setLifespan("7");
    }

    @AfterAll
    void letAccessTokensLiveAsTheRealmSays() {
        setLifespan("");
    }

    @Test
    void expiredAccessTokenIsRefreshedOnThePermittedRequestItself() throws Exception {
        Visitor visitor = gate.signedInAs("moderator");
        String first = visitor.cookie(ACCESS);
        Answer answer = Eventually.until(PATIENCE, () -> visitor.get("/protected"), a -> a.cookiesSet().contains(ACCESS));
        assertEquals(200, answer.status());
        assertEquals("moderator", answer.identity("X-Auth-Request-Roles"));
        assertTrue(!visitor.cookie(ACCESS).equals(first));
        assertEquals(200, visitor.get("/protected").status());
    }

    @Test
    void expiredAccessTokenIsRefreshedOnARefusedRequestToo() throws Exception {
        Visitor visitor = gate.signedInAs("user");
        Answer answer = Eventually.until(PATIENCE, () -> visitor.get("/protected"), a -> a.cookiesSet().contains(ACCESS));
        assertEquals(403, answer.status());
        assertEquals(200, visitor.get("/me").status());
    }

    @Test
    void parallelRequestsWithAnExpiredAccessTokenAreAllServed() throws Exception {
        Visitor visitor = gate.signedInAs("moderator");
        String expired = visitor.cookieHeader();
        Eventually.until(PATIENCE, () -> gate.visitor().get("/me", "Authorization", "Bearer " + visitor.cookie(ACCESS)),
                a -> a.status() == 401);
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(threads.submit(() -> gate.visitor().get("/protected", "Cookie", expired)));
            }
            for (Future<Answer> answer : answers) {
                assertEquals(200, answer.get().status());
                assertTrue(answer.get().cookiesSet().contains(ACCESS));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void expiredBearerTokenIsRefused() throws Exception {
        String token = gate.signedInAs("moderator").cookie(ACCESS);
        Answer answer = Eventually.until(PATIENCE,
                () -> gate.visitor().get("/protected", "Authorization", "Bearer " + token), a -> a.status() != 200);
        assertEquals(401, answer.status());
        assertTrue(answer.header("WWW-Authenticate").contains("invalid_token"));
        assertTrue(answer.cookiesSet().isEmpty());
    }

    @Test
    void sessionThatKeycloakEndedLosesItsCookies() throws Exception {
        Visitor visitor = gate.signedInAs("moderator");
        String old = visitor.cookieHeader();
        try (Keycloak admin = gate.admin()) {
            String id = admin.realm("portcullis").users().searchByUsername("moderator", true).get(0).getId();
            admin.realm("portcullis").users().get(id).logout();
        }
        Answer answer = Eventually.until(PATIENCE,
                () -> gate.visitor().get("/protected", "Cookie", old, "Accept", Visitor.JSON), a -> a.status() == 401);
        assertTrue(answer.headers().allValues("Set-Cookie").stream()
                .anyMatch(cookie -> cookie.startsWith(ACCESS + "=;") && cookie.contains("Max-Age=0")), answer.toString());
    }

    @Test
    void logoutEndsTheSessionInBrowserGateAndKeycloak() throws Exception {
        Visitor visitor = gate.signedInAs("admin");
        String stolen = visitor.cookieHeader();
        int sessions = keycloakSessions("admin");
        Answer answer = visitor.post("/oauth2/sign_out", "");
        assertEquals(200, answer.status());
        assertEquals(null, visitor.cookie(ACCESS));
        assertEquals(401, gate.visitor().get("/protected", "Cookie", stolen, "Accept", Visitor.JSON).status());
        assertEquals(sessions - 1, keycloakSessions("admin"));
    }

    @Test
    void logoutByALinkAsksFirst() throws Exception {
        Visitor visitor = gate.signedInAs("user");
        Answer answer = visitor.get("/oauth2/sign_out", "Accept", Visitor.PAGE, "Sec-Fetch-Mode", "navigate",
                "Sec-Fetch-Site", "cross-site");
        assertEquals(200, answer.status());
        assertEquals(200, visitor.get("/me").status());
    }

    private int keycloakSessions(String user) {
        try (Keycloak admin = gate.admin()) {
            String id = admin.realm("portcullis").users().searchByUsername(user, true).get(0).getId();
            return admin.realm("portcullis").users().get(id).getUserSessions().size();
        }
    }

    private void setLifespan(String seconds) {
        try (Keycloak admin = gate.admin()) {
            ClientRepresentation client = admin.realm("portcullis").clients().findByClientId("portcullis").get(0);
            client.getAttributes().put(LIFESPAN, seconds);
            ClientResource resource = admin.realm("portcullis").clients().get(client.getId());
            resource.update(client);
        }
    }
}
