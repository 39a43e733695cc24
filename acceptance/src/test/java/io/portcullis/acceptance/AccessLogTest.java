package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nginx writes down of a request, and the enforcer of the decision, belong together and tell no secret. */
@OnStack
final class AccessLogTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Gate gate;

    AccessLogTest(Gate gate) {
        this.gate = gate;
    }

    @Test
    void aRefusedRequestIsFoundUnderItsOwnAddressInBothLogs() throws Exception {
        gate.visitor().get("/articles/refused%20one?token=in-the-query", "Accept", Visitor.JSON);
        String access = line("nginx/logs/access.log");
        assertTrue(access.contains("\"GET /articles/refused%20one\" 401 "), access);
        String id = access.substring(access.lastIndexOf(' ') + 1);
        String decision = line("logs/enforcer.log");
        assertTrue(decision.contains("\"request_id\":\"" + id + "\""), decision + " for " + access);
        assertFalse((access + decision).contains("in-the-query"));
    }

    private String line(String log) throws Exception {
        return Eventually.until(PATIENCE, () -> Files.readAllLines(gate.checkout().file(".portcullis/" + log)).stream()
                .filter(line -> line.contains("/articles/refused")).findFirst().orElse(null), found -> found != null);
    }
}
