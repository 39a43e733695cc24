package io.portcullis.enforcer.token;

/**
 * An access token that was genuine and ours, and whose time is over. Enough of it is told to find the session it
 * belonged to and to check that a refresh token goes with it; it is no {@code Identity}, so nothing can be permitted by
 * it.
 */
public final class ExpiredAccessToken {

  private final AccessToken token;

  ExpiredAccessToken(AccessToken token) {
    this.token = token;
  }

  /** The issuer, one of those configured. */
  public String issuer() {
    return token.issuer();
  }

  /** The user's id at the issuer ({@code sub}). */
  public String subject() {
    return token.subject();
  }

  /** The token's own id ({@code jti}), or {@code null}. */
  public String jti() {
    return token.jti();
  }

  /** The Keycloak session it belonged to ({@code sid}), or {@code null}. */
  public String sid() {
    return token.sid();
  }

  /** When it was issued, in epoch seconds ({@code iat}). */
  public long issuedAt() {
    return token.issuedAt();
  }

  /** When it expired, in epoch seconds ({@code exp}). */
  public long expiresAt() {
    return token.expiresAt();
  }

  @Override
  public String toString() {
    return "Expired" + token;
  }
}
