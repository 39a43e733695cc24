package io.portcullis.enforcer.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portcullis.enforcer.fixture.Await;
import io.portcullis.policy.Decision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One line for each decision, which never holds a check up. */
class DecisionLogTest {

  private static final Decision PERMIT = new Decision.Permit(Decision.Reason.ROLE, "/a/**", "user");
  private static final Decision REFUSAL =
      new Decision.Forbidden(Decision.Reason.INSUFFICIENT_ROLE, "/a/**", Set.of("admin"));

  @TempDir
  Path folder;
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();

  private static DecisionRecord of(String target) {
    return of(target, PERMIT);
  }

  private static DecisionRecord of(String target, Decision decision) {
    boolean permit = decision == PERMIT;
    return new DecisionRecord(0, permit ? "permit" : "forbid", permit ? 202 : 403, "role", "GET", "www.example.com", target,
        decision, null, false, "0123456789ab", "req", "192.0.2.1");
  }

  private DecisionLog to(Path file) {
    return new DecisionLog(file.toString(), 1, problems::add);
  }

  private List<String> write(DecisionRecord... entries) throws Exception {
    Path file = folder.resolve("decisions.jsonl");
    try (DecisionLog log = to(file)) {
      List.of(entries).forEach(log::add);
    }
    return Files.readAllLines(file);
  }

  @Test
  void everyLineIsOneJsonObject() throws Exception {
    List<String> lines = write(of("/a/1"), of("/a/\"2\"\n"), of(null, REFUSAL));
    assertEquals(3, lines.size());
    JsonNode line = new ObjectMapper().readTree(lines.get(0));
    assertEquals("decision", line.get("type").asText());
    assertEquals("user", line.get("role").asText());
    assertEquals("/a/**", line.get("location").asText());
    assertEquals("req", line.get("request_id").asText());
    assertEquals("1970-01-01T00:00:00.000Z", line.get("time").asText());
    assertEquals("/a/\"2\"%0A", new ObjectMapper().readTree(lines.get(1)).get("path").asText());
    assertFalse(lines.get(2).contains("path"));
    assertEquals("[\"admin\"]", new ObjectMapper().readTree(lines.get(2)).get("roles_needed").toString());
  }

  @Test
  void whatFollowsAQuestionMarkIsNotWritten() throws Exception {
    assertFalse(write(of("/a?token=secret")).get(0).contains("secret"));
  }

  @Test
  void aLineIsBoundedWhateverComes() throws Exception {
    String many = "\u0001".repeat(100_000);
    DecisionRecord monster = new DecisionRecord(Long.MAX_VALUE / 1_000_000, many, 1, many, many, many, many,
        new Decision.Forbidden(Decision.Reason.INSUFFICIENT_ROLE, many, Set.of(many, "b", "c")), null, true, many, many, many);
    String line = write(monster).get(0);
    assertTrue(line.length() < 4096, "length " + line.length());
    assertEquals("decision", new ObjectMapper().readTree(line).get("type").asText());
  }

  @Test
  void whatWaitsIsBoundedInBytes() {
    assertTrue(of("/" + "x".repeat(30_000)).target().length() <= 1025);
  }

  @Test
  void aDiskThatIsFullHoldsNobodyUpAndIsSaidAndCounted() {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
    try (DecisionLog log = to(Path.of("/dev/full"))) {
      for (int i = 0; i < 40_000; i++) {
        log.add(of("/a/" + i));
      }
      Await.until("it is said", () -> problems.toString().contains("cannot be written"));
      assertTrue(log.dropped("permit") > 0, "more came than can wait");
    }
  }

  @Test
  void everyLineIsWrittenOrCountedAsDropped() {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
    DecisionLog log = to(Path.of("/dev/full"));
    for (int i = 0; i < 2000; i++) {
      log.add(of("/a/" + i, i % 2 == 0 ? PERMIT : REFUSAL));
    }
    log.close();
    assertEquals(List.of(0L, 1000L, 1000L), List.of(log.written(), log.dropped("permit"), log.dropped("other")));
    log.add(of("/late"));
    assertEquals(1001, log.dropped("permit"));
  }

  @Test
  void whenThereIsNoRoomPermitsGoFirst() throws Exception {
    Path pipe = folder.resolve("pipe");
    Assumptions.assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no pipes here");
    // Open for both, so that nobody waits; what is not read soon fills it, and the writer with it.
    try (var reader = new java.io.RandomAccessFile(pipe.toFile(), "rw"); DecisionLog log = to(pipe)) {
      for (int i = 0; i < 30_000; i++) {
        log.add(of("/a/" + "x".repeat(500)));
      }
      long permits = log.dropped("permit");
      assertTrue(permits > 0, "the queue is full of permits");
      for (int i = 0; i < 1000; i++) {
        log.add(of("/a", REFUSAL));
      }
      assertEquals(0, log.dropped("other"), "there is room for refusals yet");
      byte[] rest = new byte[1 << 16];
      Thread drain = new Thread(() -> {
        try {
          while (reader.read(rest) >= 0) {
            // Reads until the pipe is closed or the thread is left behind.
          }
        } catch (IOException e) {
          // Closed.
        }
      });
      drain.setDaemon(true);
      drain.start();
      Await.until("all that waited is written", () -> log.written() + log.dropped("permit") == 31_000);
    }
  }

  @Test
  void permitsAreSampledAndRefusalsNever() {
    try (DecisionLog none = new DecisionLog(folder.resolve("a").toString(), 0, problems::add);
        DecisionLog some = new DecisionLog(folder.resolve("b").toString(), 0.1, problems::add)) {
      int permits = 0;
      for (int i = 0; i < 10_000; i++) {
        assertFalse(none.wants(true));
        assertTrue(none.wants(false) && some.wants(false));
        permits += some.wants(true) ? 1 : 0;
      }
      assertTrue(permits > 500 && permits < 2000, permits + " of 10000 at 0.1");
    }
  }

  @Test
  void allThatCameIsWrittenAtTheEnd() throws Exception {
    Path file = folder.resolve("all");
    DecisionLog log = to(file);
    for (int i = 0; i < 5000; i++) {
      log.add(of("/a/" + i));
    }
    log.close();
    assertEquals(5000, Files.readAllLines(file).size());
    assertEquals(5000, log.written());
  }

  @Test
  void aFileThatWasRenamedIsBegunAnew() throws Exception {
    Path file = folder.resolve("rotated");
    try (DecisionLog log = to(file)) {
      log.add(of("/before"));
      Await.until("the first line", () -> read(file).contains("/before"));
      Files.move(file, folder.resolve("rotated.1"));
      Await.until("the new file", () -> Files.exists(file));
      log.add(of("/after"));
      Await.until("the second line", () -> read(file).contains("/after"));
    }
    assertTrue(problems.isEmpty());
  }

  @Test
  void aNewFileIsNotForEveryone() throws Exception {
    write(of("/a"));
    assertEquals("rw-r-----",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("decisions.jsonl"))));
  }

  @Test
  void offMeansOffAndSecurityEventsAreSaidInTheOwnLog() {
    try (DecisionLog log = new DecisionLog("off", 1, problems::add)) {
      assertFalse(log.wants(false));
      log.add(of("/a"));
      assertEquals(0, log.dropped("permit"));
      log.add(new SecurityEvent(0, Incidents.Kind.INVALID_TOKEN, "192.0.2.1", 10, 0, 0, 0, Map.of("signature", 10L), null));
      assertTrue(problems.remove().contains("\"event\":\"invalid_token\""));
    }
  }

  @Test
  void aFileThatCannotBeOpenedIsNamedByItsSetting() {
    String message = assertThrows(IllegalArgumentException.class, () -> to(folder.resolve("none/x"))).getMessage();
    assertTrue(message.startsWith("PORTCULLIS_DECISION_LOG: cannot write to"), message);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
