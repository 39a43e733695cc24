package io.portcullis.enforcer.revocation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongUnaryOperator;

/**
 * Marks under ids: an open-addressing table, about 50 bytes for each of a million entries. A slot is two longs side by
 * side, the fingerprint of the id and the mark, so that a look-up touches one cache line; a third long of book-keeping,
 * seldom asked for, lies apart. One writer at a time; readers take no lock and see a mark wholly or not yet.
 *
 * <p>Invariants: within one table, a slot's fingerprint is written once, after the rest of the slot; a mark changes by
 * one write, after its book-keeping. Nothing is taken out of a table: when it fills up, what still lives moves to a new
 * one, and readers of the old one read what was true a moment ago. An expired mark that is still there does no harm, for
 * the tokens that it concerns have expired too. Ids come from the issuer; a fingerprint has 64 bits, and should two ids
 * ever share one, a token is refreshed in vain.
 */
final class Marks {

  private static final int SMALLEST = 1 << 6;
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  /** Fingerprints and marks in turn, and the book-keeping. */
  private record Table(long[] slots, long[] notes) {
    static Table of(int slots) {
      return new Table(new long[2 * slots], new long[slots]);
    }

    /** The number of the id's slot; -1 when it has none. */
    int find(String id) {
      int hash = id.hashCode();
      int mask = notes.length - 1;
      for (int slot = spread(hash) & mask;; slot = slot + 1 & mask) {
        long key = (long) LONGS.getAcquire(slots, 2 * slot);
        if (key == 0) {
          return -1;
        }
        if ((int) key == hash && key == fingerprint(id, hash)) {
          return slot;
        }
      }
    }

    void insert(long key, long mark, long note) {
      int mask = notes.length - 1;
      int slot = spread((int) key) & mask;
      while (slots[2 * slot] != 0) {
        slot = slot + 1 & mask;
      }
      LONGS.setOpaque(notes, slot, note);
      LONGS.setOpaque(slots, 2 * slot + 1, mark);
      LONGS.setRelease(slots, 2 * slot, key);
    }

    boolean lives(int slot, LongUnaryOperator live) {
      return slots[2 * slot] != 0 && live.applyAsLong(notes[slot]) != 0;
    }
  }

  private volatile Table table = Table.of(SMALLEST);
  private volatile int used;

  /** The mark under an id; 0 when there is none. */
  long mark(String id) {
    Table current = table;
    int slot = current.find(id);
    return slot < 0 ? 0 : (long) LONGS.getAcquire(current.slots, 2 * slot + 1);
  }

  /** The book-keeping that goes with a mark that was read before, or with a later one. */
  long notes(String id) {
    Table current = table;
    int slot = current.find(id);
    return slot < 0 ? 0 : (long) LONGS.getOpaque(current.notes, slot);
  }

  /**
   * Writes a mark; to be called by one thread at a time.
   *
   * @param merged makes the new mark from the old one, or from 0; not 0
   * @param notes its book-keeping
   * @param live tells by the book-keeping whether an entry is worth keeping: 0 when not
   */
  void put(String id, LongUnaryOperator merged, long notes, LongUnaryOperator live) {
    Table current = table;
    int slot = current.find(id);
    if (slot >= 0) {
      long old = current.slots[2 * slot + 1];
      long mark = merged.applyAsLong(old);
      if (mark != old) {
        LONGS.setOpaque(current.notes, slot, notes);
        LONGS.setRelease(current.slots, 2 * slot + 1, mark);
      }
      return;
    }
    if ((used + 1) * 5L > current.notes.length * 3L) {
      rebuild(live);
    }
    table.insert(fingerprint(id, id.hashCode()), merged.applyAsLong(0), notes);
    used = used + 1;
  }

  /** Moves what lives to a table of which it fills less than half, and forgets the rest; by one thread at a time. */
  void rebuild(LongUnaryOperator live) {
    Table old = table;
    int kept = 0;
    for (int slot = 0; slot < old.notes.length; slot++) {
      kept += old.lives(slot, live) ? 1 : 0;
    }
    int slots = SMALLEST;
    while (kept * 20L >= slots * 9L) {
      slots <<= 1;
    }
    Table fresh = Table.of(slots);
    for (int slot = 0; slot < old.notes.length; slot++) {
      if (old.lives(slot, live)) {
        fresh.insert(old.slots[2 * slot], old.slots[2 * slot + 1], old.notes[slot]);
      }
    }
    table = fresh;
    used = kept;
  }

  /** Changes every mark; to be called by one thread at a time. */
  void replaceAll(LongUnaryOperator change) {
    Table current = table;
    for (int slot = 0; slot < current.notes.length; slot++) {
      if (current.slots[2 * slot] != 0) {
        LONGS.setRelease(current.slots, 2 * slot + 1, change.applyAsLong(current.slots[2 * slot + 1]));
      }
    }
  }

  /** Forgets everything; to be called by one thread at a time. */
  void clear() {
    table = Table.of(SMALLEST);
    used = 0;
  }

  /** How many entries there are, expired ones that were not forgotten yet included. */
  int size() {
    return used;
  }

  /** What the table takes in memory. */
  long bytes() {
    return table.slots.length * 8L + table.notes.length * 8L;
  }

  boolean isEmpty() {
    return used == 0;
  }

  private static int spread(int hash) {
    return (int) (hash * 0x9E3779B97F4A7C15L >>> 32);
  }

  /**
   * The low half is the hash that strings remember, so that a miss costs no second one. The high half is taken in two
   * strands, which a processor follows at once.
   */
  private static long fingerprint(String id, int hash) {
    int even = 0x811C9DC5;
    int odd = 0x9747B28C;
    int last = id.length() - 1;
    for (int i = 0; i < last; i += 2) {
      even = (even ^ id.charAt(i)) * 0x01000193;
      odd = (odd ^ id.charAt(i + 1)) * 0x85EBCA6B;
    }
    if ((last & 1) == 0) {
      even = (even ^ id.charAt(last)) * 0x01000193;
    }
    int high = even ^ Integer.rotateLeft(odd, 16);
    high = (high ^ high >>> 15) * 0x2C1B3C6D;
    long key = (long) (high ^ high >>> 13) << 32 | hash & 0xFFFFFFFFL;
    return key == 0 ? 1 : key;
  }
}
