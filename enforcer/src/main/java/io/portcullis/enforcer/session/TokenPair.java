package io.portcullis.enforcer.session;

/**
 * What Keycloak's token endpoint issued (RFC 6749 section 5.1), in compact serialization. Its text never goes anywhere
 * but into cookies and requests to Keycloak; {@link #toString} shows nothing of it.
 *
 * @param accessToken the access token
 * @param refreshToken the refresh token, or {@code null} when none was issued
 */
public record TokenPair(String accessToken, String refreshToken) {
  @Override
  public String toString() {
    return "TokenPair[…]";
  }
}
