package io.portcullis.enforcer.session;

import java.util.Locale;
import java.util.Set;

/**
 * Where a browser goes from a page of an origin: what the URL Standard's parser (section 4.4) makes of an address as far
 * as its origin is concerned. It is lenient where browsers are: that is its purpose.
 */
final class BrowserAddress {

  private static final Set<String> SPECIAL = Set.of("http", "https", "ws", "wss", "ftp", "file");

  private BrowserAddress() {}

  /** The origin that the address leads to, seen from a page of the base origin; {@code opaque:…} for other schemes. */
  static String origin(String address, String base) {
    String input = address;
    while (!input.isEmpty() && input.charAt(0) <= 0x20) {
      input = input.substring(1);
    }
    while (!input.isEmpty() && input.charAt(input.length() - 1) <= 0x20) {
      input = input.substring(0, input.length() - 1);
    }
    input = input.replaceAll("[\t\n\r]", "");
    String scheme = scheme(input);
    if (scheme == null) {
      return relative(input, base);
    }
    if (!SPECIAL.contains(scheme)) {
      return "opaque:" + scheme;
    }
    String rest = input.substring(scheme.length() + 1);
    String baseScheme = base.substring(0, base.indexOf(':'));
    // A special scheme equal to the base's may be followed by a relative address.
    if (scheme.equals(baseScheme) && !(slash(rest, 0) && slash(rest, 1))) {
      return relative(rest, base);
    }
    return scheme + "://" + authority(rest);
  }

  private static String relative(String input, String base) {
    if (slash(input, 0) && slash(input, 1)) {
      return base.substring(0, base.indexOf(':')) + "://" + authority(input);
    }
    return base;
  }

  /** For special schemes any number of slashes and backslashes may come before the authority. */
  private static String authority(String input) {
    int from = 0;
    while (slash(input, from)) {
      from++;
    }
    int end = from;
    while (end < input.length() && !slash(input, end) && input.charAt(end) != '?' && input.charAt(end) != '#') {
      end++;
    }
    String authority = input.substring(from, end);
    return authority.substring(authority.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
  }

  private static boolean slash(String s, int at) {
    return at < s.length() && (s.charAt(at) == '/' || s.charAt(at) == '\\');
  }

  private static String scheme(String input) {
    int colon = input.indexOf(':');
    String scheme = colon < 1 ? "" : input.substring(0, colon);
    return scheme.matches("[A-Za-z][A-Za-z0-9+.-]*") ? scheme.toLowerCase(Locale.ROOT) : null;
  }
}
