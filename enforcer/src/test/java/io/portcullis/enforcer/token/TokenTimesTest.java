package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code exp}, {@code nbf}, {@code iat} and not-before: RFC 7519 section 4.1, RFC 8725 section 3. */
class TokenTimesTest {

  private final Gate gate = new Gate(TestKeys.RSA);

  @AfterEach
  void close() {
    gate.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "1800000300.0", "\"1800000300\"", "1e300", "1.8e9", "null", "true", "[]", "{}",
      "[1800000300]", "253402300800", "9223372036854775807", "9223372036854775808", "18446744073709551617",
      "1800000300000", "-9223372036854775808"})
  void aTimeThatIsNoSaneIntegerIsRefused(String time) {
    for (String claim : List.of("exp", "iat", "nbf", "auth_time")) {
      Minted minted = Minted.accessToken().without(claim);
      assertEquals(Rejection.CLAIMS, gate.rejection(
          minted.compactWithPayload(minted.payloadBeginningWith("\"" + claim + "\":" + time))), claim);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exp", "iat"})
  void aTokenWithoutItsTimesIsRefused(String claim) {
    assertEquals(Rejection.CLAIMS, gate.rejection(Minted.accessToken().without(claim).compact()));
  }

  @Test
  void aTokenEndsAtTheVerySecondItSays() {
    String compact = Minted.accessToken().compact();
    gate.clock.set(Minted.NOW + 299);
    gate.verified(compact);
    gate.clock.set(Minted.NOW + 300);
    assertInstanceOf(Verification.Expired.class, gate.verifier.verify(compact));
  }

  @Test
  void anExpiredTokenStillTellsItsSession() {
    gate.clock.set(Minted.NOW + 1_000);
    ExpiredAccessToken expired = assertInstanceOf(
        Verification.Expired.class, gate.verifier.verify(Minted.accessToken().compact())).token();
    assertEquals("onrtac:5b2d2f0e-6f6c-4c1f-a0a4-0d5b9f5a7f11", expired.jti());
    assertEquals("8c7a5f4b-9d0e-4a38-9b52-7f0f3a0f2c77", expired.sid());
    assertEquals(Minted.NOW, expired.issuedAt());
    assertEquals(Minted.NOW + 300, expired.expiresAt());
  }

  @Test
  void anExpiredTokenWithAForgedSignatureIsForgedNotExpired() {
    gate.clock.set(Minted.NOW + 1_000);
    assertEquals(Rejection.SIGNATURE, gate.rejection(Minted.accessToken().signedWith(TestKeys.OTHER_RSA).compact()));
  }

  @Test
  void anExpiredTokenOfAnotherAudienceIsRefusedNotExpired() {
    gate.clock.set(Minted.NOW + 1_000);
    assertEquals(Rejection.AUDIENCE, gate.rejection(Minted.accessToken().claim("aud", "other").compact()));
  }

  @Test
  void aTokenFromTheFutureIsToleratedWithinTheSkewOnly() {
    gate.verified(Minted.accessToken().claim("iat", Minted.NOW + 5).compact());
    assertEquals(Rejection.NOT_YET_VALID,
        gate.rejection(Minted.accessToken().claim("iat", Minted.NOW + 6).compact()));
    gate.verified(Minted.accessToken().claim("nbf", Minted.NOW + 5).compact());
    assertEquals(Rejection.NOT_YET_VALID,
        gate.rejection(Minted.accessToken().claim("nbf", Minted.NOW + 6).compact()));
  }

  @Test
  void aTokenThatExpiresBeforeItWasIssuedIsRefused() {
    assertEquals(Rejection.CLAIMS, gate.rejection(Minted.accessToken().claim("exp", Minted.NOW).compact()));
  }

  @Test
  void theSkewCannotBeSetBeyondAMinute() {
    new VerificationSettings(Duration.ofSeconds(60), 1);
    assertThrows(IllegalArgumentException.class, () -> new VerificationSettings(Duration.ofSeconds(61), 1));
    assertThrows(IllegalArgumentException.class, () -> new VerificationSettings(Duration.ofSeconds(-1), 1));
  }

  @Test
  void tokensIssuedBeforeTheNotBeforeTimeAreRefusedEvenWhenRemembered() {
    String compact = Minted.accessToken().compact();
    gate.verified(compact);
    gate.verifier.notBefore(URI.create(Minted.ISSUER), Minted.NOW + 1);
    assertEquals(Rejection.NOT_BEFORE, gate.rejection(compact));
    gate.verified(Minted.accessToken().claim("iat", Minted.NOW + 1).compact());
    gate.verifier.notBefore(URI.create(Minted.ISSUER), 0);
    gate.verified(compact);
  }

  @Test
  void aClockSetBackDoesNotMakeARememberedTokenGood() {
    String compact = Minted.accessToken().compact();
    gate.verified(compact);
    gate.clock.set(Minted.NOW - 100);
    assertEquals(Rejection.NOT_YET_VALID, gate.rejection(compact));
  }
}
