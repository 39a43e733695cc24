package io.portcullis.policy;

import io.portcullis.policy.Json.Position;

/**
 * The slips of a hand that writes JSON: a comma too many or too few, a comment. The text is mended for reading on, with
 * every character in its place, so that what is wrong behind the slip is told with it. A file with a slip stays invalid.
 */
final class SyntaxSlip {

  private SyntaxSlip() {}

  /**
   * The text without the slip that a parser met.
   *
   * @param place the character that the parser did not expect
   * @param commaExpected whether it expected a comma there
   * @return the text as long as it was; {@code null} when it is another mistake
   */
  static String mended(String text, Position place, boolean commaExpected) {
    int at = index(text, place);
    if (at < 0 || at >= text.length()) {
      return null;
    }
    int before = at - 1;
    while (before >= 0 && Character.isWhitespace(text.charAt(before))) {
      before--;
    }
    char c = text.charAt(at);
    if (c == '/') {
      return withoutComment(text, at);
    }
    if (before < 0) {
      return null;
    }
    char previous = text.charAt(before);
    if (previous == ',' && (c == '}' || c == ']' || c == ',')) {
      return with(text, c == ',' ? at : before, ' ');
    }
    for (int blank = at - 1; commaExpected && blank > before; blank--) {
      if (text.charAt(blank) != '\n' && text.charAt(blank) != '\r') {
        return with(text, blank, ',');
      }
    }
    return null;
  }

  private static String withoutComment(String text, int at) {
    boolean block = text.startsWith("/*", at);
    int end = block ? text.indexOf("*/", at + 2) + 2 : text.indexOf('\n', at);
    if (block ? end < 2 : !text.startsWith("//", at)) {
      return null;
    }
    int stop = end < 0 ? text.length() : end;
    return text.substring(0, at) + text.substring(at, stop).replaceAll("[^\\n]", " ") + text.substring(stop);
  }

  private static String with(String text, int at, char c) {
    return text.substring(0, at) + c + text.substring(at + 1);
  }

  private static int index(String text, Position place) {
    int start = 0;
    for (int line = 1; line < place.line(); line++) {
      start = text.indexOf('\n', start) + 1;
      if (start == 0) {
        return -1;
      }
    }
    return start + place.column() - 1;
  }
}
