package io.portcullis.enforcer.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The private key that the gate signs its assertions with ({@code private_key_jwt}).
 *
 * @param key an RSA or EC key
 * @param algorithm what it signs with
 * @param id the {@code kid}, or {@code null} when the file does not say
 */
record ClientKey(PrivateKey key, JWSAlgorithm algorithm, String id) {

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /**
   * Reads a key from PEM (PKCS #8, RFC 7468 section 10) or from a JWK (RFC 7517).
   *
   * @throws GeneralSecurityException when the text holds no such key; the message quotes nothing of it
   */
  static ClientKey read(String text) throws GeneralSecurityException {
    try {
      return text.stripLeading().startsWith("{") ? ofJwk(JWK.parse(text)) : ofPem(text);
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      throw new InvalidKeySpecException("no private RSA or EC key");
    }
  }

  private static ClientKey ofJwk(JWK jwk) throws JOSEException {
    if (!jwk.isPrivate() || !(jwk instanceof RSAKey || jwk instanceof ECKey)) {
      throw new IllegalArgumentException();
    }
    PrivateKey key = jwk instanceof RSAKey rsa ? rsa.toRSAPrivateKey() : ((ECKey) jwk).toECPrivateKey();
    JWSAlgorithm stated = jwk.getAlgorithm() == null ? null : JWSAlgorithm.parse(jwk.getAlgorithm().getName());
    return new ClientKey(key, stated == null ? usual(key) : stated, jwk.getKeyID());
  }

  private static ClientKey ofPem(String text) throws GeneralSecurityException, JOSEException {
    Matcher block = PEM.matcher(text);
    if (!block.find()) {
      throw new IllegalArgumentException();
    }
    PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(1)));
    PrivateKey key;
    try {
      key = KeyFactory.getInstance("RSA").generatePrivate(encoded);
    } catch (InvalidKeySpecException notRsa) {
      key = KeyFactory.getInstance("EC").generatePrivate(encoded);
    }
    return new ClientKey(key, usual(key), null);
  }

  private static JWSAlgorithm usual(PrivateKey key) throws JOSEException {
    return key instanceof ECPrivateKey ec ? ECDSA.resolveAlgorithm(ec) : JWSAlgorithm.RS256;
  }

  /** Does not print the key. */
  @Override
  public String toString() {
    return "ClientKey[" + algorithm + ", " + id + ']';
  }
}
