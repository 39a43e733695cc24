package io.portcullis.policy;

import java.time.Clock;

/**
 * What a caller's authentication must be (RFC 9470): of at least this {@code acr}, and no older than {@code maxAge}.
 *
 * @param acr the least authentication context, or {@code null}
 * @param maxAge the greatest age in seconds, or {@code -1}
 */
record StepUpRequirement(String acr, long maxAge) {

  static final StepUpRequirement NONE = new StepUpRequirement(null, -1);

  /** Seconds by which the issuer's clock may be ahead of ours. */
  private static final long SKEW = 60;

  static boolean isMet(Rule rule, Identity caller, Clock clock) {
    if (rule.acr() != null && !satisfies(caller.acr(), rule.acr())) {
      return false;
    }
    if (rule.maxAge() < 0) {
      return true;
    }
    long age = clock.millis() / 1000 - caller.authTime();
    return caller.authTime() > 0 && age <= rule.maxAge() && age >= -SKEW;
  }

  /** Both requirements in one, so that the caller is sent to authenticate once. */
  StepUpRequirement and(Rule rule) {
    long age = maxAge < 0 || rule.maxAge() >= 0 && rule.maxAge() < maxAge ? rule.maxAge() : maxAge;
    boolean stronger = acr == null || rule.acr() != null && level(rule.acr()) > level(acr) && level(acr) >= 0;
    return new StepUpRequirement(stronger ? rule.acr() : acr, age);
  }

  /** Levels that are numbers are ordered; all others must be equal. */
  private static boolean satisfies(String acr, String required) {
    return required.equals(acr) || acr != null && level(required) >= 0 && level(acr) >= level(required);
  }

  /** The {@code acr} as a level of assurance; {@code -1} when it is not a number of up to nine digits. */
  private static int level(String acr) {
    int level = acr.isEmpty() || acr.length() > 9 ? -1 : 0;
    for (int i = 0; level >= 0 && i < acr.length(); i++) {
      char c = acr.charAt(i);
      level = c >= '0' && c <= '9' ? level * 10 + c - '0' : -1;
    }
    return level;
  }
}
