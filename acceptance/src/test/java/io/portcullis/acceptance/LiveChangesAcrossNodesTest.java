package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two Keycloak nodes and three enforcers: one follows the first node, one the second, and one whichever a balancer
 * leads to. Parts of it fail; afterwards nothing is permitted that Keycloak would refuse.
 */
@OnStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LiveChangesAcrossNodesTest {

    private static final String COOKIE = "__Host-portcullis_at";
    private static final Duration CUT = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<LoneEnforcer> enforcers = new ArrayList<>();
    private Gate gate;
    private TwoNodes keycloak;
    private Wire balancer;

    @BeforeAll
    void start(Gate gate) throws Exception {
        this.gate = gate;
        keycloak = new TwoNodes(gate);
        balancer = new Wire(List.of(keycloak.port(0), keycloak.port(1)));
        for (String address : List.of(keycloak.origin(0), keycloak.origin(1), balanced())) {
            LoneEnforcer enforcer = enforcer("enforcer-" + (enforcers.size() + 1), address, Map.of());
            enforcers.add(enforcer);
            enforcer.start();
        }
    }

    private String balanced() {
        return "http://127.0.0.1:" + balancer.port();
    }

    private LoneEnforcer enforcer(String name, String address, Map<String, String> more) throws Exception {
        Map<String, String> settings = new HashMap<>(more);
        settings.putAll(Map.of(
                "PORTCULLIS_ISSUER", keycloak.origin(0) + "/realms/portcullis",
                "PORTCULLIS_ISSUER_INTERNAL_URL", address + "/realms/portcullis",
                "PORTCULLIS_CLIENT_SECRET", TwoNodes.SECRET,
                "PORTCULLIS_PASSWORD_LOGIN", "true"));
        return new LoneEnforcer(gate, name, settings);
    }

    @AfterAll
    void stop() throws Exception {
        for (LoneEnforcer enforcer : enforcers) {
            enforcer.close();
        }
        if (balancer != null) {
            balancer.close();
        }
        if (keycloak != null) {
            keycloak.close();
        }
    }

    /** Someone who may enter, by the cookies of a session and by its first access token as a bearer token. */
    private final class Moderator implements AutoCloseable {

        private final Employee employee;
        private final Visitor browser = new Visitor(enforcers.get(0).origin());
        private final String bearer;

        Moderator(String name) throws Exception {
            employee = new Employee(keycloak.admin(0), name, "user", "moderator");
            browser.signIn(name);
            bearer = browser.cookie(COOKIE);
            for (LoneEnforcer enforcer : enforcers) {
                assertEquals(202, byBearer(enforcer));
                assertEquals(202, byCookies(enforcer));
            }
        }

        int byBearer(LoneEnforcer enforcer) throws Exception {
            return enforcer.check(new Visitor(enforcer.origin()), "/protected", "Authorization", "Bearer " + bearer);
        }

        int byCookies(LoneEnforcer enforcer) throws Exception {
            return enforcer.check(browser, "/protected");
        }

        /** Takes the role from them at one of the nodes. */
        void demote(int node) {
            try (var admin = keycloak.admin(node)) {
                var realm = admin.realm("portcullis");
                realm.users().get(employee.id()).roles().realmLevel()
                        .remove(List.of(realm.roles().get("moderator").toRepresentation()));
            }
        }

        @Override
        public void close() {
            employee.close();
        }
    }

    /** Several moderators, and what happens to all but one of them while a part of the whole is away. */
    private final class Staff implements AutoCloseable {

        private final Moderator demoted = new Moderator("demoted");
        private final Moderator disabled = new Moderator("disabled");
        private final Moderator signedOut = new Moderator("signed-out");
        private final Moderator untouched = new Moderator("untouched");

        Staff() throws Exception {}

        /** At the first node, which is never the one that fails. */
        void changeAll() {
            demoted.demote(0);
            disabled.employee.enable(false);
            signedOut.employee.user().logout();
        }

        void areRefusedBy(LoneEnforcer enforcer) throws Exception {
            assertEquals(401, demoted.byBearer(enforcer));
            assertEquals(403, demoted.byCookies(enforcer));
            assertEquals(401, disabled.byBearer(enforcer));
            assertEquals(401, disabled.byCookies(enforcer));
            assertEquals(401, signedOut.byBearer(enforcer));
            assertEquals(401, signedOut.byCookies(enforcer));
            assertEquals(202, untouched.byCookies(enforcer), "whom nothing happened to goes on");
        }

        @Override
        public void close() {
            List.of(demoted, disabled, signedOut, untouched).forEach(Moderator::close);
        }
    }

    @Test
    void aChangeOnEitherNodeReachesAllThree() throws Exception {
        for (int node = 0; node < 2; node++) {
            try (Moderator moderator = new Moderator("mover-" + node)) {
                moderator.demote(node);
                for (LoneEnforcer enforcer : enforcers) {
                    long millis = Stopwatch.until(() -> moderator.byBearer(enforcer) == 401);
                    System.out.printf("live changes: role taken at node %d, enforcer %d refuses after %d ms%n", node + 1,
                            enforcers.indexOf(enforcer) + 1, millis);
                    assertEquals(403, moderator.byCookies(enforcer));
                }
            }
        }
    }

    @Test
    void aNodeIsKilledAndComesBack() throws Exception {
        LoneEnforcer itsFollower = enforcers.get(1);
        try (Staff staff = new Staff()) {
            Instant killed = Instant.now();
            keycloak.kill(1);
            staff.changeAll();
            saysThatItIsAway(itsFollower, killed);
            assertEquals(202, staff.demoted.byBearer(itsFollower), "checks go on, with the bound that health states");
            for (LoneEnforcer other : List.of(enforcers.get(0), enforcers.get(2))) {
                Eventually.until(PATIENCE, () -> staff.demoted.byBearer(other), status -> status == 401);
                staff.areRefusedBy(other);
            }
            Eventually.until(PATIENCE, () -> enforcers.get(0).feed().path("silent nodes").asText(),
                    told -> told.contains("cut off"));
            assertEquals(1, enforcers.get(0).metric("portcullis_feed_silent_nodes"));
            keycloak.start(1);
            saysThatAllIsWell(itsFollower);
            for (LoneEnforcer enforcer : enforcers) {
                staff.areRefusedBy(enforcer);
            }
            assertTrue(itsFollower.feed().path("gaps").asInt() > 0, "the node that came back knows nothing of the time before");
        }
    }

    @Test
    void anEnforcerIsKilledAndStartedAgain() throws Exception {
        LoneEnforcer enforcer = enforcers.get(0);
        try (Staff staff = new Staff()) {
            enforcer.kill();
            staff.changeAll();
            enforcer.start();
            staff.areRefusedBy(enforcer);
        }
    }

    @Test
    void theFeedIsCutForTwentySeconds() throws Exception {
        LoneEnforcer beyond = enforcers.get(2);
        try (Staff staff = new Staff()) {
            Instant cut = Instant.now();
            balancer.cut();
            try {
                staff.changeAll();
                saysThatItIsAway(beyond, cut);
                assertEquals(202, staff.demoted.byBearer(beyond), "checks go on, with the bound that health states");
                Eventually.until(PATIENCE, Instant::now, now -> now.isAfter(cut.plus(CUT)));
                assertEquals("away", beyond.feed().path("feed").asText());
            } finally {
                balancer.mend();
            }
            saysThatAllIsWell(beyond);
            staff.areRefusedBy(beyond);
        }
    }

    @Test
    void whereTheFeedIsRequiredNobodyEntersWhileItIsCut() throws Exception {
        try (Moderator moderator = new Moderator("patient");
                LoneEnforcer strict = enforcer("enforcer-strict", balanced(),
                        Map.of("PORTCULLIS_FEED_REQUIRED", "true", "PORTCULLIS_FEED_GRACE", "1s"))) {
            strict.start();
            assertEquals(202, moderator.byBearer(strict));
            balancer.cut();
            try {
                strict.awaitFeed("away");
                Eventually.until(PATIENCE, () -> moderator.byBearer(strict), status -> status == 503);
                assertEquals(503, moderator.byCookies(strict));
            } finally {
                balancer.mend();
            }
            saysThatAllIsWell(strict);
            assertEquals(202, moderator.byBearer(strict), "nothing happened to anybody meanwhile");
            assertEquals(202, moderator.byCookies(strict));
            saysThatAllIsWell(enforcers.get(2));
        }
    }

    private static void saysThatItIsAway(LoneEnforcer enforcer, Instant began) throws Exception {
        JsonNode feed = enforcer.awaitFeed("away");
        Instant since = Instant.parse(feed.path("since").asText());
        // It was last well when the feed answered last, which it does every three seconds when nothing happens.
        assertTrue(since.isAfter(began.minusSeconds(10)) && since.isBefore(began.plusSeconds(5)), since + " for " + began);
        assertEquals("300 s, the lifetime of an access token", feed.path("changes count within").asText());
        assertFalse(feed.path("problem").asText().isBlank());
        assertEquals(0, enforcer.metric("portcullis_feed_up"));
        assertNotEquals(0, enforcer.metric("portcullis_feed_silence_seconds"));
    }

    private static void saysThatAllIsWell(LoneEnforcer enforcer) throws Exception {
        JsonNode feed = enforcer.awaitFeed("up");
        assertEquals("1 s", feed.path("changes count within").asText());
        assertEquals(1, enforcer.metric("portcullis_feed_up"));
    }
}
