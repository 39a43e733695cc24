package io.portcullis.policy;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * The path that a raw request target means, or why it has no single meaning.
 *
 * <p>nginx decodes escapes once, merges slashes and resolves dots before it picks a location; upstreams do some of
 * that, in other orders, or twice, or never. Normalising in the same way as one of them is how gates have been
 * bypassed. So nothing is normalised here but escapes, and a target is accepted only when nginx ({@code $uri}), the
 * gate and an ordinary upstream cannot but read the same path. All else is refused with its {@link Refusal}.
 *
 * <p>Pure: a function of the target alone. The query, from the first {@code ?} on, is never looked at.
 */
public final class RequestTarget {

  /** Stands for an encoded slash inside {@link #segmented}: no accepted path can hold this character otherwise. */
  static final char ENCODED_SLASH = '\0';

  /** Longer paths are refused, in characters: nginx itself reads no longer request line by default. */
  static final int MAX_LENGTH = 8192;

  private final String segmented;
  private final boolean encodedSlash;
  private final Refusal refusal;

  private RequestTarget(String segmented, boolean encodedSlash, Refusal refusal) {
    this.segmented = segmented;
    this.encodedSlash = encodedSlash;
    this.refusal = refusal;
  }

  /**
   * Reads a raw request target (nginx's {@code $request_uri}; origin-form, RFC 9112 section 3.2.1). Never throws.
   *
   * @param raw the target as received, or {@code null}
   */
  public static RequestTarget of(String raw) {
    int end = QuickReading.end(raw);
    boolean plain = end > 0 && raw.lastIndexOf('%', end - 1) < 0;
    return plain ? new RequestTarget(raw.substring(0, end), false, null) : decode(raw);
  }

  /**
   * The canonical path, decoded: what nginx has in {@code $uri}; {@code null} when the target is refused.
   */
  public String path() {
    return segmented == null || !encodedSlash ? segmented : segmented.replace(ENCODED_SLASH, '/');
  }

  /** Why the target is refused, or {@code null} when it is accepted. */
  public Refusal refusal() {
    return refusal;
  }

  /**
   * Whether the path holds an encoded slash ({@code %2F}), which only a location that says so may match: nginx reads
   * it as a slash, many upstreams as a part of the segment.
   */
  public boolean hasEncodedSlash() {
    return encodedSlash;
  }

  /** The path with {@link #ENCODED_SLASH} where the target has an encoded slash. */
  String segmented() {
    return segmented;
  }

  /** The ASCII character that the escape at this place stands for; 0 when there is none, or another octet. */
  static char escaped(String path, int at) {
    int octet = at + 2 < path.length() ? octet(path.charAt(at + 1), path.charAt(at + 2)) : -1;
    return octet < 0 || octet > 0x7f ? 0 : (char) octet;
  }

  /** Whether a raw character of a path stands for itself, and there is nothing to say against it. */
  static boolean isPlain(char c) {
    return c > ' ' && c <= '~' && c != '%' && c != ';' && c != '\\' && c != '#';
  }

  /** The thorough reading, of any target. */
  static RequestTarget decode(String raw) {
    if (raw == null || raw.isEmpty()) {
      return refused(Refusal.MISSING);
    }
    if (raw.charAt(0) != '/') {
      return refused(Refusal.NOT_A_PATH);
    }
    int query = raw.indexOf('?');
    int end = query < 0 ? raw.length() : query;
    if (end > MAX_LENGTH) {
      return refused(Refusal.TOO_LONG);
    }
    byte[] bytes = new byte[end];
    int length = 0;
    boolean encodedSlash = false;
    for (int i = 0; i < end; i++) {
      char c = raw.charAt(i);
      if (isPlain(c)) {
        bytes[length++] = (byte) c;
        continue;
      }
      int octet = c;
      if (c == '%') {
        octet = i + 2 < end ? octet(raw.charAt(i + 1), raw.charAt(i + 2)) : -1;
        i += 2;
      }
      Refusal refusal = refusal(c, octet);
      if (refusal != null) {
        return refused(refusal);
      }
      boolean slash = c == '%' && octet == '/';
      encodedSlash |= slash;
      bytes[length++] = slash ? (byte) ENCODED_SLASH : (byte) octet;
    }
    Refusal refusal = refusal(bytes, length);
    return refusal == null ? text(bytes, length, encodedSlash) : refused(refusal);
  }

  /** What is wrong with one character, or with the octet its escape stands for; {@code -1} is a bad escape. */
  private static Refusal refusal(char c, int octet) {
    boolean escaped = c == '%';
    if (octet < 0) {
      return Refusal.BAD_ESCAPE;
    }
    if (octet < ' ' || octet == 0x7f || !escaped && octet == ' ') {
      return Refusal.CONTROL_CHARACTER;
    }
    if (!escaped && octet > '~') {
      return Refusal.RAW_NON_ASCII;
    }
    return switch (octet) {
      case '\\' -> Refusal.BACKSLASH;
      case ';' -> Refusal.PATH_PARAMETER;
      case '#' -> escaped ? Refusal.ENCODED_DELIMITER : Refusal.FRAGMENT;
      case '?' -> Refusal.ENCODED_DELIMITER;
      default -> null;
    };
  }

  /** What is wrong with the decoded path as a whole: its segments, and escapes that appear only after decoding. */
  private static Refusal refusal(byte[] path, int length) {
    int start = 1;
    for (int i = 1; i <= length; i++) {
      boolean end = i == length;
      if (!end && path[i] == '%' && i + 1 < length && continuesEscape(path[i + 1])) {
        return Refusal.DOUBLE_ENCODING;
      }
      if (end || path[i] == '/' || path[i] == ENCODED_SLASH) {
        boolean trailingSlash = end && start == i && path[i - 1] == '/';
        Refusal refusal = trailingSlash ? null : refusal(path, start, i);
        if (refusal != null) {
          return refusal;
        }
        start = i + 1;
      }
    }
    return null;
  }

  private static Refusal refusal(byte[] path, int start, int end) {
    if (start == end) {
      return Refusal.EMPTY_SEGMENT;
    }
    if (path[end - 1] == '.') {
      boolean dots = end - start == 1 || end - start == 2 && path[start] == '.';
      return dots ? Refusal.DOT_SEGMENT : Refusal.TRAILING_DOT;
    }
    return path[start] == ' ' || path[end - 1] == ' ' ? Refusal.OUTER_SPACE : null;
  }

  private static RequestTarget text(byte[] bytes, int length, boolean encodedSlash) {
    boolean ascii = true;
    for (int i = 0; i < length && ascii; i++) {
      ascii = bytes[i] >= 0;
    }
    if (ascii) {
      return new RequestTarget(new String(bytes, 0, length, StandardCharsets.ISO_8859_1), encodedSlash, null);
    }
    String path;
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
      path = text.toString();
    } catch (CharacterCodingException e) {
      return refused(Refusal.INVALID_UTF_8);
    }
    if (path.chars().anyMatch(c -> c >= 0x80 && c < 0xa0)) {
      return refused(Refusal.CONTROL_CHARACTER);
    }
    if (structure(Normalizer.normalize(path, Normalizer.Form.NFKC)) > structure(path)) {
      return refused(Refusal.LOOK_ALIKE);
    }
    return new RequestTarget(path, encodedSlash, null);
  }

  /** How many characters of a path carry its structure. */
  private static long structure(String path) {
    return path.chars().filter(c -> "/\\.;%?#".indexOf(c) >= 0).count();
  }

  static boolean continuesEscape(int c) {
    return hexadecimal(c) >= 0 || c == 'u' || c == 'U';
  }

  private static int octet(char high, char low) {
    int h = hexadecimal(high);
    int l = hexadecimal(low);
    return h < 0 || l < 0 ? -1 : h << 4 | l;
  }

  /** The digit's value, for ASCII only: Java knows many more digits. */
  private static int hexadecimal(int c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static RequestTarget refused(Refusal refusal) {
    return new RequestTarget(null, false, refusal);
  }

  /** The request target of a decoded path, or of a segment: what cannot stand in a target becomes an escape. */
  public static String encode(String path) {
    StringBuilder target = new StringBuilder(path.length() + 16);
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > ' ' && b < 0x7f && "\\;%?#\"<>".indexOf(b) < 0;
      target.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b & 0xff));
    }
    return target.toString();
  }
}
