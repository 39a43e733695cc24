package io.portcullis.enforcer.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * Gives out turns at an even rate. When one change makes all sessions outdated, none of them is let through with what
 * it held before; they wait instead, each for its turn to be renewed, so that Keycloak is not asked by all at once.
 */
final class Pace {

  private static final Duration LONGEST_QUEUE = Duration.ofMinutes(2);

  private final long stepNanos;
  private final LongSupplier nanos;
  private final LongFunction<CompletionStage<Void>> timer;
  private long next;

  /**
   * @param perSecond how many turns a second there are
   * @param nanos as {@link System#nanoTime}
   * @throws IllegalArgumentException when there are none; the message names the setting
   */
  Pace(int perSecond, LongSupplier nanos) {
    this(perSecond, nanos,
        wait -> CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(wait, TimeUnit.NANOSECONDS)));
  }

  /** @param timer done after so many nanoseconds */
  Pace(int perSecond, LongSupplier nanos, LongFunction<CompletionStage<Void>> timer) {
    if (perSecond < 1) {
      throw new IllegalArgumentException("PORTCULLIS_REFRESH_RATE must be 1 a second or more, not " + perSecond);
    }
    this.stepNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.nanos = nanos;
    this.timer = timer;
    this.next = nanos.getAsLong();
  }

  /** Done when it is this caller's turn; fails when too many are waiting already. */
  CompletionStage<Void> turn() {
    long wait;
    synchronized (this) {
      long now = nanos.getAsLong();
      next = next - now < 0 ? now : next;
      wait = next - now;
      if (wait > LONGEST_QUEUE.toNanos()) {
        return CompletableFuture.failedFuture(new IllegalStateException("too many sessions to renew"));
      }
      next += stepNanos;
    }
    return wait == 0 ? CompletableFuture.completedFuture(null) : timer.apply(wait);
  }
}
