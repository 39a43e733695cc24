package io.portcullis.enforcer.session;

import java.net.URI;
import java.util.Set;

/**
 * Where a browser goes after a login or logout ({@code rd}). Only a path on this origin, or an absolute address on one
 * of the operator's origins, is ever used; whatever else is asked for becomes {@code /}.
 *
 * <p>The rule is a positive list, because browsers repair what parsers refuse: they drop tabs and line ends, read a
 * backslash as a slash, and take {@code //host} as another origin (WHATWG URL Standard, section 4.4). What passes is
 * printable ASCII, starts with exactly one slash, and has neither a backslash nor an encoded separator or control
 * character where a path begins.
 */
public final class ReturnAddress {

  /** Where to go when the address asked for is not acceptable. */
  public static final String HOME = "/";

  private static final int MAX_LENGTH = 2048;

  private ReturnAddress() {}

  /**
   * The address to use for what was asked for.
   *
   * @param asked the {@code rd} parameter, already decoded once by the query parser; may be {@code null}
   * @param origins the origins that absolute addresses may have, as {@code scheme://host[:port]}
   * @return {@code asked} itself when it is acceptable, otherwise {@link #HOME}
   */
  public static String of(String asked, Set<String> origins) {
    if (asked == null || asked.isEmpty() || asked.length() > MAX_LENGTH || !printable(asked)) {
      return HOME;
    }
    if (asked.charAt(0) == '/') {
      return isLocalPath(asked) ? asked : HOME;
    }
    return isListed(asked, origins) ? asked : HOME;
  }

  private static boolean printable(String s) {
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c <= 0x20 || c >= 0x7f || c == '\\' || c == '<' || c == '>' || c == '"') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLocalPath(String s) {
    int end = pathEnd(s);
    String path = s.substring(0, end);
    if (path.contains("//")) {
      return false;
    }
    for (int i = 1; i < path.length(); i++) {
      if (path.charAt(i) == '%' && isSeparatorOrControl(path, i)) {
        return false;
      }
    }
    for (String segment : path.split("/", -1)) {
      String plain = segment.replace("%2e", ".").replace("%2E", ".");
      if (plain.equals(".") || plain.equals("..")) {
        return false;
      }
    }
    return true;
  }

  private static int pathEnd(String s) {
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '?' || c == '#') {
        return i;
      }
    }
    return s.length();
  }

  /** An escape that is broken, or stands for a slash, a backslash, a percent sign or a control character. */
  private static boolean isSeparatorOrControl(String s, int at) {
    if (at + 2 >= s.length()) {
      return true;
    }
    int high = Character.digit(s.charAt(at + 1), 16);
    int low = Character.digit(s.charAt(at + 2), 16);
    if (high < 0 || low < 0) {
      return true;
    }
    int value = high << 4 | low;
    return value < 0x20 || value == 0x7f || value == '/' || value == '\\' || value == '%';
  }

  private static boolean isListed(String s, Set<String> origins) {
    try {
      URI uri = new URI(s);
      if (uri.getHost() == null || uri.getRawUserInfo() != null || !uri.equals(uri.normalize())) {
        return false;
      }
      String path = uri.getRawPath();
      return origins.contains(origin(uri)) && (path.isEmpty() || isLocalPath(path));
    } catch (java.net.URISyntaxException e) {
      return false;
    }
  }

  /** The origin of a URI as RFC 6454 section 6.2 writes it, with the scheme's default port left out. */
  public static String origin(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(java.util.Locale.ROOT);
    String host = String.valueOf(uri.getHost()).toLowerCase(java.util.Locale.ROOT);
    int port = uri.getPort();
    boolean standard = port < 0 || scheme.equals("http") && port == 80 || scheme.equals("https") && port == 443;
    return scheme + "://" + host + (standard ? "" : ":" + port);
  }
}
