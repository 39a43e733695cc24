package io.portcullis.enforcer.token;

import java.util.Arrays;
import java.util.Base64;

/**
 * Base64url without padding, in its one canonical spelling (RFC 4648 sections 3.5 and 5, RFC 7515 section 2). A lenient
 * decoder gives one token many spellings, and with them many entries in caches and revocation lists.
 */
final class StrictBase64Url {

  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private StrictBase64Url() {}

  static byte[] decode(byte[] text) throws Refused {
    return decode(text, 0, text.length);
  }

  static byte[] decode(byte[] text, int from, int to) throws Refused {
    int length = to - from;
    int rest = length % 4;
    if (rest == 1) {
      throw new Refused(Rejection.MALFORMED);
    }
    if (rest != 0) {
      int last = ALPHABET.indexOf(text[to - 1]);
      int unusedBits = rest == 2 ? 0x0f : 0x03;
      if (last < 0 || (last & unusedBits) != 0) {
        throw new Refused(Rejection.MALFORMED);
      }
    }
    // The decoder of the JDK refuses every foreign character except padding at the end.
    if (length > 0 && text[to - 1] == '=') {
      throw new Refused(Rejection.MALFORMED);
    }
    try {
      return Base64.getUrlDecoder().decode(Arrays.copyOfRange(text, from, to));
    } catch (IllegalArgumentException e) {
      throw new Refused(Rejection.MALFORMED);
    }
  }
}
