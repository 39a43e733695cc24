package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.nimbusds.jose.util.Base64URL;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** OpenID Connect Core section 3.1.3.7. */
class IdTokenVerifierTest {

  private final Gate gate = new Gate(TestKeys.RSA);
  private final IdTokenVerifier verifier = new IdTokenVerifier(
      gate.registry, VerificationSettings.DEFAULT, KeyFetching.DEFAULT, gate.clock);

  @AfterEach
  void close() {
    gate.close();
  }

  private IdToken.Verification verify(Minted minted, String nonce, String accessToken) {
    return verifier.verify(URI.create(Minted.ISSUER), minted.compact(), nonce, accessToken)
        .toCompletableFuture().join();
  }

  private Rejection rejection(Minted minted) {
    return assertInstanceOf(IdToken.Verification.Rejected.class, verify(minted, "n", "token")).reason();
  }

  @Test
  void anIdTokenThatAnswersTheLoginIsVerified() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest("token".getBytes(StandardCharsets.US_ASCII));
    Minted minted = Minted.idToken("n").claim("at_hash", Base64URL.encode(Arrays.copyOf(digest, 16)).toString())
        .claim("auth_time", Minted.NOW - 1);
    IdToken token = assertInstanceOf(IdToken.Verification.Verified.class, verify(minted, "n", "token")).token();
    assertEquals("3f9a1c0e-0b1b-4d4e-8f57-1f6f1b6a9a01", token.subject());
    assertEquals("8c7a5f4b-9d0e-4a38-9b52-7f0f3a0f2c77", token.sessionId());
    assertEquals(Minted.NOW - 1, token.authTime());
    assertEquals(Rejection.ACCESS_TOKEN_HASH,
        assertInstanceOf(IdToken.Verification.Rejected.class, verify(minted, "n", "another")).reason());
    assertEquals(Rejection.ACCESS_TOKEN_HASH,
        assertInstanceOf(IdToken.Verification.Rejected.class, verify(minted, "n", null)).reason());
  }

  @Test
  void anotherLoginsNonceIsRefused() {
    assertEquals(Rejection.NONCE, rejection(Minted.idToken("m")));
    assertEquals(Rejection.NONCE, rejection(Minted.idToken("n").without("nonce")));
  }

  @Test
  void anotherKindAudienceOrPartyIsRefused() {
    assertEquals(Rejection.TYPE, rejection(Minted.accessToken().claim("nonce", "n")));
    assertEquals(Rejection.AUDIENCE, rejection(Minted.idToken("n").claim("aud", "other")));
    assertEquals(Rejection.AUTHORIZED_PARTY, rejection(Minted.idToken("n").claim("azp", "other")));
    assertEquals(Rejection.AUTHORIZED_PARTY,
        rejection(Minted.idToken("n").claim("aud", List.of("portcullis", "other")).without("azp")));
  }

  @Test
  void anotherIssuersTokenIsRefused() {
    assertEquals(Rejection.UNKNOWN_ISSUER, assertInstanceOf(IdToken.Verification.Rejected.class,
        verifier.verify(URI.create("https://id.example.com/realms/second"), Minted.idToken("n").compact(), "n", null)
            .toCompletableFuture().join()).reason());
  }

  @Test
  void anExpiredOrForgedIdTokenIsRefused() {
    assertEquals(Rejection.EXPIRED, rejection(Minted.idToken("n").claim("exp", Minted.NOW - 5)));
    assertEquals(Rejection.NOT_YET_VALID, rejection(Minted.idToken("n").claim("iat", Minted.NOW + 6)));
    assertEquals(Rejection.SIGNATURE, rejection(Minted.idToken("n").signedWith(TestKeys.OTHER_RSA)));
  }
}
