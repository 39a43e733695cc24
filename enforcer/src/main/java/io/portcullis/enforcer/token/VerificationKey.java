package io.portcullis.enforcer.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Set;

/**
 * A public key of a key set, bound to the algorithms it may be used with (RFC 8725 section 3.1: one key, one use).
 *
 * @param id the {@code kid}, or {@code null} when the key has none
 * @param fingerprint what the key is: equal for the same key under the same id with the same algorithms
 */
record VerificationKey(String id, Set<JWSAlgorithm> algorithms, String fingerprint, SignatureCheck check) {

  private static final int MIN_RSA_BITS = 2048;
  private static final Set<JWSAlgorithm> RSA = Set.of(
      JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512,
      JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512);
  private static final Set<JWSAlgorithm> EDWARDS = Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

  /**
   * The key made ready, or nothing when it is not one for signatures that are accepted here: symmetric, for encryption,
   * too short, known to be weak, or on another curve.
   */
  static Optional<VerificationKey> of(JWK jwk, int maxRsaBits) {
    if (jwk.getKeyUse() != null && !KeyUse.SIGNATURE.equals(jwk.getKeyUse())) {
      return Optional.empty();
    }
    if (jwk.getKeyOperations() != null && !jwk.getKeyOperations().contains(KeyOperation.VERIFY)) {
      return Optional.empty();
    }
    try {
      Set<JWSAlgorithm> algorithms = algorithms(jwk, maxRsaBits);
      if (jwk.getAlgorithm() != null) {
        JWSAlgorithm stated = JWSAlgorithm.parse(jwk.getAlgorithm().getName());
        algorithms = algorithms.contains(stated) ? Set.of(stated) : Set.of();
      }
      if (algorithms.isEmpty()) {
        return Optional.empty();
      }
      String fingerprint = jwk.getKeyID() + ' ' + jwk.computeThumbprint() + ' '
          + algorithms.stream().map(JWSAlgorithm::getName).sorted().toList();
      return Optional.of(new VerificationKey(jwk.getKeyID(), algorithms, fingerprint, check(jwk)));
    } catch (JOSEException | GeneralSecurityException | RuntimeException e) {
      return Optional.empty();
    }
  }

  boolean fits(JWSAlgorithm algorithm) {
    return algorithms.contains(algorithm);
  }

  /** Whether the signature is this key's, by the algorithm that the header names and this key is for. */
  boolean verifies(CompactJws jws) {
    return fits(jws.algorithm()) && check.valid(jws.algorithm(), jws.signingInput(), jws.signature());
  }

  private static Set<JWSAlgorithm> algorithms(JWK jwk, int maxRsaBits) {
    if (jwk instanceof RSAKey rsa) {
      boolean sound = rsa.size() >= MIN_RSA_BITS && rsa.size() <= maxRsaBits
          && !WeakModulus.isWeak(rsa.getModulus().decodeToBigInteger());
      return sound ? RSA : Set.of();
    }
    if (jwk instanceof ECKey ec) {
      if (Curve.P_256.equals(ec.getCurve())) {
        return Set.of(JWSAlgorithm.ES256);
      }
      if (Curve.P_384.equals(ec.getCurve())) {
        return Set.of(JWSAlgorithm.ES384);
      }
      return Curve.P_521.equals(ec.getCurve()) ? Set.of(JWSAlgorithm.ES512) : Set.of();
    }
    return jwk instanceof OctetKeyPair okp && Curve.Ed25519.equals(okp.getCurve()) ? EDWARDS : Set.of();
  }

  private static SignatureCheck check(JWK jwk) throws JOSEException, GeneralSecurityException {
    if (jwk instanceof RSAKey rsa) {
      return new RsaSignatureCheck(rsa.toRSAPublicKey());
    }
    if (jwk instanceof ECKey ec) {
      return new NimbusSignatureCheck(new ECDSAVerifier(ec.toECPublicKey()));
    }
    return new EdwardsSignatureCheck((OctetKeyPair) jwk);
  }
}
