package io.portcullis.enforcer.token;

import com.nimbusds.jose.JWSAlgorithm;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/**
 * RSA signatures by the JDK (RFC 7518 sections 3.3 and 3.5), without the detours of the JOSE library: a check with a new
 * token costs little else.
 */
record RsaSignatureCheck(RSAPublicKey key) implements SignatureCheck {

  @Override
  public boolean valid(JWSAlgorithm algorithm, byte[] signingInput, byte[] signature) {
    try {
      Signature verifier = verifier(algorithm.getName());
      verifier.initVerify(key);
      verifier.update(signingInput);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  private static Signature verifier(String algorithm) throws GeneralSecurityException {
    return switch (algorithm) {
      case "RS256" -> Signature.getInstance("SHA256withRSA");
      case "RS384" -> Signature.getInstance("SHA384withRSA");
      case "RS512" -> Signature.getInstance("SHA512withRSA");
      case "PS256" -> pss("SHA-256", MGF1ParameterSpec.SHA256, 32);
      case "PS384" -> pss("SHA-384", MGF1ParameterSpec.SHA384, 48);
      case "PS512" -> pss("SHA-512", MGF1ParameterSpec.SHA512, 64);
      default -> throw new GeneralSecurityException("Not an RSA signature algorithm: " + algorithm);
    };
  }

  /** The salt is as long as the hash (RFC 7518 section 3.5). */
  private static Signature pss(String hash, MGF1ParameterSpec mask, int bytes) throws GeneralSecurityException {
    Signature verifier = Signature.getInstance("RSASSA-PSS");
    verifier.setParameter(new PSSParameterSpec(hash, "MGF1", mask, bytes, PSSParameterSpec.TRAILER_FIELD_BC));
    return verifier;
  }
}
