package io.portcullis.enforcer.token;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * The address that a proof is for: an http(s) URI without query and fragment, normalised so that equal ones are equal
 * texts (RFC 9449 section 4.3, RFC 3986 sections 6.2.2 and 6.2.3). Dot segments and paths of no clear meaning have no
 * normal form here, and match nothing.
 */
final class ProofTarget {

  private ProofTarget() {}

  /** The normal form, or {@code null} when there is none. */
  static String normalise(String address) {
    try {
      URI uri = new URI(cutAt(cutAt(address, '#'), '?'));
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean secure = scheme.equals("https");
      if (!secure && !scheme.equals("http") || uri.getHost() == null || uri.getRawUserInfo() != null) {
        return null;
      }
      String path = path(uri.getRawPath());
      int port = uri.getPort() == (secure ? 443 : 80) ? -1 : uri.getPort();
      return path == null ? null
          : scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (port < 0 ? "" : ":" + port) + path;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** Escapes in upper case, and only where they are needed; {@code null} for a path with dot segments. */
  private static String path(String raw) {
    if (raw == null || raw.isEmpty()) {
      return "/";
    }
    StringBuilder path = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        char escaped = (char) Integer.parseInt(raw.substring(i + 1, i + 3), 16);
        boolean unreserved = escaped < 0x80 && (Character.isLetterOrDigit(escaped) || "-._~".indexOf(escaped) >= 0);
        path.append(unreserved ? String.valueOf(escaped) : raw.substring(i, i + 3).toUpperCase(Locale.ROOT));
        i += 2;
      } else if (c > 0x7e) {
        return null;
      } else {
        path.append(c);
      }
    }
    for (String segment : path.toString().split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        return null;
      }
    }
    return path.toString();
  }

  private static String cutAt(String text, char mark) {
    int at = text.indexOf(mark);
    return at < 0 ? text : text.substring(0, at);
  }
}
