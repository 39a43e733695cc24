package io.portcullis.enforcer.token;

/** The outcome of verifying an access token. */
public sealed interface Verification {

  /** The token is genuine, ours, and in its time. */
  record Verified(AccessToken token) implements Verification {}

  /**
   * The token is genuine and ours in every respect, but its time is over. What it says may be used to find its session,
   * never to permit anything: it is of another type for that reason.
   */
  record Expired(ExpiredAccessToken token) implements Verification {}

  /** The token is refused. */
  record Rejected(Rejection reason) implements Verification {}

  /**
   * It cannot be told yet: the issuer's keys are not at hand, or a key that may have just been made is being fetched.
   *
   * @param why for the operator, in plain words
   */
  record Unavailable(String why) implements Verification {}
}
