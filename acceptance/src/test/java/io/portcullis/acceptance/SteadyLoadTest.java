package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.cli.stack.PartStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.representations.idm.ComponentRepresentation;

/** What happens to Keycloak while people are working: live tokens notice nothing, and nothing else gets through. */
@OnStack
final class SteadyLoadTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Gate gate;

    SteadyLoadTest(Gate gate) {
        this.gate = gate;
    }

    @Test
    void aNewSigningKeyFailsNoRequestOfOldOrNewTokens() throws Exception {
        try (SteadyLoad load = new SteadyLoad(gate); Keycloak admin = gate.admin()) {
            RealmResource realm = admin.realm("portcullis");
            ComponentRepresentation key = new ComponentRepresentation();
            key.setName("acceptance-newer");
            key.setProviderId("rsa-generated");
            key.setProviderType("org.keycloak.keys.KeyProvider");
            key.setParentId(realm.toRepresentation().getId());
            key.setConfig(new MultivaluedHashMap<>(Map.of("priority", List.of("9999"), "algorithm", List.of("RS256"))));
            realm.components().add(key).close();
            try {
                for (int i = 0; i < 10; i++) {
                    assertEquals(200, gate.signedInAs("moderator").get("/protected").status());
                }
            } finally {
                String id = realm.components().query(null, "org.keycloak.keys.KeyProvider").stream()
                        .filter(component -> "acceptance-newer".equals(component.getName())).findFirst().orElseThrow().getId();
                realm.components().component(id).remove();
            }
            assertEquals(200, gate.signedInAs("moderator").get("/protected").status());
            load.assertUndisturbed();
        }
    }

    @Test
    void aKeycloakThatStandsStillForThirtySecondsLogsNobodyOut() throws Exception {
        long pid = gate.stack().status().stream().filter(part -> part.name().equals("keycloak"))
                .map(PartStatus::pid).findFirst().orElseThrow().orElseThrow();
        Visitor mustRefresh = gate.signedInAs("moderator");
        // Without an access token the session must be refreshed at its next request.
        String refreshOnly = mustRefresh.cookieHeader().replaceAll("__Host-portcullis_at=[^;]*(; )?", "");
        try (SteadyLoad load = new SteadyLoad(gate)) {
            signal("STOP", pid);
            try {
                Answer meanwhile = gate.visitor().get("/protected", "Cookie", refreshOnly, "Accept", Visitor.JSON);
                assertEquals(503, meanwhile.status());
                assertNotNull(meanwhile.header("Retry-After"));
                assertTrue(meanwhile.cookiesSet().isEmpty(), "a slow Keycloak is no logout");
                TimeUnit.SECONDS.sleep(25);
            } finally {
                signal("CONT", pid);
            }
            Answer after = Eventually.until(PATIENCE,
                    () -> gate.visitor().get("/protected", "Cookie", refreshOnly, "Accept", Visitor.JSON),
                    answer -> answer.status() == 200);
            assertTrue(after.cookiesSet().contains("__Host-portcullis_at"));
            load.assertUndisturbed();
        }
    }

    @Test
    void aKeycloakThatIsStartedAnewLogsNobodyOut() throws Exception {
        Visitor mustRefresh = gate.signedInAs("moderator");
        try (SteadyLoad load = new SteadyLoad(gate)) {
            gate.stack().down("keycloak");
            gate.stack().up("keycloak");
            assertEquals(200, mustRefresh.post("/oauth2/refresh", "").status());
            assertEquals(200, mustRefresh.get("/protected").status());
            load.assertUndisturbed();
        }
    }

    /** To the process and all that it started: Keycloak's own script is the parent of its Java. */
    private static void signal(String name, long pid) throws Exception {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name, Long.toString(pid)));
        ProcessHandle.of(pid).orElseThrow().descendants().forEach(child -> command.add(Long.toString(child.pid())));
        assertEquals(0, new ProcessBuilder(command).start().waitFor());
    }
}
