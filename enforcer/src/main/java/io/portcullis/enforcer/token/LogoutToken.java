package io.portcullis.enforcer.token;

/**
 * A verified logout token: the issuer says that a session, or all sessions of a user, have ended (OpenID Connect
 * Back-Channel Logout section 2.4). At least one of subject and session is present.
 *
 * @param issuer the issuer, one of those configured
 * @param subject the user's id at the issuer ({@code sub}), or {@code null}
 * @param sessionId the session that ended ({@code sid}), or {@code null} when all sessions of the subject did
 * @param id the token's own id ({@code jti})
 * @param issuedAt when it was issued, in epoch seconds
 */
public record LogoutToken(String issuer, String subject, String sessionId, String id, long issuedAt) {

  /** The outcome of verifying a logout token. */
  public sealed interface Verification {

    /** It is genuine, and has not been seen before. */
    record Verified(LogoutToken token) implements Verification {}

    /** It is refused. */
    record Rejected(Rejection reason) implements Verification {}

    /** The issuer's keys are not at hand; why, for the operator. */
    record Unavailable(String why) implements Verification {}
  }
}
