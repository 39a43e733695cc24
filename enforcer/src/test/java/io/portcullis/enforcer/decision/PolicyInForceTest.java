package io.portcullis.enforcer.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.fixture.Await;
import io.portcullis.policy.AccessRequest;
import io.portcullis.policy.Decision;
import io.portcullis.policy.InvalidPolicyException;
import io.portcullis.policy.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy file as it changes under the running gate. */
class PolicyInForceTest {

  private static final String BROKEN = "{\"@public\": {\"locations\": [\"/a\"";

  @TempDir
  Path folder;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();

  /** Two locations that are always open together. */
  private static String pair(int number) {
    return "{\"@public\": {\"locations\": [\"/left/%d\", \"/right/%d\"]}}".formatted(number, number);
  }

  private PolicyInForce with(Path file) throws Exception {
    return new PolicyInForce(file, log::add);
  }

  private static boolean permits(Policy policy, String path) {
    return policy.decide(new AccessRequest("GET", "localhost", path, null), null) instanceof Decision.Permit;
  }

  @Test
  void aChangedFileIsInForceAtTheNextLook() throws Exception {
    Path file = Files.writeString(folder.resolve("p.json"), pair(1));
    try (PolicyInForce policies = with(file)) {
      String before = policies.current().revision();
      Files.writeString(file, pair(2));
      policies.look();
      assertNotEquals(before, policies.current().revision());
      assertTrue(permits(policies.current(), "/left/2"));
      assertEquals(1, policies.reloads());
      assertTrue(log.toString().contains(policies.current().revision()));
    }
  }

  @Test
  void aChangeThatLeavesNoTraceButTheContentIsSeen() throws Exception {
    Path file = Files.writeString(folder.resolve("p.json"), pair(1));
    try (PolicyInForce policies = with(file)) {
      var written = Files.getLastModifiedTime(file);
      Files.writeString(file, pair(2));
      Files.setLastModifiedTime(file, written);
      policies.look();
      assertTrue(permits(policies.current(), "/left/2"));
    }
  }

  @Test
  void aBrokenEditIsRefusedAndTheLastGoodPolicyStays() throws Exception {
    Path file = Files.writeString(folder.resolve("p.json"), pair(1));
    try (PolicyInForce policies = with(file)) {
      Policy good = policies.current();
      Files.writeString(file, BROKEN);
      policies.look();
      policies.look();
      assertEquals(good, policies.current());
      assertTrue(policies.problem().contains("p.json:1:"), policies.problem());
      assertEquals(1, policies.refused(), "said once");
      Files.writeString(file, pair(3));
      policies.look();
      assertNull(policies.problem());
      assertTrue(permits(policies.current(), "/right/3"));
    }
  }

  @Test
  void aFileThatVanishesLeavesThePolicyInForceAndSaysSo() throws Exception {
    Path file = Files.writeString(folder.resolve("p.json"), pair(1));
    try (PolicyInForce policies = with(file)) {
      Files.delete(file);
      policies.look();
      assertTrue(permits(policies.current(), "/left/1"));
      assertNotNull(policies.problem());
      Files.writeString(file, pair(1));
      policies.look();
      assertNull(policies.problem());
    }
  }

  @Test
  void aSwappedSymlinkIsSeen() throws Exception {
    Path one = Files.writeString(folder.resolve("one.json"), pair(1));
    Path two = Files.writeString(folder.resolve("two.json"), pair(2));
    Path link = Files.createSymbolicLink(folder.resolve("p.json"), one);
    try (PolicyInForce policies = with(link)) {
      Path next = Files.createSymbolicLink(folder.resolve("next"), two);
      Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
      policies.look();
      assertTrue(permits(policies.current(), "/left/2"));
    }
  }

  @Test
  void withoutAValidFileThereIsNoStart() throws Exception {
    assertThrows(InvalidPolicyException.class, () -> with(folder.resolve("none.json")));
    Path broken = Files.writeString(folder.resolve("p.json"), BROKEN);
    assertThrows(InvalidPolicyException.class, () -> with(broken));
  }

  @Test
  void aThousandReloadsUnderLoadNeverMixTwoPolicies() throws Exception {
    Path file = Files.writeString(folder.resolve("p.json"), pair(0));
    AtomicBoolean on = new AtomicBoolean(true);
    AtomicInteger mixed = new AtomicInteger();
    AtomicInteger decided = new AtomicInteger();
    try (PolicyInForce policies = with(file)) {
      Thread load = new Thread(() -> {
        while (on.get()) {
          Policy policy = policies.current();
          int open = 0;
          for (int i = 0; i < 4; i++) {
            boolean left = permits(policy, "/left/" + i);
            mixed.addAndGet(left == permits(policy, "/right/" + i) ? 0 : 1);
            open += left ? 1 : 0;
          }
          mixed.addAndGet(open == 1 ? 0 : 1);
          decided.incrementAndGet();
        }
      });
      load.start();
      for (int i = 1; i <= 1000; i++) {
        Files.writeString(file, i % 10 == 5 ? BROKEN : pair(i % 4));
        policies.look();
      }
      on.set(false);
      load.join();
      assertEquals(0, mixed.get());
      assertTrue(decided.get() > 0);
      assertEquals(100, policies.refused());
      assertTrue(policies.reloads() >= 700, policies.reloads() + " reloads");
    }
  }

  @Test
  void theFileIsWatchedByItself() throws Exception {
    Path file = Files.writeString(folder.resolve("p.json"), pair(1));
    try (PolicyInForce policies = with(file)) {
      policies.start();
      Files.writeString(file, pair(2));
      Await.until("the change is in force", () -> permits(policies.current(), "/left/2"));
    }
  }
}
