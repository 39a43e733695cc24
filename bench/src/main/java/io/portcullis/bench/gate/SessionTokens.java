package io.portcullis.bench.gate;

import io.portcullis.bench.BenchFailure;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Sessions as the shipped realm makes them: an access token (RS256) and the refresh token that names it, each in a
 * cookie of the size that Keycloak's have. The access tokens are truly signed; a refresh token's signature is Keycloak's
 * own affair, and here it is noise.
 */
final class SessionTokens {

  static final String KEY_ID = "bench-key-1";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final KeyPair keys;
  private final String issuer;
  private final SecureRandom random = new SecureRandom();

  SessionTokens(String issuer) {
    this.issuer = issuer;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  RSAPublicKey publicKey() {
    return (RSAPublicKey) keys.getPublic();
  }

  /** The {@code Cookie} headers of that many different users, each with a session and a cookie of the application. */
  List<String> cookies(int users) {
    return IntStream.range(0, users).parallel().mapToObj(this::cookie).toList();
  }

  private String cookie(int user) {
    long now = System.currentTimeMillis() / 1000;
    String sid = UUID.randomUUID().toString();
    String jti = "onrtac:" + UUID.randomUUID();
    String subject = UUID.randomUUID().toString();
    String access = signed("""
        {"alg":"RS256","typ":"JWT","kid":"%s"}""".formatted(KEY_ID), """
        {"exp":%d,"iat":%d,"auth_time":%d,"jti":"%s","iss":"%s","aud":"portcullis","sub":"%s","typ":"Bearer",\
        "azp":"portcullis","sid":"%s","acr":"1","scope":"openid","roles":["user","editor"],"roles_as_of":"node-1.%d",\
        "preferred_username":"user-%d","email":"user-%d@example.com","email_verified":true}""".formatted(
        now + 36_000, now, now - 5, jti, issuer, subject, sid, now * 1000, user, user));
    byte[] noise = new byte[64];
    random.nextBytes(noise);
    String refresh = encoded("""
        {"alg":"HS512","typ":"JWT","kid":"%s"}""".formatted(UUID.randomUUID())) + '.' + encoded("""
        {"exp":%d,"iat":%d,"jti":"%s","iss":"%s","aud":"%s","sub":"%s","typ":"Refresh","azp":"portcullis","sid":"%s",\
        "scope":"openid roles basic portcullis","reuse_id":"%s","access_token_jti":"%s","access_token_iat":%d}""".formatted(
        now + 72_000, now, UUID.randomUUID(), issuer, issuer, subject, sid, UUID.randomUUID(), jti, now)) + '.'
        + BASE64.encodeToString(noise);
    return "theme=dark; __Host-portcullis_at=" + access + "; __Host-portcullis_rt=" + refresh
        + "; __Host-portcullis_sk=" + sid.substring(0, 16);
  }

  private String signed(String header, String claims) {
    try {
      String input = encoded(header) + '.' + encoded(claims);
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign((PrivateKey) keys.getPrivate());
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + '.' + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new BenchFailure("A token cannot be signed: " + e.getMessage());
    }
  }

  private static String encoded(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
