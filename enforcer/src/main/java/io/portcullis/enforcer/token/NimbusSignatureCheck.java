package io.portcullis.enforcer.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.util.Base64URL;

/** Elliptic curve signatures by the JOSE library (RFC 7518 section 3.4). */
record NimbusSignatureCheck(JWSVerifier verifier) implements SignatureCheck {

  @Override
  public boolean valid(JWSAlgorithm algorithm, byte[] signingInput, byte[] signature) {
    try {
      return verifier.verify(new JWSHeader(algorithm), signingInput, Base64URL.encode(signature));
    } catch (JOSEException | RuntimeException e) {
      return false;
    }
  }
}
