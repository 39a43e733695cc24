package io.portcullis.enforcer.revocation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongUnaryOperator;

/**
 * Marks under ids: an open-addressing table of three longs a slot (fingerprint of the id, mark, book-keeping), about
 * 50 bytes for each of a million entries. One writer at a time; readers take no lock and see a mark wholly or not yet.
 *
 * <p>Invariants: within one array, a slot's fingerprint is written once, after the rest of the slot; a mark changes by
 * one write, after its book-keeping. Nothing is taken out of an array: when it fills up, what still lives moves to a new
 * one, and readers of the old one read what was true a moment ago. An expired mark that is still there does no harm, for
 * the tokens that it concerns have expired too. Ids come from the issuer; a fingerprint has 64 bits, and should two ids
 * ever share one, a token is refreshed in vain.
 */
final class Marks {

  private static final int SLOT = 3;
  private static final int SMALLEST = 1 << 6;
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private volatile long[] table = new long[SMALLEST * SLOT];
  private volatile int used;

  /** Where the id's slot begins in the table; -1 when it has none. */
  private static int find(long[] table, String id) {
    int hash = id.hashCode();
    int mask = table.length / SLOT - 1;
    for (int slot = spread(hash) & mask;; slot = slot + 1 & mask) {
      long key = (long) LONGS.getAcquire(table, slot * SLOT);
      if (key == 0) {
        return -1;
      }
      if ((int) key == hash && key == fingerprint(id, hash)) {
        return slot * SLOT;
      }
    }
  }

  /** The mark under an id; 0 when there is none. */
  long mark(String id) {
    long[] current = table;
    int slot = find(current, id);
    return slot < 0 ? 0 : (long) LONGS.getAcquire(current, slot + 1);
  }

  /** The book-keeping that goes with a mark that was read before, or with a later one. */
  long notes(String id) {
    long[] current = table;
    int slot = find(current, id);
    return slot < 0 ? 0 : (long) LONGS.getOpaque(current, slot + 2);
  }

  /**
   * Writes a mark; to be called by one thread at a time.
   *
   * @param merged makes the new mark from the old one, or from 0; not 0
   * @param notes its book-keeping
   * @param live tells by the book-keeping whether an entry is worth keeping: 0 when not
   */
  void put(String id, LongUnaryOperator merged, long notes, LongUnaryOperator live) {
    long[] current = table;
    int slot = find(current, id);
    if (slot >= 0) {
      long old = current[slot + 1];
      long mark = merged.applyAsLong(old);
      if (mark != old) {
        LONGS.setOpaque(current, slot + 2, notes);
        LONGS.setRelease(current, slot + 1, mark);
      }
      return;
    }
    if ((used + 1) * 5L > table.length / SLOT * 3L) {
      rebuild(live);
    }
    insert(table, fingerprint(id, id.hashCode()), merged.applyAsLong(0), notes);
    used++;
  }

  private static void insert(long[] table, long key, long mark, long notes) {
    int mask = table.length / SLOT - 1;
    int slot = spread((int) key) & mask;
    while (table[slot * SLOT] != 0) {
      slot = slot + 1 & mask;
    }
    LONGS.setOpaque(table, slot * SLOT + 2, notes);
    LONGS.setOpaque(table, slot * SLOT + 1, mark);
    LONGS.setRelease(table, slot * SLOT, key);
  }

  /** Moves what lives to a table of which it fills less than half, and forgets the rest. */
  void rebuild(LongUnaryOperator live) {
    long[] old = table;
    int kept = 0;
    for (int i = 0; i < old.length; i += SLOT) {
      kept += old[i] != 0 && live.applyAsLong(old[i + 2]) != 0 ? 1 : 0;
    }
    int slots = SMALLEST;
    while (kept * 20L >= slots * 9L) {
      slots <<= 1;
    }
    long[] fresh = new long[slots * SLOT];
    for (int i = 0; i < old.length; i += SLOT) {
      if (old[i] != 0 && live.applyAsLong(old[i + 2]) != 0) {
        insert(fresh, old[i], old[i + 1], old[i + 2]);
      }
    }
    used = kept;
    table = fresh;
  }

  /** Changes every mark; to be called by one thread at a time. */
  void replaceAll(LongUnaryOperator change) {
    long[] current = table;
    for (int i = 0; i < current.length; i += SLOT) {
      if (current[i] != 0) {
        LONGS.setRelease(current, i + 1, change.applyAsLong(current[i + 1]));
      }
    }
  }

  void clear() {
    table = new long[SMALLEST * SLOT];
    used = 0;
  }

  /** How many entries there are, expired ones that were not forgotten yet included. */
  int size() {
    return used;
  }

  /** What the table takes in memory. */
  long bytes() {
    return table.length * 8L;
  }

  boolean isEmpty() {
    return used == 0;
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ mixed >>> 15;
  }

  /** The low half is the hash that strings remember, so that a miss costs no second one. */
  private static long fingerprint(String id, int hash) {
    int other = 0x811C9DC5;
    for (int i = 0; i < id.length(); i++) {
      other = (other ^ id.charAt(i)) * 0x01000193;
      other ^= other >>> 15;
    }
    long key = (long) other << 32 | hash & 0xFFFFFFFFL;
    return key == 0 ? 1 : key;
  }
}
