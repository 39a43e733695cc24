package io.portcullis.enforcer.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A signed JWT as someone sent it: well-formed, and nothing more. Nobody has said yet that any of it is true, so it is
 * a type of its own that no deciding code takes.
 *
 * <p>The header may carry no key and no way to one, no extension that must be understood, and no compression: such
 * headers are refused rather than ignored, as no token of Keycloak has them.
 */
record UnverifiedToken(
    JWSAlgorithm algorithm, String keyId, String headerType, ObjectNode claims, byte[] signingInput, byte[] signature) {

  /** The longest token that is looked at, in characters: browsers drop cookies beyond 4 KB, headers end at 8 KB. */
  static final int MAX_LENGTH = 8 * 1024;

  private static final int MAX_KEY_ID_LENGTH = 256;
  private static final List<String> FORBIDDEN_HEADERS =
      List.of("crit", "b64", "zip", "enc", "jwk", "jku", "x5u", "x5c");
  private static final StrictJson JSON = new StrictJson(MAX_LENGTH);

  /** @throws Refused with {@link Rejection#MALFORMED} or {@link Rejection#TOO_LARGE} */
  static UnverifiedToken parse(String compact) throws Refused {
    if (compact == null || compact.isEmpty()) {
      throw new Refused(Rejection.MALFORMED);
    }
    if (compact.length() > MAX_LENGTH) {
      throw new Refused(Rejection.TOO_LARGE);
    }
    int first = compact.indexOf('.');
    int second = compact.indexOf('.', first + 1);
    if (first <= 0 || second <= first + 1 || second == compact.length() - 1 || compact.indexOf('.', second + 1) >= 0) {
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
    String keyId = optionalText(header, "kid");
    if (keyId != null && keyId.length() > MAX_KEY_ID_LENGTH) {
      throw new Refused(Rejection.MALFORMED);
    }
    String type = optionalText(header, "typ");
    return new UnverifiedToken(
        JWSAlgorithm.parse(requiredText(header, "alg")),
        keyId,
        type == null ? null : type.toLowerCase(Locale.ROOT),
        JSON.object(StrictBase64Url.decode(bytes, first + 1, second)),
        Arrays.copyOf(bytes, second),
        StrictBase64Url.decode(bytes, second + 1, bytes.length));
  }

  /** The claimed issuer: good for choosing whose keys to try, and for nothing else. */
  String claimedIssuer() {
    return claims.path("iss").textValue();
  }

  /** The claimed time of issue in epoch seconds, or 0 when it is no sane integer. */
  long claimedIssuedAt() {
    JsonNode value = claims.path("iat");
    return value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : 0;
  }

  private static String requiredText(ObjectNode header, String name) throws Refused {
    String text = optionalText(header, name);
    if (text == null || text.isEmpty()) {
      throw new Refused(Rejection.MALFORMED);
    }
    return text;
  }

  private static String optionalText(ObjectNode header, String name) throws Refused {
    JsonNode value = header.get(name);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      throw new Refused(Rejection.MALFORMED);
    }
    return value.textValue();
  }
}
