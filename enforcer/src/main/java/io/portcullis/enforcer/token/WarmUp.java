package io.portcullis.enforcer.token;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.util.Base64URL;
import java.util.Arrays;

/**
 * Goes the way of a token before the first one comes, so that it does not pay for the loading of classes and
 * cryptographic providers. What it verifies is made up and signed by nobody: it is refused, and leaves nothing behind.
 */
final class WarmUp {

  private static final int ROUNDS = 20;
  /** Lies within the range of every algorithm's signatures, so that the whole computation is done. */
  private static final byte FILLER = 1;

  private WarmUp() {}

  static void with(KeySource source) {
    KeySet keys = source.keys();
    if (keys == null) {
      return;
    }
    for (VerificationKey key : keys.all()) {
      for (JWSAlgorithm algorithm : key.algorithms()) {
        if (source.issuer().algorithms().contains(algorithm)) {
          String compact = madeUp(source.issuer(), algorithm);
          for (int round = 0; round < ROUNDS; round++) {
            go(compact, source.issuer(), key);
          }
          break;
        }
      }
    }
  }

  private static void go(String compact, Issuer issuer, VerificationKey key) {
    try {
      UnverifiedToken token = UnverifiedToken.parse(compact);
      key.verifies(token.jws());
      AccessTokenRules.read(token, issuer, new AccessToken.Pool());
    } catch (Refused e) {
      throw new IllegalStateException("The made-up token does not have the form of a token: " + e.reason(), e);
    }
  }

  private static String madeUp(Issuer issuer, JWSAlgorithm algorithm) {
    ObjectNode header = JsonNodeFactory.instance.objectNode().put("alg", algorithm.getName()).put("typ", "JWT");
    ObjectNode payload = JsonNodeFactory.instance.objectNode().put("exp", 2).put("iat", 1).put("jti", "j")
        .put("sub", "s").put("sid", "s").put("typ", "Bearer").put("azp", issuer.clientId()).put("acr", "1")
        .put("preferred_username", "p");
    payload.putArray("aud").add(issuer.audience());
    payload.putArray("roles").add("r");
    byte[] signature = new byte[switch (algorithm.getName()) {
      case "ES256", "EdDSA", "Ed25519" -> 64;
      case "ES384" -> 96;
      case "ES512" -> 132;
      default -> 256;
    }];
    Arrays.fill(signature, FILLER);
    return Base64URL.encode(header.toString()) + "." + Base64URL.encode(payload.toString()) + "."
        + Base64URL.encode(signature);
  }
}
