package io.portcullis.enforcer.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MarksTest {

  private final Marks marks = new Marks();

  private void put(String id, long mark) {
    marks.put(id, old -> mark, 1, notes -> notes);
  }

  @Test
  void anIdWithoutAMarkHasNone() {
    put("one", 7);
    assertEquals(0, marks.mark("another"));
  }

  @Test
  void everyIdKeepsItsMarkWhileTheTableGrows() {
    for (int i = 1; i <= 100_000; i++) {
      put("id-" + i, i);
    }
    for (int i = 1; i <= 100_000; i++) {
      assertEquals(i, marks.mark("id-" + i));
    }
    assertEquals(100_000, marks.size());
  }

  /** "Aa" and "BB" have the same hash code, and so has every mixture of them. */
  @Test
  void idsWithTheSameHashCodeAreToldApart() {
    put("AaAaAa", 1);
    put("BBBBBB", 2);
    assertEquals(1, marks.mark("AaAaAa"));
    assertEquals(2, marks.mark("BBBBBB"));
    assertEquals(0, marks.mark("AaBBAa"));
  }

  @Test
  void whatIsNoLongerLiveIsForgottenAndTheRestIsKept() {
    marks.put("old", before -> 1, 0, notes -> notes);
    put("new", 2);
    marks.rebuild(notes -> notes);
    assertEquals(0, marks.mark("old"));
    assertEquals(2, marks.mark("new"));
    assertEquals(1, marks.size());
  }

  @Test
  void aReaderNeverMissesAMarkThatWasThereBefore() throws Exception {
    String[] ids = new String[20_000];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = UUID.randomUUID().toString();
    }
    AtomicReference<String> missed = new AtomicReference<>();
    int[] written = new int[1];
    Thread reader = new Thread(() -> {
      while (missed.get() == null && !Thread.interrupted()) {
        int known;
        synchronized (written) {
          known = written[0];
        }
        for (int i = 0; i < known; i++) {
          if (marks.mark(ids[i]) < i + 1L) {
            missed.set(ids[i]);
          }
        }
      }
    });
    reader.start();
    for (int i = 0; i < ids.length; i++) {
      long mark = i + 1;
      marks.put(ids[i], old -> mark, 1, notes -> notes);
      synchronized (written) {
        written[0] = i + 1;
      }
      if (i % 100 == 0) {
        marks.put(ids[i / 2], old -> old + 1_000_000, 1, notes -> notes);
      }
    }
    reader.interrupt();
    reader.join();
    assertNull(missed.get());
  }

  @Test
  void aMillionMarksTakeLessThanAHundredMegabytes() {
    for (int i = 0; i < 1_000_000; i++) {
      put("6f1c5a52-9d1b-4b3e-8d7a-" + String.format("%012x", i), 1);
    }
    assertTrue(marks.bytes() < 100_000_000, () -> marks.bytes() + " bytes");
  }
}
