package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two steps of the README, on the running stack. */
@OnStack
final class NewLocationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Gate gate;
    private String policyBefore;
    private String siteBefore;

    NewLocationTest(Gate gate) {
        this.gate = gate;
    }

    @BeforeEach
    void remember() throws Exception {
        policyBefore = Files.readString(policy());
        siteBefore = Files.readString(site());
    }

    @AfterEach
    void putBack() throws Exception {
        Files.writeString(site(), siteBefore);
        gate.stack().reload();
        replace(policyBefore);
        Visitor moderator = gate.signedInAs("moderator");
        Eventually.until(PATIENCE, () -> moderator.get("/ledger/2026").status(), status -> status == 403);
    }

    @Test
    void twoStepsProtectALocationWithoutARestart() throws Exception {
        Visitor moderator = gate.signedInAs("moderator");
        Visitor user = gate.signedInAs("user");
        assertEquals(403, moderator.get("/ledger/2026").status());

        Files.writeString(site(), siteBefore.replace("    location / {", """
                    location /ledger/ {
                        include snippets/auth_subrequest.conf;
                        proxy_pass http://portcullis_demo;
                    }

                    location / {
                """));
        gate.stack().reload();
        assertEquals(403, moderator.get("/ledger/2026").status());

        replace(policyBefore.replace("\"/protected\"", "\"/protected\", \"/ledger/**\""));
        Eventually.until(PATIENCE, () -> moderator.get("/ledger/2026").status(), status -> status == 200);
        assertEquals(403, user.get("/ledger/2026").status());
        assertEquals(401, gate.visitor().get("/ledger/2026").status());
    }

    @Test
    void brokenEditLeavesTheLastGoodPolicyInForce() throws Exception {
        Visitor moderator = gate.signedInAs("moderator");
        replace("{ \"moderator\": { \"locations\": [\"/**\" }");
        replace(policyBefore.replace("\"/protected\"", "\"/protected\", \"/ledger/**\""));
        Eventually.until(PATIENCE, () -> moderator.get("/ledger/2026").status(), status -> status == 200);
        replace("{ \"moderator\": ");
        replace(policyBefore.replace("\"/protected\"", "\"/protected\", \"/ledger/2026\""));
        Eventually.until(PATIENCE, () -> moderator.get("/ledger/1").status(), status -> status == 403);
        assertEquals(200, moderator.get("/ledger/2026").status());
    }

    private Path policy() {
        return gate.checkout().file("policy.json");
    }

    private Path site() {
        return gate.checkout().file("nginx/templates/default.conf.template");
    }

    /** As a careful editor writes: the new file takes the old one's place in one step. */
    private void replace(String text) throws Exception {
        Path draft = Files.writeString(gate.checkout().file("policy.json.new"), text);
        Files.move(draft, policy(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
