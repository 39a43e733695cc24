package io.portcullis.bench.gate;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Sessions as the shipped realm makes them: an access token (RS256) and the refresh token that names it, each in a
 * cookie of the size that Keycloak's have. The access tokens are truly signed; a refresh token's signature is Keycloak's
 * own affair, and here it is noise.
 */
final class SessionTokens {

  /** Tokens that belong together. */
  record Pair(String access, String refresh) {}

  static final String KEY_ID = "bench-key-1";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final Pattern SUBJECT = Pattern.compile("\"sub\":\"([^\"]*)\"");
  private static final Pattern SESSION = Pattern.compile("\"sid\":\"([^\"]*)\"");

  private final ManyPrimes keys = new ManyPrimes();
  private final String issuer;
  private final SecureRandom random = new SecureRandom();

  SessionTokens(String issuer) {
    this.issuer = issuer;
  }

  /** What the tokens are verified with. */
  BigInteger modulus() {
    return keys.modulus;
  }

  /** The {@code Cookie} headers of that many different users, each with a session and a cookie of the application. */
  List<String> cookies(int users) {
    return cookies(users, 36_000);
  }

  /**
   * The same, with another lifetime of the access tokens.
   *
   * @param seconds from now; negative for tokens that have expired
   */
  List<String> cookies(int users, long seconds) {
    return IntStream.range(0, users).parallel().mapToObj(user -> {
      String sid = UUID.randomUUID().toString();
      Pair pair = pair(UUID.randomUUID().toString(), sid, "user-" + user, seconds);
      return "theme=dark; __Host-portcullis_at=" + pair.access + "; __Host-portcullis_rt=" + pair.refresh
          + "; __Host-portcullis_sk=" + sid.substring(0, 16);
    }).toList();
  }

  /** The successors of a refresh token. */
  Pair renewed(String refreshToken) {
    String claims = new String(Base64.getUrlDecoder().decode(refreshToken.split("\\.")[1]), StandardCharsets.UTF_8);
    return pair(first(SUBJECT, claims), first(SESSION, claims), "renewed", 300);
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  private Pair pair(String subject, String sid, String name, long seconds) {
    long now = System.currentTimeMillis() / 1000;
    long issued = now + Math.min(0, seconds - 300);
    String jti = "onrtac:" + UUID.randomUUID();
    String access = signed("""
        {"alg":"RS256","typ":"JWT","kid":"%s"}""".formatted(KEY_ID), """
        {"exp":%d,"iat":%d,"auth_time":%d,"jti":"%s","iss":"%s","aud":"portcullis","sub":"%s","typ":"Bearer",\
        "azp":"portcullis","sid":"%s","acr":"1","scope":"openid","roles":["user","editor"],"roles_as_of":"node-1.%d",\
        "preferred_username":"%s","email":"%s@example.com","email_verified":true}""".formatted(
        now + seconds, issued, issued, jti, issuer, subject, sid, issued * 1000, name, name));
    byte[] noise = new byte[64];
    random.nextBytes(noise);
    String refresh = encoded("""
        {"alg":"HS512","typ":"JWT","kid":"%s"}""".formatted(UUID.randomUUID())) + '.' + encoded("""
        {"exp":%d,"iat":%d,"jti":"%s","iss":"%s","aud":"%s","sub":"%s","typ":"Refresh","azp":"portcullis","sid":"%s",\
        "scope":"openid roles basic portcullis","reuse_id":"%s","access_token_jti":"%s","access_token_iat":%d}""".formatted(
        now + 72_000, issued, UUID.randomUUID(), issuer, issuer, subject, sid, UUID.randomUUID(), jti, issued)) + '.'
        + BASE64.encodeToString(noise);
    return new Pair(access, refresh);
  }

  private String signed(String header, String claims) {
    String input = encoded(header) + '.' + encoded(claims);
    return input + '.' + BASE64.encodeToString(keys.sign(input));
  }

  private static String encoded(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
