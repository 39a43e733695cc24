package io.portcullis.enforcer.token;

import java.util.HashSet;
import java.util.Set;

/**
 * Remembers which single-use ids were seen, in bounded room, and never takes a repetition for new. Two generations of
 * ids are kept; when the younger is full or old enough, the older is dropped, and with it everything issued until its
 * latest id: such ids are no longer known, so they are no longer accepted either. Under ordinary load that is longer
 * ago than any id may be old; under a flood, ids must be fresher to be accepted. Thread-safe.
 */
final class SeenIds {

  private final long periodSeconds;
  private final int maximum;
  private Set<String> younger = new HashSet<>();
  private Set<String> older = new HashSet<>();
  private long youngerSince = Long.MIN_VALUE / 2;
  private long youngerLatest = Long.MIN_VALUE;
  private long olderLatest = Long.MIN_VALUE;
  private long forgottenUntil = Long.MIN_VALUE;

  /**
   * @param periodSeconds for how long an id can be presented after it was first accepted, in seconds
   * @param maximum how many ids are kept at the most
   */
  SeenIds(long periodSeconds, int maximum) {
    this.periodSeconds = periodSeconds;
    this.maximum = maximum;
  }

  /**
   * Takes note of the id.
   *
   * @param issuedAt when it was issued by its own account, in epoch seconds
   * @param now in epoch seconds
   * @return whether this is certainly the first time
   */
  synchronized boolean first(String id, long issuedAt, long now) {
    if (now - youngerSince >= periodSeconds || now < youngerSince || younger.size() >= maximum / 2) {
      forgottenUntil = Math.max(forgottenUntil, olderLatest);
      older = younger;
      olderLatest = youngerLatest;
      younger = new HashSet<>();
      youngerLatest = Long.MIN_VALUE;
      youngerSince = now;
    }
    if (issuedAt <= forgottenUntil || older.contains(id) || !younger.add(id)) {
      return false;
    }
    youngerLatest = Math.max(youngerLatest, issuedAt);
    return true;
  }

  synchronized int size() {
    return younger.size() + older.size();
  }
}
