package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;

/** Very many requests with one expired access token, as Keycloak itself counts what came of them. */
@OnStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefreshStormTest {

    private static final String ACCESS = "__Host-portcullis_at";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int REQUESTS = 200;

    private final Gate gate;

    RefreshStormTest(Gate gate) {
        this.gate = gate;
    }

    @BeforeAll
    void letAccessTokensLiveForSevenSecondsAndEventsBeKept() {
        prepare("7", true);
    }

    @AfterAll
    void asItWas() {
        prepare("", false);
    }

    private void prepare(String lifespan, boolean events) {
        try (Keycloak admin = gate.admin()) {
            RealmResource realm = admin.realm("portcullis");
            ClientRepresentation client = realm.clients().findByClientId("portcullis").get(0);
            client.getAttributes().put("access.token.lifespan", lifespan);
            realm.clients().get(client.getId()).update(client);
            RealmRepresentation settings = realm.toRepresentation();
            settings.setEventsEnabled(events);
            // Keycloak keeps events of refreshes only when they are named.
            settings.setEnabledEventTypes(events ? List.of("REFRESH_TOKEN", "REFRESH_TOKEN_ERROR") : List.of());
            realm.update(settings);
        }
    }

    /** How many refreshes Keycloak did for the session, refused ones apart. */
    private Map<String, Long> refreshes(String session) {
        try (Keycloak admin = gate.admin()) {
            Map<String, Long> counted = new TreeMap<>();
            admin.realm("portcullis").getEvents(List.of("REFRESH_TOKEN", "REFRESH_TOKEN_ERROR"), null, null, null, null,
                            null, 0, 1000).stream()
                    .filter(event -> session.equals(event.getSessionId()))
                    .forEach(event -> counted.merge(event.getType(), 1L, Long::sum));
            return counted;
        }
    }

    private static String session(Visitor visitor) {
        String payload = new String(java.util.Base64.getUrlDecoder().decode(visitor.cookie(ACCESS).split("\\.")[1]),
                StandardCharsets.UTF_8);
        return payload.replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
    }

    private Visitor expired() throws Exception {
        Visitor visitor = gate.signedInAs("moderator");
        Eventually.until(PATIENCE, () -> gate.visitor().get("/me", "Authorization", "Bearer " + visitor.cookie(ACCESS)),
                answer -> answer.status() == 401);
        return visitor;
    }

    /** All at once; how often each status came. */
    private static Map<Integer, Integer> storm(int parallel, Callable<Integer> request) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(parallel);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                answers.add(threads.submit(request));
            }
            Map<Integer, Integer> statuses = new TreeMap<>();
            for (Future<Integer> answer : answers) {
                statuses.merge(answer.get(), 1, Integer::sum);
            }
            return statuses;
        } finally {
            threads.shutdownNow();
        }
    }

    private static int check(int port, String cookies) throws Exception {
        return new Visitor("http://127.0.0.1:" + port).get("/oauth2/auth", "Cookie", cookies, "X-Original-Method", "GET",
                "X-Original-URI", "/protected", "X-Original-Host", "localhost").status();
    }

    @Test
    void twoHundredParallelRequestsThroughNginxCauseOneRefresh() throws Exception {
        Visitor visitor = expired();
        String session = session(visitor);
        String cookies = visitor.cookieHeader();
        assertEquals(Map.of(200, REQUESTS),
                storm(100, () -> gate.visitor().get("/protected", "Cookie", cookies).status()));
        assertEquals(Map.of("REFRESH_TOKEN", 1L), refreshes(session));
        assertEquals(200, visitor.get("/protected").status());
        assertEquals(200, visitor.get("/protected").status());
    }

    @Test
    void throughTwoEnforcersAllAreServedAndTheSessionGoesOn() throws Exception {
        try (SecondEnforcer second = new SecondEnforcer(gate)) {
            Visitor visitor = expired();
            String session = session(visitor);
            String cookies = visitor.cookieHeader();
            int[] ports = {gate.ports().enforcer(), second.port()};
            java.util.concurrent.atomic.AtomicInteger turn = new java.util.concurrent.atomic.AtomicInteger();
            assertEquals(Map.of(202, REQUESTS), storm(50, () -> check(ports[turn.getAndIncrement() % 2], cookies)));
            Map<String, Long> refreshes = refreshes(session);
            assertTrue(refreshes.keySet().equals(java.util.Set.of("REFRESH_TOKEN")) && refreshes.get("REFRESH_TOKEN") <= 2,
                    "one for each enforcer at the most: " + refreshes);
            assertEquals(200, visitor.get("/protected").status());
        }
    }

    @Test
    void aFirstAnswerThatNobodyReadsCostsNothing() throws Exception {
        Visitor visitor = expired();
        String session = session(visitor);
        try (Socket socket = new Socket("127.0.0.1", gate.ports().http())) {
            socket.getOutputStream().write(("GET /protected HTTP/1.1\r\nHost: localhost:" + gate.ports().http()
                    + "\r\nCookie: " + visitor.cookieHeader() + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }
        Answer answer = Eventually.until(PATIENCE, () -> visitor.get("/protected"), a -> a.status() == 200);
        assertTrue(answer.cookiesSet().contains(ACCESS));
        assertEquals(200, visitor.get("/protected").status());
        assertEquals(null, refreshes(session).get("REFRESH_TOKEN_ERROR"));
    }
}
