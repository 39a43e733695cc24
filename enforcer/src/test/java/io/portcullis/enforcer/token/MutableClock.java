package io.portcullis.enforcer.token;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is moved. */
final class MutableClock extends Clock {

  private volatile long millis;

  MutableClock(long epochSeconds) {
    this.millis = epochSeconds * 1000;
  }

  void set(long epochSeconds) {
    millis = epochSeconds * 1000;
  }

  void advanceMillis(long more) {
    millis += more;
  }

  @Override
  public long millis() {
    return millis;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
