package io.portcullis.acceptance.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Three enforcers and two Keycloak nodes: any one may die or be restarted, and nobody with a live token notices. */
@NeedsDocker
@ExtendWith(Containers.class)
final class ScaleOutTest {

    private static final int REFRESH_DEADLINE_SECONDS = 10;

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

    @Test
    void changedNginxConfigurationIsTakenUpWithoutLosingARequest() throws Exception {
        undisturbed(load -> {
            for (int i = 0; i < 3; i++) {
                compose.compose("exec", "-T", "nginx", "nginx", "-s", "reload").orFail("reloading nginx");
                load.awaitMore(100);
            }
        });
    }

    @Test
    void killedKeycloakNodeLosesNoSessionAndRefreshesGoOn() throws Exception {
        Client session = Client.signedIn(compose.origin(), "moderator");
        undisturbed(load -> {
            Compose.docker("kill", compose.container("keycloak")).orFail("docker kill");
            long killed = System.nanoTime();
            while (session.post("/oauth2/refresh", "").statusCode() != 200) {
                TimeUnit.MILLISECONDS.sleep(200);
                assertTrue(seconds(killed) < REFRESH_DEADLINE_SECONDS, "no refresh " + seconds(killed) + " s after the kill");
            }
            System.out.println("containers: a refresh succeeds " + seconds(killed) + " s after a Keycloak node's death");
            assertEquals(200, session.status("/protected"));
            compose.compose("up", "--wait", "--no-deps", "keycloak").orFail("starting the node again");
        });
    }

    /** Does something under load, and sees that nobody who may come was refused and nobody else let in. */
    private void undisturbed(Disturbance disturbance) throws Exception {
        Load load = new Load(compose.origin());
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
