package io.portcullis.policy;

/** Why a request target, or a method, is refused for everyone: what it holds has more than one meaning. */
public enum Refusal {
  /** There is no target. */
  MISSING("there is no request target"),
  /** Not the origin form: no leading slash, an absolute address, {@code *} or an authority. */
  NOT_A_PATH("the target does not begin with `/`"),
  /** A path of more than 8,192 characters. */
  TOO_LONG("the path is longer than 8192 characters"),
  /** A control character or a blank, raw or encoded; {@code %00} among them. */
  CONTROL_CHARACTER("the path holds a control character, or a blank that is not encoded"),
  /** An octet above 0x7e that is not percent-encoded. */
  RAW_NON_ASCII("the path holds a character outside ASCII that is not percent-encoded"),
  /** A {@code %} without two hexadecimal digits after it. */
  BAD_ESCAPE("a `%` is not followed by two hexadecimal digits"),
  /** Percent-encoded octets that are not UTF-8, overlong forms among them. */
  INVALID_UTF_8("the percent-encoded octets are not valid UTF-8"),
  /** What is left after decoding is an escape again. */
  DOUBLE_ENCODING("decoded once, the path holds an escape again"),
  /** {@code \} or {@code %5c}: some upstreams read a slash. */
  BACKSLASH("the path holds a backslash, which some upstreams read as a slash"),
  /** {@code %2f}, where no location allows it. */
  ENCODED_SLASH("the path holds an encoded slash, and no location that matches allows it"),
  /** {@code ;} or {@code %3b}: some upstreams cut the segment there. */
  PATH_PARAMETER("the path holds a `;`, where some upstreams cut the segment"),
  /** {@code %3f} or {@code %23}. */
  ENCODED_DELIMITER("the path holds an encoded `?` or `#`"),
  /** A raw {@code #}. */
  FRAGMENT("the target holds a `#`"),
  /** {@code //}: nginx merges slashes, upstreams may not. */
  EMPTY_SEGMENT("the path has an empty segment (`//`), which nginx merges and upstreams may not"),
  /** {@code .} or {@code ..} as a segment, in any encoding. */
  DOT_SEGMENT("the path has a `.` or `..` segment"),
  /** A segment that ends in a dot. */
  TRAILING_DOT("a segment ends in a dot, which some upstreams drop"),
  /** A segment that begins or ends with a blank. */
  OUTER_SPACE("a segment begins or ends with a blank, which some upstreams drop"),
  /** A character that some upstreams fold into a slash, a dot or another character of the path's structure. */
  LOOK_ALIKE("the path holds a character that some upstreams fold into `/`, `.` or the like"),
  /** No method, or one with lower-case letters or characters that no method has. */
  ODD_METHOD("the request method is missing, or is not of upper-case letters, digits, `-` and `_`");

  private final String why;

  Refusal(String why) {
    this.why = why;
  }

  /** The reason in words, for people. */
  public String why() {
    return why;
  }
}
