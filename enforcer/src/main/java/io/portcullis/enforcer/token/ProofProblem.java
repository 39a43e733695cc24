package io.portcullis.enforcer.token;

import java.util.Locale;

/** Why a caller has not proven to hold what its token is bound to. The codes are stable. */
public enum ProofProblem {
  /** The token is bound to a key and was presented as a plain bearer token (RFC 9449 section 7.1). */
  BOUND_TOKEN_AS_BEARER("invalid_token"),
  /** The token is bound to no key and was presented as a key-bound one. */
  UNBOUND_TOKEN_AS_DPOP("invalid_token"),
  /** The token is bound to a client certificate and the connection has none, or another (RFC 8705 section 3). */
  CERTIFICATE("invalid_token"),
  /** There is no DPoP proof. */
  PROOF_MISSING("invalid_dpop_proof"),
  /** The proof is no well-formed proof of one public key. */
  PROOF_MALFORMED("invalid_dpop_proof"),
  /** The proof's algorithm is not accepted. */
  PROOF_ALGORITHM("invalid_dpop_proof"),
  /** The proof's signature is not that of the key in it. */
  PROOF_SIGNATURE("invalid_dpop_proof"),
  /** The proof is of another key than the token is bound to. */
  PROOF_KEY("invalid_token"),
  /** The proof is for another method or address ({@code htm}, {@code htu}). */
  PROOF_REQUEST("invalid_dpop_proof"),
  /** The proof is for another access token ({@code ath}). */
  PROOF_TOKEN("invalid_dpop_proof"),
  /** The proof is too old, or from the future. */
  PROOF_TIME("invalid_dpop_proof"),
  /** The proof was used before. */
  PROOF_REPLAYED("invalid_dpop_proof"),
  /** A nonce of the gate's is needed, and the proof has none that is good now (RFC 9449 section 9). */
  NONCE("use_dpop_nonce");

  private final String code = name().toLowerCase(Locale.ROOT);
  private final String error;

  ProofProblem(String error) {
    this.error = error;
  }

  /** The stable lower-case code, such as {@code proof_replayed}. */
  public String code() {
    return code;
  }

  /** The {@code error} for {@code WWW-Authenticate} (RFC 9449 sections 7.1 and 9, RFC 6750 section 3.1). */
  public String error() {
    return error;
  }
}
