package io.portcullis.acceptance.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the compose file does before and after: stops at once when something is missing, and leaves nothing. */
@NeedsDocker
@ExtendWith(Containers.class)
final class ComposeFileTest {

    @ParameterizedTest
    @ValueSource(strings = {"PORTCULLIS_CLIENT_SECRET", "PORTCULLIS_DATABASE_PASSWORD", "PORTCULLIS_ADMIN_PASSWORD"})
    void missingSecretStopsEverythingAndIsNamed(String secret) throws Exception {
        Docker.Run run = new Compose("portcullis-missing").unset(secret).compose("up", "--no-start");
        assertNotEquals(0, run.exit());
        assertTrue(run.said().contains(secret), run.said());
        assertEquals("", left("portcullis-missing"));
    }

    @Test
    void weakSecretStopsTheStartAndIsNamedButNotShown() throws Exception {
        Compose compose = new Compose("portcullis-weak").set("PORTCULLIS_ADMIN_PASSWORD", "letmein");
        try {
            Docker.Run run = compose.compose("run", "--rm", "secrets");
            assertNotEquals(0, run.exit());
            assertTrue(run.said().contains("PORTCULLIS_ADMIN_PASSWORD is shorter"), run.said());
            assertTrue(!run.said().contains("letmein"), run.said());
        } finally {
            compose.down();
        }
    }

    @Test
    void wordThatAsksForASecretIsNeverTakenAsOneByAnEnforcerStartedByHand() throws Exception {
        Docker.Run run = Compose.docker("run", "--rm", "-e", "PORTCULLIS_CLIENT_SECRET=generate", "portcullis/enforcer");
        assertNotEquals(0, run.exit());
        assertTrue(run.said().contains("PORTCULLIS_CLIENT_SECRET is the word"), run.said());
    }

    @Test
    void wordThatAsksForASecretIsNeverTakenAsOneByKeycloak() throws Exception {
        Docker.Run run = Compose.docker("run", "--rm", "-e", "PORTCULLIS_CLIENT_SECRET=generate", "portcullis/keycloak");
        assertNotEquals(0, run.exit());
        assertTrue(run.said().contains("PORTCULLIS_CLIENT_SECRET is the word"), run.said());
    }

    @Test
    void withoutAProfileThereAreNoUsersForTryingAndOneOfEach() throws Exception {
        String services = new Compose("portcullis-plain").compose("config", "--services").orFail("docker compose config");
        assertEquals(Set.of("secrets", "database", "keycloak", "enforcer", "demo-upstream", "nginx"),
                services.lines().collect(Collectors.toSet()));
    }

    @Test
    void demoUsersAreRefusedWhereOthersCanCome() throws Exception {
        Docker.Run run = Compose.docker("run", "--rm", "--entrypoint", "/opt/portcullis/bin/demo-users.sh",
                "-e", "PORTCULLIS_PUBLIC_ORIGIN=https://www.example.com", "portcullis/keycloak");
        assertNotEquals(0, run.exit());
        assertTrue(run.said().contains("localhost only"), run.said());
    }

    @Test
    void downLeavesNoContainerVolumeOrNetwork() throws Exception {
        Compose compose = new Compose("portcullis-leaves");
        try {
            compose.compose("up", "--wait", "database", "demo-upstream").orFail("docker compose up");
            assertNotEquals("", left("portcullis-leaves"));
        } finally {
            compose.down();
        }
        assertEquals("", left("portcullis-leaves"));
    }

    private static String left(String project) throws Exception {
        String label = "label=com.docker.compose.project=" + project;
        return (Compose.docker("ps", "-aq", "--filter", label).orFail("ps")
                + Compose.docker("volume", "ls", "-q", "--filter", label).orFail("volumes")
                + Compose.docker("network", "ls", "-q", "--filter", label).orFail("networks")).strip();
    }
}
