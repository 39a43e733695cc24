package io.portcullis.enforcer.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portcullis.enforcer.fixture.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One line for each decision, which never holds a check up. */
class DecisionLogTest {

  @TempDir
  Path folder;
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();

  private static DecisionRecord of(String target) {
    return new DecisionRecord(Instant.EPOCH, "permit", 202, "role", "GET", "www.example.com", target, "/a/**",
        Set.of("user"), "sub", "sid", false, "0123456789ab", "req", "192.0.2.1");
  }

  private List<String> write(DecisionRecord... entries) throws Exception {
    Path file = folder.resolve("decisions.jsonl");
    try (DecisionLog log = new DecisionLog(file.toString(), problems::add)) {
      List.of(entries).forEach(log::add);
    }
    return Files.readAllLines(file);
  }

  @Test
  void everyLineIsOneJsonObject() throws Exception {
    List<String> lines = write(of("/a/1"), of("/a/\"2\"\n"), of(null));
    assertEquals(3, lines.size());
    JsonNode line = new ObjectMapper().readTree(lines.get(0));
    assertEquals("decision", line.get("type").asText());
    assertEquals("user", line.get("roles_needed").get(0).asText());
    assertEquals("req", line.get("request_id").asText());
    assertEquals("/a/\"2\"\n", new ObjectMapper().readTree(lines.get(1)).get("path").asText());
    assertFalse(lines.get(2).contains("path"));
  }

  @Test
  void whatFollowsAQuestionMarkIsNotWritten() throws Exception {
    assertFalse(write(of("/a?token=secret")).get(0).contains("secret"));
  }

  @Test
  void longTextsAreCut() throws Exception {
    assertTrue(write(of("/" + "x".repeat(100_000))).get(0).length() < 2000);
  }

  @Test
  void aDiskThatIsFullHoldsNobodyUpAndIsSaidAndCounted() {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
    try (DecisionLog log = new DecisionLog("/dev/full", problems::add)) {
      for (int i = 0; i < 40_000; i++) {
        log.add(of("/a/" + i));
      }
      assertTrue(log.dropped() > 0, "more came than can wait");
      Await.until("it is said", () -> problems.toString().contains("cannot be written"));
    }
  }

  @Test
  void offMeansOff() {
    try (DecisionLog log = new DecisionLog("off", problems::add)) {
      assertFalse(log.enabled());
      log.add(of("/a"));
      assertEquals(0, log.dropped());
    }
  }

  @Test
  void aFileThatCannotBeOpenedIsNamedByItsSetting() {
    String message = assertThrows(IllegalArgumentException.class,
        () -> new DecisionLog(folder.resolve("none/x").toString(), problems::add)).getMessage();
    assertTrue(message.startsWith("PORTCULLIS_DECISION_LOG: cannot write to"), message);
  }
}
