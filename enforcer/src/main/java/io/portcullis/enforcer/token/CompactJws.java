package io.portcullis.enforcer.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A JWS in compact form (RFC 7515 section 7.1), taken apart and not yet verified: exactly three segments of canonical
 * base64url, a strict JSON header, a signature that is not empty.
 *
 * <p>The header may carry no way to a key, no extension that must be understood, no encryption and no compression: such
 * headers are refused rather than ignored, as no token of Keycloak has them. A key itself may be in it where the form
 * calls for it (RFC 9449 section 4.2), and nowhere else.
 *
 * @param type the {@code typ} header in lower case (media types have no case), or {@code null}
 */
record CompactJws(
    ObjectNode header, JWSAlgorithm algorithm, String keyId, String type, byte[] payload, byte[] signingInput,
    byte[] signature) {

  /** The longest that is looked at, in characters: browsers drop cookies beyond 4 KB, header fields end at 8 KB. */
  static final int MAX_LENGTH = 8 * 1024;

  private static final int MAX_KEY_ID_LENGTH = 256;
  private static final List<String> FORBIDDEN_HEADERS = List.of("crit", "b64", "zip", "enc", "jku", "x5u", "x5c");
  private static final StrictJson JSON = new StrictJson(MAX_LENGTH);

  /**
   * @param embeddedKey whether the header must have a {@code jwk}; otherwise it must not
   * @throws Refused with {@link Rejection#MALFORMED} or {@link Rejection#TOO_LARGE}
   */
  static CompactJws parse(String compact, boolean embeddedKey) throws Refused {
    if (compact == null || compact.isEmpty()) {
      throw new Refused(Rejection.MALFORMED);
    }
    if (compact.length() > MAX_LENGTH) {
      throw new Refused(Rejection.TOO_LARGE);
    }
    int first = compact.indexOf('.');
    int second = compact.indexOf('.', first + 1);
    if (first <= 0 || second < 0 || second == compact.length() - 1 || compact.indexOf('.', second + 1) >= 0) {
      throw new Refused(Rejection.MALFORMED);
    }
    // What is not Latin-1 becomes '?', which the base64url decoder refuses.
    byte[] bytes = compact.getBytes(StandardCharsets.ISO_8859_1);
    ObjectNode header = JSON.object(StrictBase64Url.decode(bytes, 0, first));
    for (String name : FORBIDDEN_HEADERS) {
      if (header.has(name)) {
        throw new Refused(Rejection.MALFORMED);
      }
    }
    String algorithm = text(header, "alg");
    String keyId = text(header, "kid");
    if (algorithm == null || algorithm.isEmpty() || header.has("jwk") != embeddedKey
        || keyId != null && keyId.length() > MAX_KEY_ID_LENGTH) {
      throw new Refused(Rejection.MALFORMED);
    }
    String type = text(header, "typ");
    return new CompactJws(
        header,
        JWSAlgorithm.parse(algorithm),
        keyId,
        type == null ? null : type.toLowerCase(Locale.ROOT),
        StrictBase64Url.decode(bytes, first + 1, second),
        Arrays.copyOf(bytes, second),
        StrictBase64Url.decode(bytes, second + 1, bytes.length));
  }

  /** The payload as a strict JSON object. */
  ObjectNode payloadObject() throws Refused {
    return JSON.object(payload);
  }

  private static String text(ObjectNode header, String name) throws Refused {
    JsonNode value = header.get(name);
    if (value != null && !value.isTextual()) {
      throw new Refused(Rejection.MALFORMED);
    }
    return value == null ? null : value.textValue();
  }
}
