package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Parts that stop: nothing opens, live sessions go on where they can, and all recovers by itself. */
@OnStack
final class OutageTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Gate gate;

    OutageTest(Gate gate) {
        this.gate = gate;
    }

    @Test
    void withoutTheEnforcerNothingOpensAndClientsAreToldToTryAgain() throws Exception {
        Visitor moderator = gate.signedInAs("moderator");
        gate.stack().down("enforcer");
        try {
            for (String path : new String[] {"/protected", "/", "/nowhere"}) {
                Answer answer = moderator.get(path, "Accept", Visitor.JSON);
                assertEquals(503, answer.status(), path);
                assertNotNull(answer.header("Retry-After"), path);
                assertEquals("temporarily_unavailable", answer.json().path("error").asText());
            }
            assertTrue(moderator.navigate("/protected").body().contains("You have not been signed out"));
        } finally {
            gate.stack().up("enforcer");
        }
        assertEquals(200, moderator.get("/protected").status());
    }

    @Test
    void withoutKeycloakLiveTokensPassAndReadinessSaysWhyItIsNotWell() throws Exception {
        Visitor moderator = gate.signedInAs("moderator");
        Visitor user = gate.signedInAs("user");
        Visitor management = new Visitor("http://127.0.0.1:" + gate.ports().management());
        gate.stack().down("keycloak");
        try {
            assertEquals(200, moderator.get("/protected").status());
            assertEquals(403, user.get("/protected").status());
            Answer health = Eventually.until(PATIENCE, () -> management.get("/q/health/ready"), a -> a.status() == 503);
            assertTrue(health.body().contains("/realms/portcullis"), health.body());
            assertEquals(200, moderator.get("/protected").status());
            Answer login = gate.visitor().post("/oauth2/login", "username=moderator&password=moderator");
            assertEquals(503, login.status());
        } finally {
            gate.stack().up("keycloak");
        }
        Eventually.until(PATIENCE, () -> management.get("/q/health/ready"), a -> a.status() == 200);
        assertEquals(200, moderator.get("/protected").status());
        assertEquals(200, gate.signedInAs("admin").get("/admin").status());
    }
}
