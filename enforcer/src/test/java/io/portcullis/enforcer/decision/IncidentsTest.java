package io.portcullis.enforcer.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.decision.Incidents.Kind;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A repeated attack is one line a window, with its exact number. */
class IncidentsTest {

  private final AtomicLong nanos = new AtomicLong();
  private final Queue<SecurityEvent> events = new ConcurrentLinkedQueue<>();
  private final Incidents incidents =
      new Incidents(Duration.ofMinutes(1), 10, Clock.systemUTC(), nanos::get, events::add);

  private int fold(int times, String address) {
    return (int) IntStream.range(0, times)
        .filter(i -> incidents.note(Kind.INVALID_TOKEN, address, i % 2 == 0 ? "signature" : "malformed", "r" + i, true))
        .count();
  }

  private void nextWindow() {
    nanos.addAndGet(Duration.ofSeconds(61).toNanos());
    incidents.tick();
  }

  @Test
  void theFirstOfAWindowAreDecisionsLikeAnyOtherAndTheRestIsOneLine() {
    assertEquals(990, fold(1000, "192.0.2.1"));
    assertTrue(events.isEmpty(), "the window goes on");
    nextWindow();
    assertEquals(1, events.size());
    SecurityEvent event = events.remove();
    assertEquals(List.of(1000L, 990L), List.of(event.count(), event.folded()));
    assertEquals(Map.of("signature", 500L, "malformed", 500L), event.reasons());
    assertEquals("192.0.2.1", event.client());
    assertEquals("r999", event.requestId());
    assertTrue(event.firstMillis() <= event.lastMillis() && event.lastMillis() <= event.millis());
  }

  @Test
  void anAttackThatGoesOnIsOneLineInEachWindow() {
    for (int window = 0; window < 3; window++) {
      fold(50, "192.0.2.1");
      nextWindow();
    }
    assertEquals(List.of(50L, 50L, 50L), events.stream().map(SecurityEvent::count).toList());
  }

  @Test
  void whatHappensNowAndThenIsNoEvent() {
    assertEquals(0, fold(9, "192.0.2.1"));
    nextWindow();
    assertTrue(events.isEmpty());
  }

  @Test
  void addressesAndKindsAreCountedApart() {
    fold(9, "192.0.2.1");
    fold(9, "192.0.2.2");
    for (int i = 0; i < 9; i++) {
      assertFalse(incidents.note(Kind.COOKIE_MISMATCH, "192.0.2.1", "cookie_mismatch", null, true));
    }
    nextWindow();
    assertTrue(events.isEmpty());
  }

  @Test
  void anIpv6SubscriberIsOneWhateverTheAddress() {
    for (int i = 0; i < 20; i++) {
      fold(1, "2001:db8:1:2:" + i + "::1");
    }
    nextWindow();
    assertEquals("2001:db8:1:2::/64", events.remove().client());
  }

  @Test
  void anUnknownOrAbsurdAddressCountsAsUnknown() {
    fold(6, null);
    fold(6, "x".repeat(10_000));
    nextWindow();
    assertNull(events.remove().client());
  }

  @Test
  void moreAddressesThanAreKeptLoseNoNumber() {
    long folded = 0;
    for (int i = 0; i < 30_000; i++) {
      folded += fold(11, "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
    }
    incidents.close();
    assertEquals(folded, events.stream().mapToLong(SecurityEvent::folded).sum());
    assertEquals(30_000 * 11L, events.stream().mapToLong(SecurityEvent::count).sum(),
        "whoever reached the threshold has a line");
  }

  @Test
  void nothingIsLostBetweenManyThreadsAndWindows() throws Exception {
    int each = 20_000;
    CountDownLatch done = new CountDownLatch(4);
    AtomicLong folded = new AtomicLong();
    for (int t = 0; t < 4; t++) {
      new Thread(() -> {
        for (int i = 0; i < each; i++) {
          folded.addAndGet(fold(1, "192.0.2.1"));
          if (i % 1000 == 0) {
            nextWindow();
          }
        }
        done.countDown();
      }).start();
    }
    done.await();
    incidents.close();
    assertEquals(folded.get(), events.stream().mapToLong(SecurityEvent::folded).sum());
  }

  @Test
  void closingTellsWhatIsOpen() {
    fold(12, "192.0.2.1");
    incidents.close();
    assertEquals(12, events.remove().count());
  }

  @Test
  void expiredTokensAndNoncesAreEverydayLife() {
    for (String code : List.of("expired", "session_ended", "stale_token", "account_disabled", "nonce", "not_before",
        "not_yet_valid")) {
      assertNull(Kind.of(code), code);
    }
    for (String code : List.of("signature", "unknown_key", "malformed", "cookie_mismatch", "proof_replayed")) {
      assertNotNull(Kind.of(code), code);
    }
    assertNull(Kind.ofLogin("ok"));
    assertNull(Kind.ofLogin("unavailable"));
    assertEquals(Kind.LOGIN_FAILURE, Kind.ofLogin("refused"));
  }
}
