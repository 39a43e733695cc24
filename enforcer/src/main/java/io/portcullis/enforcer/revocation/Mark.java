package io.portcullis.enforcer.revocation;

/**
 * What is known of a subject, session, token or client, packed into one long so that readers see it whole: the time of
 * the change (44 bits of epoch milliseconds), what it was (4 bits), and at which node (16 bits, see {@link Nodes}).
 */
final class Mark {

  /** Older tokens are outdated. */
  static final int CHANGED = 1;
  /** Older tokens are void. */
  static final int ENDED = 2;
  /** No token counts until something newer is known. */
  static final int DISABLED = 3;

  /** Later than any token. */
  static final long ALWAYS = (1L << 44) - 1;

  private Mark() {}

  static long of(long at, int kind, int node) {
    return Math.max(0, Math.min(at, ALWAYS)) << 20 | (long) kind << 16 | node;
  }

  static long at(long mark) {
    return mark >>> 20;
  }

  static int kind(long mark) {
    return (int) (mark >>> 16) & 0xF;
  }

  static int node(long mark) {
    return (int) mark & 0xFFFF;
  }

  /**
   * One mark that refuses whatever either of two would refuse, or, in doubt, sends the caller to ask Keycloak. The later
   * one tells what; two of different nodes in quick succession may be in the wrong order, so that their node counts as
   * unknown.
   *
   * @param enabled whether the new one lifts {@link #DISABLED}
   */
  static long merge(long old, long fresh, boolean enabled) {
    if (old == 0 || at(fresh) == ALWAYS) {
      return fresh;
    }
    boolean later = at(fresh) >= at(old);
    int kind = kind(later ? fresh : old);
    if (kind(old) == DISABLED && !(enabled && later)) {
      kind = DISABLED;
    } else if (kind(fresh) == DISABLED && later) {
      kind = DISABLED;
    }
    int node = node(later ? fresh : old);
    if (node(old) != node(fresh) && Math.abs(at(fresh) - at(old)) < Freshness.NODE_SKEW_MILLIS) {
      node = Nodes.UNKNOWN;
    }
    return of(Math.max(at(old), at(fresh)), kind, node);
  }
}
