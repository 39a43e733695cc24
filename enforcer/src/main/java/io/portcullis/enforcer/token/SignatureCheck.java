package io.portcullis.enforcer.token;

import com.nimbusds.jose.JWSAlgorithm;

/** One public key, ready to check signatures with. Thread-safe. */
@FunctionalInterface
interface SignatureCheck {

  /**
   * Whether the signature over the input is this key's (RFC 7515 section 5.2 step 8). Never throws: what cannot be
   * checked is not valid.
   */
  boolean valid(JWSAlgorithm algorithm, byte[] signingInput, byte[] signature);
}
