package io.portcullis.enforcer.subrequest;

import io.portcullis.enforcer.http.Headers;
import io.portcullis.enforcer.token.AccessToken;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Tells the upstream who is asking. Values are visible ASCII: what is not, blanks included, and {@code %} and {@code ,},
 * is written as percent-encoded UTF-8 (RFC 3986 section 2.1), so that no name can end a header, begin another, or read as
 * another role or as two. A value too long for a header is left out rather than cut, since a cut role is another role.
 */
final class IdentityHeaders {

  private static final int MAX_LENGTH = 8192;
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private IdentityHeaders() {}

  static void write(MultiMap headers, AccessToken token) {
    put(headers, Headers.USER, token.subject());
    put(headers, Headers.PREFERRED_USERNAME, token.preferredUsername());
    put(headers, Headers.EMAIL, token.email());
    String roles = roles(token.roles());
    if (!roles.isEmpty() && roles.length() <= MAX_LENGTH) {
      headers.add(Headers.ROLES, roles);
    }
  }

  private static void put(MultiMap headers, CharSequence name, String value) {
    if (value != null) {
      String encoded = encode(value);
      if (encoded.length() <= MAX_LENGTH) {
        headers.add(name, encoded);
      }
    }
  }

  private static String roles(Set<String> roles) {
    if (roles.size() == 1) {
      return encode(roles.iterator().next());
    }
    StringBuilder out = new StringBuilder(64);
    for (String role : roles) {
      if (!out.isEmpty()) {
        out.append(',');
      }
      out.append(encode(role));
    }
    return out.toString();
  }

  /** The value as it may stand in a header; the same object when nothing needs encoding. */
  static String encode(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!plain(value.charAt(i))) {
        return encodeFrom(value, i);
      }
    }
    return value;
  }

  private static boolean plain(char c) {
    return c > 0x20 && c < 0x7f && c != '%' && c != ',';
  }

  private static String encodeFrom(String value, int first) {
    StringBuilder out = new StringBuilder(value.length() + 16).append(value, 0, first);
    for (byte b : value.substring(first).getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (plain(c)) {
        out.append(c);
      } else {
        out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
      }
    }
    return out.toString();
  }
}
