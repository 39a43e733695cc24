package io.portcullis.enforcer.token;

import java.nio.charset.StandardCharsets;

/**
 * A token in compact serialization (RFC 7515 section 7.1), where it stands in a header. A token that is known already is
 * found again without a copy of its text; {@link #toString} makes one when it is asked for. Not thread-safe beyond that
 * several threads may make the same copy.
 */
public final class TokenText {

  private final String source;
  private final int from;
  private final int to;
  private final boolean header;
  private String text;

  private TokenText(String source, int from, int to, boolean header) {
    this.source = source;
    this.from = from;
    this.to = to;
    this.header = header;
  }

  /**
   * A token by itself.
   *
   * @param text anything
   */
  public static TokenText of(String text) {
    TokenText whole = new TokenText(text, 0, text.length(), false);
    whole.text = text;
    return whole;
  }

  /**
   * A token within the value of a header that the HTTP server has read.
   *
   * @param header the value, each of whose characters was one byte (ISO 8859-1)
   * @param from where the token begins
   * @param to where it has ended
   */
  public static TokenText within(String header, int from, int to) {
    return new TokenText(header, from, to, true);
  }

  int length() {
    return to - from;
  }

  /**
   * Its bytes; those of characters that no token has are any others that no token has.
   *
   * @param room used for them when there is enough
   * @return the room, or an array of exactly the token's length
   */
  @SuppressWarnings("deprecation")
  byte[] bytes(byte[] room) {
    if (!header || length() > room.length) {
      return toString().getBytes(StandardCharsets.ISO_8859_1);
    }
    // Deprecated since it takes the low byte of each character, which here is the whole of it.
    source.getBytes(from, to, room, 0);
    return room;
  }

  /** The compact serialization. */
  @Override
  public String toString() {
    if (text == null) {
      text = source.substring(from, to);
    }
    return text;
  }
}
