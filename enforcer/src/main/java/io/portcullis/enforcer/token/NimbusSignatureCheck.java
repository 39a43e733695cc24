package io.portcullis.enforcer.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.util.Base64URL;

/** RSA and elliptic curve signatures by the JOSE library (RFC 7518 sections 3.3 to 3.5). */
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
