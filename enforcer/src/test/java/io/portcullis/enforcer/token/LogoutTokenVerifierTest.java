package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** OpenID Connect Back-Channel Logout section 2.6. */
class LogoutTokenVerifierTest {

  private final Gate gate = new Gate(TestKeys.RSA);
  private final LogoutTokenVerifier verifier = new LogoutTokenVerifier(
      gate.registry, VerificationSettings.DEFAULT, KeyFetching.DEFAULT, gate.clock);

  @AfterEach
  void close() {
    gate.close();
  }

  private LogoutToken.Verification verify(Minted minted) {
    return verifier.verify(minted.compact()).toCompletableFuture().join();
  }

  private Rejection rejection(Minted minted) {
    return assertInstanceOf(LogoutToken.Verification.Rejected.class, verify(minted)).reason();
  }

  @Test
  void aLogoutTokenTellsWhichSessionEnded() {
    LogoutToken token = assertInstanceOf(LogoutToken.Verification.Verified.class, verify(Minted.logoutToken())).token();
    assertEquals("8c7a5f4b-9d0e-4a38-9b52-7f0f3a0f2c77", token.sessionId());
    assertEquals("3f9a1c0e-0b1b-4d4e-8f57-1f6f1b6a9a01", token.subject());
  }

  @Test
  void aLogoutTokenIsGoodOnce() {
    assertInstanceOf(LogoutToken.Verification.Verified.class, verify(Minted.logoutToken()));
    assertEquals(Rejection.REPLAYED, rejection(Minted.logoutToken()));
    assertInstanceOf(LogoutToken.Verification.Verified.class, verify(Minted.logoutToken().claim("jti", "other")));
  }

  @Test
  void aTokenOfAnotherKindIsRefused() {
    assertEquals(Rejection.TYPE, rejection(Minted.accessToken()));
    assertEquals(Rejection.TYPE, rejection(Minted.idToken("n")));
    assertEquals(Rejection.TYPE, rejection(Minted.logoutToken().header("typ", "at+jwt")));
  }

  @Test
  void aTokenWithoutTheLogoutEventIsRefused() {
    assertEquals(Rejection.CLAIMS, rejection(Minted.logoutToken().without("events")));
    assertEquals(Rejection.CLAIMS, rejection(Minted.logoutToken().claim("events", Map.of("other", Map.of()))));
    assertEquals(Rejection.CLAIMS, rejection(Minted.logoutToken().claim("events",
        List.of("http://schemas.openid.net/event/backchannel-logout"))));
    assertEquals(Rejection.CLAIMS, rejection(Minted.logoutToken().claim("events",
        Map.of("http://schemas.openid.net/event/backchannel-logout", true))));
  }

  @Test
  void aTokenWithANonceIsRefused() {
    assertEquals(Rejection.CLAIMS, rejection(Minted.logoutToken().claim("nonce", "n")));
  }

  @Test
  void aTokenThatNamesNeitherSubjectNorSessionIsRefused() {
    assertEquals(Rejection.CLAIMS, rejection(Minted.logoutToken().without("sub").without("sid")));
    assertInstanceOf(LogoutToken.Verification.Verified.class, verify(Minted.logoutToken().without("sub")));
  }

  @Test
  void aTokenWithoutIdOrTimeIsRefused() {
    assertEquals(Rejection.CLAIMS, rejection(Minted.logoutToken().without("jti")));
    assertEquals(Rejection.CLAIMS, rejection(Minted.logoutToken().without("iat")));
  }

  @Test
  void anOldFutureForeignOrForgedTokenIsRefused() {
    assertEquals(Rejection.EXPIRED, rejection(Minted.logoutToken().claim("iat", Minted.NOW - 306)));
    assertEquals(Rejection.EXPIRED, rejection(Minted.logoutToken().claim("exp", Minted.NOW - 5)));
    assertEquals(Rejection.NOT_YET_VALID, rejection(Minted.logoutToken().claim("iat", Minted.NOW + 6)));
    assertEquals(Rejection.AUDIENCE, rejection(Minted.logoutToken().claim("aud", "other")));
    assertEquals(Rejection.SIGNATURE, rejection(Minted.logoutToken().signedWith(TestKeys.OTHER_RSA)));
  }
}
