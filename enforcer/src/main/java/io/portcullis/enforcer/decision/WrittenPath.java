package io.portcullis.enforcer.decision;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The path of a request target as it may be written down: without its query and fragment, however their beginning is
 * spelled, without an authority, and with {@code (token)} in the place of what looks like a signed token. Bytes that are
 * no printable ASCII are percent-encoded (RFC 3986 section 2.1).
 */
final class WrittenPath {

  private static final Pattern AUTHORITY = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*:/*[^/?#]*");
  private static final Pattern TOKEN =
      Pattern.compile("eyJ[A-Za-z0-9_-]{5,}+(?:(?:\\.|%2[eE])[A-Za-z0-9_-]*+)++");
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private WrittenPath() {}

  /** The path, or {@code null} for no target. */
  static String of(String target) {
    if (target == null) {
      return null;
    }
    String path = target.startsWith("/") ? target : AUTHORITY.matcher(target).replaceFirst("");
    path = path.substring(0, end(path));
    if (path.contains("eyJ")) {
      path = TOKEN.matcher(path).replaceAll("(token)");
    }
    return encoded(path);
  }

  private static int end(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '?' || c == '#' || c == '%' && (path.regionMatches(true, i + 1, "3f", 0, 2)
          || path.regionMatches(i + 1, "23", 0, 2))) {
        return i;
      }
    }
    return path.length();
  }

  private static String encoded(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (!plain(path.charAt(i))) {
        return encodedFrom(path, i);
      }
    }
    return path;
  }

  /** HTTP gives each byte as a character of its own (ISO 8859-1); what is beyond those is taken as UTF-8. */
  private static String encodedFrom(String path, int start) {
    StringBuilder out = new StringBuilder(path.length() + 32).append(path, 0, start);
    for (int i = start; i < path.length(); i++) {
      char c = path.charAt(i);
      if (plain(c)) {
        out.append(c);
      } else if (c <= 0xff) {
        percent(out, c);
      } else {
        for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
          percent(out, b & 0xff);
        }
      }
    }
    return out.toString();
  }

  private static boolean plain(char c) {
    return c > ' ' && c < 0x7f;
  }

  private static void percent(StringBuilder out, int b) {
    out.append('%').append(HEX[b >> 4]).append(HEX[b & 0xf]);
  }
}
