package io.portcullis.enforcer.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/** The ids seen within a time, bounded in number: what comes a second time within it is a replay. Thread-safe. */
final class SeenIds {

  private final Cache<String, Boolean> seen;

  SeenIds(Duration within, int maximum) {
    this.seen = Caffeine.newBuilder().maximumSize(maximum).expireAfterWrite(within).executor(Runnable::run).build();
  }

  /** Takes note of the id; whether this is the first time. */
  boolean first(String id) {
    return seen.asMap().putIfAbsent(id, Boolean.TRUE) == null;
  }
}
