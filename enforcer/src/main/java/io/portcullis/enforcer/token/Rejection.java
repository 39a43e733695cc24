package io.portcullis.enforcer.token;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Why a token is refused. The codes are stable: they appear in logs and metrics. */
public enum Rejection {
  /** Not a compact JWS of three canonical base64url segments with strict JSON, or its header asks for the forbidden. */
  MALFORMED,
  /** Longer than any token that is accepted. */
  TOO_LARGE,
  /** The algorithm is not one that this issuer may use. */
  ALGORITHM,
  /** The {@code iss} claim names no configured issuer. */
  UNKNOWN_ISSUER,
  /** The issuer publishes no key of that {@code kid} and algorithm. */
  UNKNOWN_KEY,
  /** The signature does not verify. */
  SIGNATURE,
  /** The signature verifies, and the token has expired; only where an expired token has no further use. */
  EXPIRED,
  /** {@code nbf} or {@code iat} lies in the future beyond the clock skew that is tolerated. */
  NOT_YET_VALID,
  /** {@code aud} does not contain the audience of the gate. */
  AUDIENCE,
  /** {@code azp} is not the gate's client, and tokens of other clients are not accepted. */
  AUTHORIZED_PARTY,
  /** A token of another kind: an ID token, refresh token, logout token or offline token. */
  TYPE,
  /** A claim is missing, of the wrong shape or outside its sane range. */
  CLAIMS,
  /** Issued before the realm's or client's not-before time. */
  NOT_BEFORE,
  /** The {@code nonce} of an ID token is not that of the login it is said to answer. */
  NONCE,
  /** The {@code at_hash} of an ID token does not fit the access token that came with it. */
  ACCESS_TOKEN_HASH,
  /** A token that is good once came again. */
  REPLAYED;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** Those by which an access token can be refused; the others are of other kinds of tokens. */
  public static Set<Rejection> ofAccessTokens() {
    return EnumSet.complementOf(EnumSet.of(EXPIRED, NONCE, ACCESS_TOKEN_HASH, REPLAYED));
  }

  /** The stable lower-case code, such as {@code unknown_key}. */
  public String code() {
    return code;
  }
}
