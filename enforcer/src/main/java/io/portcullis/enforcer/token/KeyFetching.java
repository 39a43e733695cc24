package io.portcullis.enforcer.token;

import java.time.Duration;

/**
 * How the issuers' keys are fetched and how long they are relied on.
 *
 * @param every time between two fetches when all goes well
 * @param retryAfter time before the first retry after a failure; doubled from failure to failure up to 30 s
 * @param unknownKeyInterval the least time between two fetches that tokens with an unknown {@code kid} can cause. A
 *     token that cannot cause one may wait for the rest of it, so it should not be longer than {@code maxWait}
 * @param keepFor for how long after the last good fetch the keys are relied on while the issuer cannot be reached
 * @param maxWait for how long one token waits for keys at the most
 */
public record KeyFetching(
    Duration every, Duration retryAfter, Duration unknownKeyInterval, Duration keepFor, Duration maxWait) {

  /** Every 5 minutes, first retry after 1 s, unknown keys every 5 s, outages of 1 hour, 8 s of waiting. */
  public static final KeyFetching DEFAULT = new KeyFetching(
      Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofSeconds(8));

  /** @throws IllegalArgumentException when a duration is not positive, or keys would be given up between two fetches */
  public KeyFetching {
    for (Duration duration : new Duration[] {every, retryAfter, unknownKeyInterval, keepFor, maxWait}) {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException("The times of key fetching must be longer than nothing");
      }
    }
    if (keepFor.compareTo(every) < 0) {
      throw new IllegalArgumentException(
          "Keys must be kept for at least the time between two fetches (" + every + "), not " + keepFor);
    }
  }
}
