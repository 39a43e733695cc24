package io.portcullis.enforcer.decision;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;

/**
 * Lines of JSON (RFC 8259) in a byte array, all of printable ASCII: whatever a value holds, it can neither end its line
 * nor reach a terminal. Each value is bounded in bytes, so each line is too; a value that was cut ends in an ellipsis.
 */
final class LineBuffer {

  /** No line is longer than this, its end included: a pipe takes such a line as a whole or not at all. */
  static final int MAX_LINE = 4096;

  private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
  private static final char CUT = '\u2026';
  private static final int ESCAPED = 6;

  private final byte[] bytes;
  private int length;
  private long writtenSecond = Long.MIN_VALUE;
  private String seconds;

  /** @param room how many bytes of lines may wait beside one more line */
  LineBuffer(int room) {
    bytes = new byte[room + MAX_LINE];
  }

  /** How many bytes there are. */
  int length() {
    return length;
  }

  /** The bytes, up to {@link #length}. */
  byte[] bytes() {
    return bytes;
  }

  /** Forgets all bytes but the first. */
  void truncate(int count) {
    length = count;
  }

  /** Forgets the first bytes. */
  void drop(int count) {
    System.arraycopy(bytes, count, bytes, 0, length - count);
    length -= count;
  }

  void begin() {
    put('{');
  }

  void end() {
    put('}');
    put('\n');
  }

  /** Adds a text; nothing when it is {@code null}. Cut when it would take more than so many bytes. */
  void text(String name, String value, int most) {
    if (value != null) {
      name(name);
      quoted(value, most);
    }
  }

  /** Adds a list of texts that takes no more than so many bytes; what has no room is left out. */
  void texts(String name, Collection<String> values, int most) {
    name(name);
    put('[');
    int limit = length + most;
    int first = length;
    for (String value : values) {
      if (length + value.length() + 3 > limit) {
        break;
      }
      if (length > first) {
        put(',');
      }
      quoted(value, limit - length - 2);
    }
    put(']');
  }

  /** Adds a time in milliseconds of the epoch (RFC 3339). Its seconds, the same for many lines, are written out once. */
  void time(String name, long millis) {
    long second = Math.floorDiv(millis, 1000L);
    if (second != writtenSecond) {
      writtenSecond = second;
      String text = Instant.ofEpochSecond(second).toString();
      seconds = text.substring(0, text.length() - 1);
    }
    name(name);
    put('"');
    ascii(seconds);
    put('.');
    int rest = (int) Math.floorMod(millis, 1000L);
    put((char) ('0' + rest / 100));
    put((char) ('0' + rest / 10 % 10));
    put((char) ('0' + rest % 10));
    put('Z');
    put('"');
  }

  void number(String name, long value) {
    name(name);
    ascii(Long.toString(value));
  }

  void number(String name, double value) {
    name(name);
    ascii(Double.toString(value));
  }

  void flag(String name, boolean value) {
    name(name);
    ascii(value ? "true" : "false");
  }

  /** Begins an object within the line; {@link #endObject} ends it. */
  void beginObject(String name) {
    name(name);
    put('{');
  }

  void endObject() {
    put('}');
  }

  private void name(String name) {
    if (bytes[length - 1] != '{') {
      put(',');
    }
    put('"');
    ascii(name);
    put('"');
    put(':');
  }

  private void quoted(String value, int most) {
    put('"');
    int limit = length + most;
    int whole = length;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean pair = Character.isHighSurrogate(c) && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1));
      if (length + size(c, pair) > limit) {
        length = whole;
        escape(CUT);
        break;
      }
      if (pair) {
        escape(c);
        escape(value.charAt(++i));
      } else {
        character(c);
      }
      if (length <= limit - ESCAPED) {
        whole = length;
      }
    }
    put('"');
  }

  private static int size(char c, boolean pair) {
    return plain(c) ? 1 : c == '"' || c == '\\' ? 2 : pair ? 2 * ESCAPED : ESCAPED;
  }

  private static boolean plain(char c) {
    return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
  }

  private void character(char c) {
    if (plain(c)) {
      put(c);
    } else if (c == '"' || c == '\\') {
      put('\\');
      put(c);
    } else {
      // Half a pair is no character (Unicode section 3.9), and no JSON parser takes it the same way.
      escape(Character.isSurrogate(c) ? '\ufffd' : c);
    }
  }

  private void escape(char c) {
    put('\\');
    put('u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[c >> shift & 0xf];
    }
  }

  private void ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      put(text.charAt(i));
    }
  }

  private void put(char c) {
    bytes[length++] = (byte) c;
  }

  @Override
  public String toString() {
    return new String(Arrays.copyOf(bytes, length), java.nio.charset.StandardCharsets.US_ASCII);
  }
}
