package io.portcullis.enforcer.session;

import io.portcullis.enforcer.ops.GateMetrics;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The {@code Set-Cookie} values of the gate. All are {@code __Host-} cookies (RFC 6265bis section 4.1.3.2): bound to
 * the host, never sent over plain HTTP (browsers count {@code localhost} as secure), out of reach of scripts.
 */
final class SessionCookies {

  /** What browsers keep of one cookie at the least: name, value and attributes together (RFC 6265 section 6.1). */
  static final int MAX_BYTES = 4096;

  private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Lax";
  private static final String GONE = "=; Max-Age=0" + ATTRIBUTES;

  private final GateMetrics metrics;

  /** @param metrics told the size of every cookie that is set */
  SessionCookies(GateMetrics metrics) {
    this.metrics = metrics;
  }

  /**
   * The cookies of a session.
   *
   * @param pair the tokens to keep
   * @param sid the Keycloak session they belong to, from which the opaque routing key is made; may be {@code null}
   * @return one value for each cookie
   * @throws CookieTooLargeException when a browser would drop one of them
   */
  List<String> of(TokenPair pair, String sid) throws CookieTooLargeException {
    String access = set(CookieJar.ACCESS, pair.accessToken());
    String refresh = pair.refreshToken() == null ? gone(CookieJar.REFRESH) : set(CookieJar.REFRESH, pair.refreshToken());
    return sid == null ? List.of(access, refresh) : List.of(access, refresh, set(CookieJar.SESSION_KEY, routingKey(sid)));
  }

  /** The values that clear a session from the browser. */
  static List<String> cleared() {
    return List.of(gone(CookieJar.ACCESS), gone(CookieJar.REFRESH), gone(CookieJar.SESSION_KEY), notDenied());
  }

  static String login(String id, String secret, long maxAgeSeconds) {
    return CookieJar.LOGIN_PREFIX + id + '=' + secret + "; Max-Age=" + maxAgeSeconds + ATTRIBUTES;
  }

  static String loginGone(String id) {
    return gone(CookieJar.LOGIN_PREFIX + id);
  }

  /** Remembers for some minutes that the user has no role here: see {@link CookieJar#denied}. */
  static List<String> denied() {
    return List.of(gone(CookieJar.ACCESS), gone(CookieJar.REFRESH), gone(CookieJar.SESSION_KEY),
        CookieJar.DENIED + "=1; Max-Age=300" + ATTRIBUTES);
  }

  static String notDenied() {
    return gone(CookieJar.DENIED);
  }

  static String loop(String value, long maxAgeSeconds) {
    return CookieJar.LOOP + '=' + value + "; Max-Age=" + maxAgeSeconds + ATTRIBUTES;
  }

  private String set(String name, String value) throws CookieTooLargeException {
    String cookie = name + '=' + value + ATTRIBUTES;
    metrics.cookieSet(name, cookie.length());
    if (cookie.length() > MAX_BYTES) {
      metrics.cookieTooLarge(name);
      throw new CookieTooLargeException(name, cookie.length());
    }
    return cookie;
  }

  private static String gone(String name) {
    return name + GONE;
  }

  /** Names a session to nginx's hash without telling its id: the same through all refreshes, and no authority. */
  private static String routingKey(String sid) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(sid.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 12));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token does not fit into a cookie: the realm puts too much into it. */
  static final class CookieTooLargeException extends Exception {
    private static final long serialVersionUID = 1L;

    CookieTooLargeException(String name, int bytes) {
      super("The cookie " + name + " would be " + bytes + " bytes long, and browsers keep " + MAX_BYTES
          + ". Take mappers or roles out of the client's scopes in Keycloak, or limit the roles mapper to some clients.");
    }
  }
}
