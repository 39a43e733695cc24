package io.portcullis.enforcer.http;

import io.vertx.core.MultiMap;

/**
 * Whether a person looks at the answer or a program reads it. A navigation is led to a login page; a program is told
 * {@code 401} in JSON, since a redirect to a page would only confuse it.
 */
public enum Caller {
  /** A browser that shows the answer as a page. */
  NAVIGATION,
  /** A script, an API client, or anything that does not say. */
  API;

  /**
   * Judges by Fetch Metadata ({@code Sec-Fetch-Mode}) where the browser sends it, otherwise by {@code Accept}. A caller
   * with an {@code Authorization} header for this gate or with {@code X-Requested-With} is a program.
   *
   * @param headers the client's own headers
   */
  public static Caller of(MultiMap headers) {
    String authorization = headers.get("Authorization");
    if (authorization != null && isToken(authorization) || headers.contains("X-Requested-With")) {
      return API;
    }
    String mode = headers.get("Sec-Fetch-Mode");
    if (mode != null) {
      return mode.equals("navigate") ? NAVIGATION : API;
    }
    String accept = headers.get("Accept");
    return accept != null && (accept.contains("text/html") || accept.contains("application/xhtml+xml"))
        ? NAVIGATION : API;
  }

  /** Whether an {@code Authorization} value carries an access token (RFC 6750 section 2.1, RFC 9449 section 7.1). */
  public static boolean isToken(String authorization) {
    return authorization.regionMatches(true, 0, "Bearer ", 0, 7) || authorization.regionMatches(true, 0, "DPoP ", 0, 5);
  }
}
