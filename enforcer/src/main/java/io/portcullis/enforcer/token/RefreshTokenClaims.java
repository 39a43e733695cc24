package io.portcullis.enforcer.token;

import java.util.Optional;

/**
 * What Keycloak's refresh token says of itself. Keycloak signs it with a secret of its own, so the gate cannot verify
 * it: these claims serve to refuse a pair of cookies that do not belong together, and to save a call that cannot
 * succeed. Never to permit anything: what counts is Keycloak's answer to the refresh.
 *
 * @param id the refresh token's own id ({@code jti}), or {@code null}
 * @param accessTokenId the {@code jti} of the access token that was issued with it, or {@code null}
 * @param accessTokenIssuedAt the {@code iat} of that access token in epoch seconds, or 0
 * @param sessionId the session it belongs to ({@code sid}), or {@code null}
 * @param issuedAt when it was issued, in epoch seconds
 * @param expiresAt when it expires, in epoch seconds, or 0 for one that does not (an offline token may not)
 */
public record RefreshTokenClaims(
    String id, String accessTokenId, long accessTokenIssuedAt, String sessionId, long issuedAt, long expiresAt) {

  /** Reads the claims; empty for anything that is not a well-formed refresh or offline token. */
  public static Optional<RefreshTokenClaims> parse(String compact) {
    try {
      UnverifiedToken token = UnverifiedToken.parse(compact);
      ClaimReader payload = new ClaimReader(token.claims());
      String type = payload.requiredName("typ");
      if (!type.equals("Refresh") && !type.equals("Offline")) {
        return Optional.empty();
      }
      return Optional.of(new RefreshTokenClaims(
          payload.optionalName("jti"),
          payload.optionalName("access_token_jti"),
          payload.optionalTime("access_token_iat"),
          payload.optionalName("sid"),
          payload.requiredTime("iat"),
          payload.optionalTime("exp")));
    } catch (Refused e) {
      return Optional.empty();
    }
  }
}
