package io.portcullis.enforcer.session;

import io.portcullis.enforcer.token.TokenText;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code Cookie} header of one request (RFC 6265 section 4.2.1), split into the gate's own cookies and the rest,
 * which alone may go to the upstream.
 *
 * <p>Every name under {@code __Host-portcullis_} is the gate's, as are the same names with the weaker prefix
 * {@code __Secure-} or none: those are never read, only kept from the upstream, so that a cookie planted by a sibling
 * host or by plain HTTP counts for nothing.
 */
public final class CookieJar {

  static final String ACCESS = "__Host-portcullis_at";
  static final String REFRESH = "__Host-portcullis_rt";
  static final String SESSION_KEY = "__Host-portcullis_sk";
  static final String LOGIN_PREFIX = "__Host-portcullis_login_";
  static final String LOOP = "__Host-portcullis_loop";
  static final String DENIED = "__Host-portcullis_denied";

  private static final String HOST_PREFIX = "__Host-portcullis_";
  private static final String SECURE_PREFIX = "__Secure-portcullis_";
  private static final String BARE_PREFIX = "portcullis_";

  private TokenText access;
  private TokenText refresh;
  private String loop;
  private boolean duplicate;
  private boolean sessionKey;
  private boolean denied;
  private List<String[]> logins;
  private final String rest;

  private CookieJar(String header) {
    Rest others = new Rest(header);
    int length = header.length();
    int at = 0;
    while (at < length) {
      int end = header.indexOf(';', at);
      if (end < 0) {
        end = length;
      }
      int start = skipBlanks(header, at, end);
      if (isGates(header, start, end)) {
        take(header, start, end);
      } else if (start < end) {
        others.add(start, end);
      }
      at = end + 1;
    }
    rest = others.toString();
  }

  /**
   * Reads a header.
   *
   * @param header the value of {@code Cookie}, or {@code null}
   */
  public static CookieJar of(String header) {
    return new CookieJar(header == null ? "" : header);
  }

  private static int skipBlanks(String s, int from, int end) {
    int i = from;
    while (i < end && (s.charAt(i) == ' ' || s.charAt(i) == '\t')) {
      i++;
    }
    return i;
  }

  private static boolean isGates(String s, int start, int end) {
    char first = start < end ? s.charAt(start) : ';';
    return (first == '_' || first == 'p' || first == 'P') && isGatesByName(s, start);
  }

  private static boolean isGatesByName(String s, int start) {
    return startsWith(s, start, HOST_PREFIX) || startsWith(s, start, BARE_PREFIX) || startsWith(s, start, SECURE_PREFIX);
  }

  private static boolean startsWith(String s, int start, String prefix) {
    return s.regionMatches(true, start, prefix, 0, prefix.length());
  }

  private void take(String s, int start, int end) {
    int equals = s.indexOf('=', start);
    if (equals < 0 || equals >= end) {
      return;
    }
    int last = end;
    while (last > equals + 1 && Character.isWhitespace(s.charAt(last - 1))) {
      last--;
    }
    if (named(s, start, equals, ACCESS)) {
      duplicate |= access != null;
      access = TokenText.within(s, equals + 1, last);
    } else if (named(s, start, equals, REFRESH)) {
      duplicate |= refresh != null;
      refresh = TokenText.within(s, equals + 1, last);
    } else if (named(s, start, equals, SESSION_KEY)) {
      sessionKey = true;
    } else if (named(s, start, equals, DENIED)) {
      denied = true;
    } else if (named(s, start, equals, LOOP)) {
      loop = s.substring(equals + 1, last);
    } else if (s.startsWith(LOGIN_PREFIX, start)) {
      if (logins == null) {
        logins = new ArrayList<>(4);
      }
      logins.add(new String[] {s.substring(start + LOGIN_PREFIX.length(), equals), s.substring(equals + 1, last)});
    }
  }

  private static boolean named(String s, int start, int equals, String name) {
    return equals - start == name.length() && s.startsWith(name, start);
  }

  /** The access token, or {@code null}. */
  public String accessToken() {
    return access == null ? null : access.toString();
  }

  /** The refresh token, or {@code null}. */
  public String refreshToken() {
    return refresh == null ? null : refresh.toString();
  }

  /** The access token where it stands, or {@code null}. */
  TokenText access() {
    return access;
  }

  /** The refresh token where it stands, or {@code null}. */
  TokenText refresh() {
    return refresh;
  }

  /** Whether a browser sent the same session cookie twice, which a {@code __Host-} cookie cannot honestly be. */
  public boolean duplicate() {
    return duplicate;
  }

  /** Whether there is any session cookie. */
  public boolean hasSession() {
    return access != null || refresh != null;
  }

  /**
   * Whether somebody signed in with this browser a moment ago and Keycloak refused them for want of a role. It permits
   * nothing; it only tells that asking for a sign-in again would not help.
   */
  public boolean denied() {
    return denied;
  }

  boolean hasSessionKey() {
    return sessionKey;
  }

  /** The loop counter's cookie, or {@code null}. */
  String loop() {
    return loop;
  }

  /** The secrets of the logins under way, as pairs of login id and secret, in the browser's order. */
  List<String[]> logins() {
    return logins == null ? List.of() : logins;
  }

  /** The secret of one login under way, or {@code null}. */
  String login(String id) {
    for (String[] login : logins()) {
      if (login[0].equals(id)) {
        return login[1];
      }
    }
    return null;
  }

  /** The header without the gate's cookies, for the upstream; empty when nothing else is there. */
  public String rest() {
    return rest;
  }

  /** Collects parts of a header. They mostly stand side by side, and are then taken out of it in one piece. */
  private static final class Rest {
    private final String header;
    private StringBuilder earlier;
    private int from = -1;
    private int to;

    Rest(String header) {
      this.header = header;
    }

    void add(int start, int end) {
      if (from < 0) {
        from = start;
      } else if (start != to + 2 || header.charAt(to + 1) != ' ') {
        earlier = earlier == null ? new StringBuilder() : earlier.append("; ");
        earlier.append(header, from, to);
        from = start;
      }
      to = end;
    }

    @Override
    public String toString() {
      String last = from < 0 ? "" : header.substring(from, to);
      return earlier == null ? last : earlier.append("; ").append(last).toString();
    }
  }
}
