package io.portcullis.enforcer.token;

import java.time.Duration;

/**
 * How tokens are verified, whoever issued them.
 *
 * @param clockSkew how far the issuer's clock may be ahead of ours: for {@code nbf} and {@code iat} only, at most 60 s.
 *     An access token's {@code exp} has no tolerance: it ends when it says
 * @param cachedTokens how many verified tokens are remembered at the most
 */
public record VerificationSettings(Duration clockSkew, int cachedTokens) {

  private static final Duration MAX_SKEW = Duration.ofSeconds(60);

  /** 5 s of skew, 100,000 tokens. */
  public static final VerificationSettings DEFAULT = new VerificationSettings(Duration.ofSeconds(5), 100_000);

  /** @throws IllegalArgumentException when a value is out of its range; the message says which */
  public VerificationSettings {
    if (clockSkew.isNegative() || clockSkew.compareTo(MAX_SKEW) > 0) {
      throw new IllegalArgumentException("The clock skew must be between 0 and 60 seconds, not " + clockSkew);
    }
    if (cachedTokens < 0) {
      throw new IllegalArgumentException("The number of cached tokens must not be negative: " + cachedTokens);
    }
  }
}
