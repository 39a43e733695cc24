package io.portcullis.enforcer.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a login needs to remember while the browser is at Keycloak, carried by the browser itself, so that any enforcer
 * can finish what another began.
 *
 * <p>Two halves that only meet again at the callback: the {@code state} parameter (RFC 6749 section 10.12), a sealed
 * JWE that says where the user was going, and a cookie named by the same id with a random secret, from which the PKCE
 * verifier (RFC 7636) and the nonce are derived. A state without its cookie redeems nothing, so a login that somebody
 * else began cannot be finished in this browser; and each login has a cookie of its own, so any number of tabs work.
 *
 * @param id names the login and its cookie
 * @param returnTo an acceptable {@link ReturnAddress}
 * @param attempt how many times this login has been begun anew by itself
 * @param issuedAt epoch seconds
 */
record LoginState(String id, String returnTo, int attempt, long issuedAt) {

  /** How long a user may stay on Keycloak's pages. */
  static final Duration LIFETIME = Duration.ofMinutes(30);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JWEHeader HEADER = new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM);

  static LoginState begin(String returnTo, int attempt, SecureRandom random, Clock clock) {
    return new LoginState(random(random, 9), returnTo, attempt, clock.instant().getEpochSecond());
  }

  static String newSecret(SecureRandom random) {
    return random(random, 32);
  }

  private static String random(SecureRandom random, int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
  }

  String seal(byte[] key) {
    try {
      JWEObject jwe = new JWEObject(HEADER, new Payload(JSON.writeValueAsBytes(this)));
      jwe.encrypt(new DirectEncrypter(key));
      return jwe.serialize();
    } catch (JOSEException | JsonProcessingException e) {
      throw new IllegalStateException("cannot seal a login's state", e);
    }
  }

  /** Opens a sealed state; empty when this gate did not seal it, or too long ago. */
  static Optional<LoginState> open(String sealed, byte[] key, Clock clock) {
    if (sealed == null || sealed.length() > 8192) {
      return Optional.empty();
    }
    try {
      JWEObject jwe = JWEObject.parse(sealed);
      if (!JWEAlgorithm.DIR.equals(jwe.getHeader().getAlgorithm())
          || !EncryptionMethod.A256GCM.equals(jwe.getHeader().getEncryptionMethod())
          || jwe.getHeader().getCompressionAlgorithm() != null) {
        return Optional.empty();
      }
      jwe.decrypt(new DirectDecrypter(key));
      LoginState state = JSON.readValue(jwe.getPayload().toBytes(), LoginState.class);
      long age = clock.instant().getEpochSecond() - state.issuedAt;
      return age >= -60 && age <= LIFETIME.toSeconds() ? Optional.of(state) : Optional.empty();
    } catch (ParseException | JOSEException | java.io.IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** The PKCE code verifier of the login with this secret: 43 characters (RFC 7636 section 4.1). */
  static String verifier(String secret) {
    return derive(secret, "code_verifier");
  }

  /** The nonce of the login with this secret (OpenID Connect Core section 3.1.2.1). */
  static String nonce(String secret) {
    return derive(secret, "nonce");
  }

  private static String derive(String secret, String purpose) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getUrlEncoder().withoutPadding()
          .encodeToString(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
