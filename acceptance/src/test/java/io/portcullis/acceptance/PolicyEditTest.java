package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy file edited under the running stack: well, badly, and by swapping what a link points to. */
@OnStack
final class PolicyEditTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Gate gate;
    private final Visitor management;
    private final Path file;
    private String before;

    PolicyEditTest(Gate gate) {
        this.gate = gate;
        this.management = new Visitor("http://127.0.0.1:" + gate.ports().management());
        this.file = gate.checkout().file("policy.json");
    }

    @BeforeEach
    void remember() throws Exception {
        before = Files.readString(file);
    }

    @AfterEach
    void putBack() throws Exception {
        put(before);
        String revision = revisionOf(before);
        Eventually.until(PATIENCE, this::policyHealth, health -> health.path("revision").asText().equals(revision)
                && !health.has("refused"));
    }

    @Test
    void aBrokenEditChangesNoAnswerAndStatusAndHealthSayWhereItIs() throws Exception {
        Visitor moderator = gate.signedInAs("moderator");
        Visitor user = gate.signedInAs("user");
        String broken = before.replace("\"locations\": [\"/protected\"", "\"locations\": [\"protected\"");
        String where = file + ":" + position(broken, "\"protected\"") + ":";

        put(broken);
        JsonNode health = Eventually.until(PATIENCE, this::policyHealth, check -> check.has("refused"));
        assertTrue(health.path("refused").asText().contains(where), health.toString());
        assertEquals(revisionOf(before), health.path("revision").asText());
        PortcullisCommand.Result status = PortcullisCommand.run(gate.checkout(), "status");
        assertTrue(status.output().contains(where), status.output());
        assertTrue(status.output().contains("did you mean `/protected`?"), status.output());
        assertEquals(0, status.status(), "all parts are ready: the last good policy decides");
        assertTrue(metrics().contains("portcullis_policy_valid 0.0"), metrics());
        assertEquals(200, moderator.get("/protected").status());
        assertEquals(403, user.get("/protected").status());

        put(before.replace("\"/protected\"", "\"/protected\", \"/ledger/**\""));
        long millis = Stopwatch.until(() -> moderator.get("/ledger/1").status() == 200);
        assertEquals(200, moderator.get("/protected").status());
        assertEquals(403, user.get("/ledger/1").status());
        assertTrue(!policyHealth().has("refused"), policyHealth().toString());
        assertTrue(!PortcullisCommand.run(gate.checkout(), "status").output().contains("refused"));
        System.out.printf("policy: a mended file was in force after %d ms%n", millis);
        Stopwatch.promise("a mended policy", millis);
    }

    @Test
    void theRevisionInForceIsShownInMetricsAndInEveryDecision() throws Exception {
        assertTrue(metrics().contains("portcullis_policy_info{revision=\"" + revisionOf(before) + "\"} 1.0"), metrics());
        String changed = before + "\n";
        put(changed);
        String revision = revisionOf(changed);
        Eventually.until(PATIENCE, this::policyHealth, health -> health.path("revision").asText().equals(revision));
        Eventually.until(PATIENCE, this::metrics, all -> all.contains("revision=\"" + revision + "\"}"));
        assertTrue(!metrics().contains(revisionOf(before)), metrics());
        assertEquals(403, gate.visitor().get("/revision-of-the-day").status());
        Path log = gate.stack().logs().get("enforcer");
        String line = Eventually.until(PATIENCE, () -> Files.readAllLines(log).stream()
                .filter(text -> text.contains("/revision-of-the-day")).findFirst().orElse(""), text -> !text.isEmpty());
        assertTrue(line.contains("\"policy_revision\":\"" + revision + "\""), line);
    }

    @Test
    void aSwappedLinkIsFollowedAsKubernetesSwapsIt(@TempDir Path volume) throws Exception {
        Visitor moderator = gate.signedInAs("moderator");
        Path data = volume.resolve("..data");
        Files.createSymbolicLink(data, version(volume, "..one", before));
        Path link = Files.createSymbolicLink(volume.resolve("link"), data.resolve("policy.json"));
        Files.move(link, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        assertEquals(403, moderator.get("/ledger/1").status());

        Path two = version(volume, "..two", before.replace("\"/protected\"", "\"/protected\", \"/ledger/**\""));
        Path next = Files.createSymbolicLink(volume.resolve("..data_tmp"), two);
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        long millis = Stopwatch.until(() -> moderator.get("/ledger/1").status() == 200);
        System.out.printf("policy: a swapped link was followed after %d ms%n", millis);
        Stopwatch.promise("a swapped link", millis);
    }

    private static Path version(Path volume, String name, String text) throws Exception {
        Path folder = Files.createDirectory(volume.resolve(name));
        Files.writeString(folder.resolve("policy.json"), text);
        return folder;
    }

    private JsonNode policyHealth() throws Exception {
        for (JsonNode check : management.get("/q/health/ready").json().path("checks")) {
            if (check.path("name").asText().equals("policy")) {
                return check.path("data");
            }
        }
        throw new AssertionError("health says nothing of the policy");
    }

    private String metrics() throws Exception {
        return management.get("/q/metrics").body();
    }

    private void put(String text) throws Exception {
        Path draft = Files.writeString(gate.checkout().file("policy.json.new"), text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String revisionOf(String text) throws Exception {
        return io.portcullis.policy.Policy.parse("", text.getBytes(java.nio.charset.StandardCharsets.UTF_8)).revision();
    }

    private static String position(String text, String part) {
        int at = text.indexOf(part);
        long line = text.substring(0, at).lines().count();
        return line + ":" + (at - text.lastIndexOf('\n', at));
    }
}
