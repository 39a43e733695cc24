package io.portcullis.acceptance.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three enforcers and two Keycloak nodes: any one may die or be restarted, and nobody with a live token notices. */
@NeedsDocker
@ExtendWith(Containers.class)
final class ScaleOutTest {

    private static final Duration REFRESH_DEADLINE = Duration.ofSeconds(10);

    private final Compose compose;

    ScaleOutTest(Compose compose) {
        this.compose = compose;
    }

    @BeforeAll
    static void scaleOut(Compose compose) throws Exception {
        compose.profiles("demo,scale");
        compose.up();
    }

    @Test
    void killedEnforcerCostsNoRequestAndPermitsNothingWrong() throws Exception {
        undisturbed(load -> {
            Compose.docker("kill", compose.container("enforcer-2")).orFail("docker kill");
            load.awaitMore(500);
            compose.compose("up", "--wait", "--no-deps", "enforcer-2").orFail("starting the enforcer again");
        });
    }

    @Test
    void enforcersRestartedOneByOneCostNoRequest() throws Exception {
        undisturbed(load -> {
            for (String enforcer : new String[] {"enforcer", "enforcer-2", "enforcer-3"}) {
                compose.compose("restart", "--no-deps", enforcer).orFail("restarting " + enforcer);
                compose.compose("up", "--wait", "--no-deps", enforcer).orFail("waiting for " + enforcer);
            }
        });
    }

    /**
     * Each request has a connection of its own: a server that closes an idle one just as the next request comes in leaves the
     * client without an answer, whatever stands behind it (RFC 9112, section 9.3.1). Clients send such a request again.
     */
    @Test
    void changedNginxConfigurationIsTakenUpWithoutLosingARequest() throws Exception {
        undisturbed(new Load(compose.origin(), Client::connectingAnew), load -> {
            for (int i = 0; i < 3; i++) {
                compose.compose("exec", "-T", "nginx", "nginx", "-s", "reload").orFail("reloading nginx");
                load.awaitMore(100);
            }
        });
    }

    @Test
    void killedKeycloakNodeLosesNoSessionAndRefreshesGoOn() throws Exception {
        Client session = Client.signedIn(compose.origin(), "moderator");
        long before = System.nanoTime();
        assertEquals(200, session.post("/oauth2/refresh", "").statusCode());
        // On a machine that does ten things at once, ten seconds are what ten refreshes take there.
        long allowed = Math.max(REFRESH_DEADLINE.toNanos(), 10 * (System.nanoTime() - before));
        undisturbed(load -> {
            Compose.docker("kill", compose.container("keycloak")).orFail("docker kill");
            long killed = System.nanoTime();
            while (session.post("/oauth2/refresh", "").statusCode() != 200) {
                TimeUnit.MILLISECONDS.sleep(200);
                assertTrue(System.nanoTime() - killed < allowed, "no refresh " + seconds(killed) + " s after the kill");
            }
            System.out.println("containers: a refresh succeeds " + seconds(killed) + " s after a Keycloak node's death");
            assertEquals(200, session.status("/protected"));
            // Longer than the other node takes to notice, and to declare what it cannot vouch for.
            load.awaitSeconds(15);
            compose.compose("up", "--wait", "--no-deps", "keycloak").orFail("starting the node again");
        });
        assertEquals(200, session.post("/oauth2/refresh", "").statusCode());
    }

    @Test
    void keycloakNodesRestartedOneByOneCostNoRequest() throws Exception {
        Client session = Client.signedIn(compose.origin(), "moderator");
        undisturbed(load -> {
            for (String node : new String[] {"keycloak", "keycloak-2"}) {
                compose.compose("restart", "--no-deps", node).orFail("restarting " + node);
                compose.compose("up", "--wait", "--no-deps", node).orFail("waiting for " + node);
                assertEquals(200, session.post("/oauth2/refresh", "").statusCode(), "after " + node);
            }
        });
    }

    /** What is there only once is missed while it is away; what counts is that nothing opens, and nobody is signed out. */
    @ParameterizedTest
    @ValueSource(strings = {"nginx", "database", "demo-upstream"})
    void killedOnlyContainerOfItsKindLosesNoSessionAndPermitsNothingWrong(String service) throws Exception {
        Client session = Client.signedIn(compose.origin(), "moderator");
        Load load = new Load(compose.origin());
        try (load) {
            Compose.docker("kill", compose.container(service)).orFail("docker kill");
            load.awaitSeconds(3);
            compose.compose("up", "--wait", "--no-deps", service).orFail("starting it again");
            load.awaitMore(100);
        }
        System.out.println("containers: " + service + " was away, answers under load " + load.answers());
        assertEquals(0, load.wronglyPermitted(), load.answers().toString());
        if (service.equals("database")) {
            assertEquals(0, load.failed(), load.answers().toString());
        }
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (session.post("/oauth2/refresh", "").statusCode() != 200) {
            assertTrue(System.nanoTime() < deadline, "the session cannot be refreshed any more");
            TimeUnit.MILLISECONDS.sleep(500);
        }
        assertEquals(200, session.status("/protected"));
    }

    /** Does something under load, and sees that nobody who may come was refused and nobody else let in. */
    private void undisturbed(Disturbance disturbance) throws Exception {
        undisturbed(new Load(compose.origin()), disturbance);
    }

    private static void undisturbed(Load load, Disturbance disturbance) throws Exception {
        try (load) {
            disturbance.happen(load);
            load.awaitMore(200);
        }
        System.out.println("containers: answers under load " + load.answers());
        assertEquals(0, load.wronglyPermitted(), load.answers().toString());
        assertEquals(0, load.failed(), load.answers().toString());
        assertTrue(load.answers().getOrDefault("moderator 200", 0) > 100, load.answers().toString());
    }

    private static long seconds(long since) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
    }

    @FunctionalInterface
    interface Disturbance {
        void happen(Load load) throws Exception;
    }
}
