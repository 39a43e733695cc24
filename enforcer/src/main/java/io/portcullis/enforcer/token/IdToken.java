package io.portcullis.enforcer.token;

/**
 * A verified ID token (OpenID Connect Core section 2): who logged in, and when. It is proof of a login, not a permit:
 * it is no {@code Identity}.
 *
 * @param issuer the issuer, one of those configured
 * @param subject the user's id at the issuer; never empty
 * @param sessionId the Keycloak session ({@code sid}), or {@code null}
 * @param acr the authentication context class reference, or {@code null}
 * @param authTime when the user last authenticated, in epoch seconds, or 0
 * @param issuedAt when it was issued, in epoch seconds
 * @param expiresAt when it expires, in epoch seconds
 */
public record IdToken(
    String issuer, String subject, String sessionId, String acr, long authTime, long issuedAt, long expiresAt) {

  /** The outcome of verifying an ID token. */
  public sealed interface Verification {

    /** It is genuine and answers the login it came with. */
    record Verified(IdToken token) implements Verification {}

    /** It is refused, and with it the login. */
    record Rejected(Rejection reason) implements Verification {}

    /** The issuer's keys are not at hand; why, for the operator. */
    record Unavailable(String why) implements Verification {}
  }
}
