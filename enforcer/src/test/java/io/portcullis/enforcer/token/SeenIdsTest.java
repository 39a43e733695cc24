package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeenIdsTest {

  @Test
  void aRepetitionIsNeverTakenForNewWhateverTheLoad() {
    Random random = new Random(7);
    SeenIds seen = new SeenIds(66, 100);
    Map<String, Long> accepted = new HashMap<>();
    long now = 1000;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextInt(40) == 0 ? random.nextInt(60) : 0;
      String id = "id" + random.nextInt(3000);
      // Whoever presents an id again presents it with the time it was issued with.
      long issuedAt = accepted.getOrDefault(id, now - random.nextInt(60) + 5);
      if (issuedAt < now - 60 || issuedAt > now + 5) {
        continue;
      }
      if (seen.first(id, issuedAt, now)) {
        assertFalse(accepted.containsKey(id), "taken for new again: " + id);
        accepted.put(id, issuedAt);
      }
      assertTrue(seen.size() <= 100);
    }
    assertTrue(accepted.size() > 100);
  }

  @Test
  void underOrdinaryLoadEveryFreshIdIsTakenUpToItsFullAge() {
    SeenIds seen = new SeenIds(66, 1000);
    for (long now = 0; now < 5000; now++) {
      assertTrue(seen.first("old" + now, now - 60, now));
      assertTrue(seen.first("new" + now, now + 5, now));
    }
  }
}
