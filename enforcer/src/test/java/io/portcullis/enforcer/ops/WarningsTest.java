package io.portcullis.enforcer.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Warnings that no client can turn into a flood. */
class WarningsTest {

  private final AtomicLong nanos = new AtomicLong();
  private final List<String> written = new ArrayList<>();
  private final Warnings warnings = new Warnings(written::add, nanos::get);

  @Test
  void theSameWarningIsWrittenOnceAndThenSummedUp() {
    for (int i = 0; i < 1000; i++) {
      warnings.accept("away");
    }
    assertEquals(List.of("away"), written);
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    warnings.accept("away");
    assertEquals(List.of("away", "away (999 times more within 10 s)", "away"), written);
  }

  @Test
  void warningsOfManyKindsAreBoundedToo() {
    for (int i = 0; i < 1000; i++) {
      warnings.accept("warning " + i);
    }
    assertEquals(32, written.size());
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    warnings.accept("later");
    assertTrue(written.contains("968 more warnings of other kinds were left out"), written.toString());
  }

  @Test
  void afterAQuietTimeAWarningIsWrittenAsItCame() {
    warnings.accept("away");
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    warnings.accept("away");
    assertEquals(List.of("away", "away"), written);
  }
}
