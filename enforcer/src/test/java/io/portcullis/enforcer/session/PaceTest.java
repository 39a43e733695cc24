package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final int PER_SECOND = 250;
  private static final int SESSIONS = 10_000;

  private final List<Long> waits = new ArrayList<>();
  private long now = 1_000;
  private final Pace pace = new Pace(PER_SECOND, () -> now, wait -> {
    waits.add(wait);
    return new CompletableFuture<>();
  });

  @Test
  void tenThousandSessionsThatComeAtOnceAreSpreadEvenlyOverFortySeconds() {
    assertTrue(pace.turn().toCompletableFuture().isDone(), "the first one need not wait");
    for (int i = 1; i < SESSIONS; i++) {
      pace.turn();
    }

    long[] inSecond = new long[SESSIONS / PER_SECOND];
    inSecond[0] = 1;
    waits.forEach(wait -> inSecond[(int) (wait / TimeUnit.SECONDS.toNanos(1))]++);
    for (long turns : inSecond) {
      assertEquals(PER_SECOND, turns);
    }
  }

  @Test
  void whoeverComesAfterAQuietTimeNeedNotWait() {
    for (int i = 0; i < SESSIONS; i++) {
      pace.turn();
    }
    now += TimeUnit.SECONDS.toNanos(41);

    assertTrue(pace.turn().toCompletableFuture().isDone());
  }

  @Test
  void quietTimesAreNotSavedUpForARush() {
    now += TimeUnit.HOURS.toNanos(1);
    for (int i = 0; i < PER_SECOND + 1; i++) {
      pace.turn();
    }

    assertEquals(TimeUnit.SECONDS.toNanos(1), waits.get(waits.size() - 1));
  }

  @Test
  void aQueueOfMoreThanTwoMinutesTurnsAway() {
    for (int i = 0; i < 120 * PER_SECOND + 1; i++) {
      pace.turn();
    }

    assertTrue(pace.turn().toCompletableFuture().isCompletedExceptionally());
  }

  @Test
  void aRateOfNothingIsRefusedWithTheNameOfTheSetting() {
    assertTrue(assertThrows(IllegalArgumentException.class, () -> new Pace(0, () -> now)).getMessage()
        .contains("PORTCULLIS_REFRESH_RATE"));
  }
}
