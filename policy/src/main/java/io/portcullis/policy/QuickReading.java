package io.portcullis.policy;

/** Reads the targets of nearly all requests in one pass, without an allocation, and leaves all others to be judged. */
final class QuickReading {

  /** The characters of a path that a quick reading passes over: all plain ones but the slash and the question mark. */
  private static final boolean[] STANDS_FOR_ITSELF = new boolean[0x80];

  static {
    for (char c = 0; c < STANDS_FOR_ITSELF.length; c++) {
      STANDS_FOR_ITSELF[c] = RequestTarget.isPlain(c) && c != '/' && c != '?';
    }
  }

  private QuickReading() {}

  /**
   * Where the path of a target ends that has nothing to refuse and no escapes but of ASCII characters; {@code -1} for
   * every other target, which {@link RequestTarget#decode} has to judge. The way of nearly all requests: one pass, nothing is
   * allocated, and the target can be walked as it came. What is accepted here is accepted there, with the same meaning.
   */
  static int end(String raw) {
    if (raw == null || raw.isEmpty() || raw.charAt(0) != '/') {
      return -1;
    }
    int length = raw.length();
    // Where a segment must not end: behind an escaped dot or blank.
    int noEnd = -1;
    int i = 1;
    for (; i < length; i++) {
      char c = raw.charAt(i);
      if (c < STANDS_FOR_ITSELF.length && STANDS_FOR_ITSELF[c]) {
        continue;
      }
      if (c == '?') {
        break;
      }
      if (c == '/') {
        char previous = raw.charAt(i - 1);
        // A slash after a slash is an empty segment, one after a dot ends `.`, `..` or `name.`.
        if (previous == '/' || previous == '.' || noEnd == i) {
          return -1;
        }
      } else if (c == '%' && isHarmless(raw, i)) {
        char decoded = RequestTarget.escaped(raw, i);
        i += 2;
        noEnd = decoded == '.' || decoded == ' ' ? i + 1 : noEnd;
      } else {
        return -1;
      }
    }
    return raw.charAt(i - 1) == '.' || noEnd == i || i > RequestTarget.MAX_LENGTH ? -1 : i;
  }

  /** Whether an escape is of an ASCII character that has no part in the structure of a path, nor gets one by it. */
  private static boolean isHarmless(String raw, int at) {
    char c = RequestTarget.escaped(raw, at);
    if (c == '%') {
      char next = at + 3 < raw.length() ? raw.charAt(at + 3) : '/';
      return !RequestTarget.continuesEscape(next == '%' ? RequestTarget.escaped(raw, at + 3) : next);
    }
    return c > ' ' && RequestTarget.isPlain(c) && c != '/' && c != '?' || c == ' ' && raw.charAt(at - 1) != '/';
  }
}
