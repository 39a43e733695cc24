package io.portcullis.enforcer.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A token to be signed: by default one that Keycloak would issue to the gate, changed by each test in one respect. */
final class Minted {

  static final String ISSUER = "https://id.example.com/realms/main";
  static final long NOW = 1_800_000_000L;
  private static final ObjectMapper JSON = new ObjectMapper();

  final Map<String, Object> header = new LinkedHashMap<>();
  final Map<String, Object> claims = new LinkedHashMap<>();
  private JWK key;

  private Minted(JWK key, JWSAlgorithm algorithm) {
    this.key = key;
    header.put("alg", algorithm.getName());
    header.put("typ", "JWT");
    header.put("kid", key.getKeyID());
  }

  static Minted accessToken() {
    return accessToken(TestKeys.RSA, JWSAlgorithm.RS256);
  }

  static Minted accessToken(JWK key, JWSAlgorithm algorithm) {
    Minted minted = new Minted(key, algorithm);
    minted.claims.put("exp", NOW + 300);
    minted.claims.put("iat", NOW);
    minted.claims.put("jti", "onrtac:5b2d2f0e-6f6c-4c1f-a0a4-0d5b9f5a7f11");
    minted.claims.put("iss", ISSUER);
    minted.claims.put("aud", List.of("portcullis", "account"));
    minted.claims.put("sub", "3f9a1c0e-0b1b-4d4e-8f57-1f6f1b6a9a01");
    minted.claims.put("typ", "Bearer");
    minted.claims.put("azp", "portcullis");
    minted.claims.put("sid", "8c7a5f4b-9d0e-4a38-9b52-7f0f3a0f2c77");
    minted.claims.put("acr", "1");
    minted.claims.put("roles", List.of("user", "orders-api:editor"));
    minted.claims.put("preferred_username", "alice");
    minted.claims.put("email", "alice@example.com");
    return minted;
  }

  static Minted idToken(String nonce) {
    Minted minted = accessToken().claim("typ", "ID").claim("aud", "portcullis").claim("nonce", nonce);
    minted.claims.remove("roles");
    return minted;
  }

  static Minted logoutToken() {
    Minted minted = accessToken().header("typ", "logout+jwt").claim("typ", "Logout").claim("aud", "portcullis")
        .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    minted.claims.keySet().removeAll(List.of("roles", "acr", "azp", "preferred_username", "email"));
    return minted;
  }

  Minted claim(String name, Object value) {
    claims.put(name, value);
    return this;
  }

  Minted without(String claim) {
    claims.remove(claim);
    return this;
  }

  Minted header(String name, Object value) {
    header.put(name, value);
    return this;
  }

  Minted signedWith(JWK other) {
    this.key = other;
    return this;
  }

  String compact() {
    return sign(json(header), json(claims), key, JWSAlgorithm.parse((String) header.get("alg")));
  }

  /** With the payload as text, for what no JSON library would write. */
  String compactWithPayload(String payload) {
    return sign(json(header), payload, key, JWSAlgorithm.parse((String) header.get("alg")));
  }

  /** The payload as text with one member put in front of the others, duplicates and all. */
  String payloadBeginningWith(String member) {
    return "{" + member + "," + json(claims).substring(1);
  }

  static String sign(String header, String payload, JWK key, JWSAlgorithm algorithm) {
    return sign(header.getBytes(StandardCharsets.UTF_8), payload.getBytes(StandardCharsets.UTF_8), key, algorithm);
  }

  static String sign(byte[] header, byte[] payload, JWK key, JWSAlgorithm algorithm) {
    String input = Base64URL.encode(header) + "." + Base64URL.encode(payload);
    return input + "." + signature(input, key, algorithm);
  }

  /** The signature over exactly these characters. */
  static Base64URL signature(String signingInput, JWK key, JWSAlgorithm algorithm) {
    byte[] bytes = signingInput.getBytes(StandardCharsets.US_ASCII);
    try {
      if (key instanceof RSAKey rsa) {
        return new RSASSASigner(rsa).sign(new JWSHeader(algorithm), bytes);
      }
      if (key instanceof ECKey ec) {
        return new ECDSASigner(ec).sign(new JWSHeader(algorithm), bytes);
      }
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(
          new EdECPrivateKeySpec(NamedParameterSpec.ED25519, ((OctetKeyPair) key).getDecodedD())));
      signature.update(bytes);
      return Base64URL.encode(signature.sign());
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String mac(String header, String payload, byte[] secret) {
    String input = Base64URL.encode(header) + "." + Base64URL.encode(payload);
    try {
      return input + "."
          + new MACSigner(secret).sign(new JWSHeader(JWSAlgorithm.HS256), input.getBytes(StandardCharsets.US_ASCII));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Three segments, to change one of them. */
  static List<String> segments(String compact) {
    return new ArrayList<>(List.of(compact.split("\\.", -1)));
  }
}
