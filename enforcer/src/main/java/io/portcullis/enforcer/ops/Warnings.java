package io.portcullis.enforcer.ops;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Warnings for the operator, of which no client can cause a flood: the same text is written once in a while, with how
 * often it came since, and all texts together are bounded.
 */
public final class Warnings implements Consumer<String> {

  private static final long WINDOW = Duration.ofSeconds(10).toNanos();
  private static final int MAX_TEXTS = 32;

  private final Consumer<String> log;
  private final LongSupplier nanos;
  private final Map<String, Integer> repeated = new HashMap<>();
  private long began;
  private long left;

  /**
   * @param log where warnings go
   * @param nanos the time, as {@link System#nanoTime} tells it
   */
  public Warnings(Consumer<String> log, LongSupplier nanos) {
    this.log = log;
    this.nanos = nanos;
    this.began = nanos.getAsLong();
  }

  @Override
  public void accept(String text) {
    boolean write;
    synchronized (repeated) {
      if (nanos.getAsLong() - began >= WINDOW) {
        summarise();
        began = nanos.getAsLong();
      }
      Integer times = repeated.get(text);
      write = times == null && repeated.size() < MAX_TEXTS;
      if (times != null) {
        repeated.put(text, times + 1);
      } else if (write) {
        repeated.put(text, 0);
      } else {
        left++;
      }
    }
    if (write) {
      log.accept(text);
    }
  }

  private void summarise() {
    repeated.forEach((text, times) -> {
      if (times > 0) {
        log.accept(text + " (" + times + " times more within " + WINDOW / 1_000_000_000 + " s)");
      }
    });
    if (left > 0) {
      log.accept(left + " more warnings of other kinds were left out");
    }
    repeated.clear();
    left = 0;
  }
}
