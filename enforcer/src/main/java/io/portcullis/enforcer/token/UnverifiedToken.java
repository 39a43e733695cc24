package io.portcullis.enforcer.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A signed JWT as someone sent it: well-formed, and nothing more. Nobody has said yet that any of it is true, so it is
 * a type of its own that no deciding code takes.
 */
record UnverifiedToken(CompactJws jws, ObjectNode claims) {

  /** @throws Refused with {@link Rejection#MALFORMED} or {@link Rejection#TOO_LARGE} */
  static UnverifiedToken parse(String compact) throws Refused {
    CompactJws jws = CompactJws.parse(compact, false);
    return new UnverifiedToken(jws, jws.payloadObject());
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
}
