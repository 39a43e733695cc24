package io.portcullis.enforcer.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;

/** Keys made once for all tests: one of each kind. */
final class TestKeys {

  static final RSAKey RSA = rsa("rsa", null);
  static final RSAKey OTHER_RSA = rsa("other-rsa", null);
  static final ECKey P256 = ec("p256", Curve.P_256);
  static final ECKey P384 = ec("p384", Curve.P_384);
  static final ECKey P521 = ec("p521", Curve.P_521);
  static final OctetKeyPair ED25519 = ed25519("ed25519");

  private TestKeys() {}

  static RSAKey rsa(String id, JWSAlgorithm algorithm) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).keyUse(KeyUse.SIGNATURE).algorithm(algorithm).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static ECKey ec(String id, Curve curve) {
    try {
      return new ECKeyGenerator(curve).keyID(id).keyUse(KeyUse.SIGNATURE).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static OctetKeyPair ed25519(String id) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new OctetKeyPair.Builder(Curve.Ed25519, lastBytes(pair.getPublic().getEncoded()))
          .d(lastBytes(pair.getPrivate().getEncoded())).keyID(id).keyUse(KeyUse.SIGNATURE).build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key of this kind that fits the algorithm. */
  static JWK forAlgorithm(JWSAlgorithm algorithm) {
    return switch (algorithm.getName()) {
      case "ES256" -> P256;
      case "ES384" -> P384;
      case "ES512" -> P521;
      case "EdDSA", "Ed25519" -> ED25519;
      default -> RSA;
    };
  }

  private static Base64URL lastBytes(byte[] encoded) {
    return Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
  }
}
