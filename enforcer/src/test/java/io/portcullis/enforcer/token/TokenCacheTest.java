package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.RSAKey;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is remembered of verified tokens, and when it ceases to count. */
class TokenCacheTest {

  private static Gate gateWithRoomFor(int tokens) {
    return new Gate(List.of(Gate.issuer(Minted.ISSUER)), new VerificationSettings(Duration.ofSeconds(5), tokens),
        TestKeys.RSA);
  }

  @Test
  void aTokenIsVerifiedOnceAndThenRemembered() {
    try (Gate gate = new Gate(TestKeys.RSA)) {
      String compact = Minted.accessToken().compact();
      AccessToken token = gate.verified(compact);
      assertSame(token, gate.verified(new String(compact.toCharArray())));
      assertEquals(1, gate.misses.get());
      assertEquals(1, gate.hits.get());
    }
  }

  @Test
  void aTokenIsTheSameWhereverItStandsAndAnyOtherIsNot() {
    try (Gate gate = new Gate(TestKeys.RSA)) {
      String compact = Minted.accessToken().compact();
      AccessToken token = gate.verified(compact);
      String header = "a=1; t=" + compact + "; b=2";
      int from = 7;
      int to = from + compact.length();
      assertSame(token, ((Verification.Verified) gate.verifier.verify(TokenText.within(header, from, to))).token());
      for (int i = from; i < to; i++) {
        String other = header.substring(0, i) + (header.charAt(i) == 'A' ? 'B' : 'A') + header.substring(i + 1);
        assertFalse(gate.verifier.verify(TokenText.within(other, from, to)) instanceof Verification.Verified);
        String highByte = header.substring(0, i) + (char) (header.charAt(i) | 0x80) + header.substring(i + 1);
        assertFalse(gate.verifier.verify(TokenText.within(highByte, from, to)) instanceof Verification.Verified);
        String wide = compact.substring(0, i - from) + (char) (header.charAt(i) | 0x100) + compact.substring(i - from + 1);
        assertFalse(gate.verifier.verify(wide) instanceof Verification.Verified);
      }
      assertFalse(gate.verifier.verify(TokenText.within(header, from, to - 1)) instanceof Verification.Verified);
      assertFalse(gate.verifier.verify(TokenText.within(header, from, to + 1)) instanceof Verification.Verified);
      assertEquals(1, gate.hits.get());
    }
  }

  @Test
  void refusalsAreNotRemembered() {
    try (Gate gate = new Gate(TestKeys.RSA)) {
      gate.rejection(Minted.accessToken().signedWith(TestKeys.OTHER_RSA).compact());
      gate.rejection(Minted.accessToken().claim("aud", "other").compact());
      assertEquals(0, gate.verifier.cachedTokens());
    }
  }

  @Test
  void aRememberedTokenDiesWhenItExpires() {
    try (Gate gate = new Gate(TestKeys.RSA)) {
      String compact = Minted.accessToken().compact();
      gate.verified(compact);
      gate.clock.set(Minted.NOW + 300);
      assertInstanceOf(Verification.Expired.class, gate.verifier.verify(compact));
    }
  }

  @Test
  void neverMoreTokensAreRememberedThanConfigured() {
    try (Gate gate = gateWithRoomFor(20)) {
      for (int i = 0; i < 200; i++) {
        gate.verified(Minted.accessToken().claim("jti", "j" + i).compact());
        assertTrue(gate.verifier.cachedTokens() <= 20);
      }
    }
  }

  @Test
  void withNoRoomNothingIsRememberedAndTokensAreStillVerified() {
    try (Gate gate = gateWithRoomFor(0)) {
      String compact = Minted.accessToken().compact();
      assertNotSame(gate.verified(compact), gate.verified(compact));
      assertEquals(0, gate.verifier.cachedTokens());
    }
  }

  @Test
  void aRememberedTokenDiesWithItsKey() {
    RSAKey leaving = TestKeys.rsa("leaving", null);
    try (Gate gate = new Gate(TestKeys.RSA, leaving)) {
      String stays = Minted.accessToken().compact();
      String leaves = Minted.accessToken().header("kid", "leaving").signedWith(leaving).compact();
      AccessToken remembered = gate.verified(stays);
      gate.verified(leaves);
      gate.publish(TestKeys.RSA);
      assertEquals(Rejection.UNKNOWN_KEY, gate.rejection(leaves));
      assertSame(remembered, gate.verified(stays));
    }
  }

  @Test
  void aRememberedTokenDiesWhenItsKeyIsReplacedUnderTheSameId() {
    try (Gate gate = new Gate(TestKeys.RSA)) {
      String compact = Minted.accessToken().compact();
      gate.verified(compact);
      gate.publish(TestKeys.rsa("rsa", null));
      assertEquals(Rejection.SIGNATURE, gate.rejection(compact));
    }
  }

  @Test
  void aRevokedTokenIsForgotten() {
    try (Gate gate = new Gate(TestKeys.RSA)) {
      gate.verified(Minted.accessToken().claim("sid", "s1").compact());
      gate.verified(Minted.accessToken().claim("sid", "s2").compact());
      gate.verifier.forget(token -> "s1".equals(token.sid()));
      assertEquals(1, gate.verifier.cachedTokens());
      gate.verifier.invalidateAll();
      assertEquals(0, gate.verifier.cachedTokens());
    }
  }

  /** The fast way and the slow way: one verifier that remembers, one that cannot, asked the same in the same order. */
  @Test
  void whatIsRememberedNeverChangesTheAnswer() {
    Random random = new Random(42);
    RSAKey second = TestKeys.rsa("second", null);
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Minted minted = Minted.accessToken().claim("jti", "j" + i)
          .claim("iat", Minted.NOW + random.nextInt(40) - 20).claim("exp", Minted.NOW + 21 + random.nextInt(60))
          .claim("aud", random.nextInt(8) == 0 ? "other" : "portcullis");
      if (random.nextBoolean()) {
        minted.claim("nbf", Minted.NOW + random.nextInt(30));
      }
      if (random.nextBoolean()) {
        minted.header("kid", "second").signedWith(random.nextInt(8) == 0 ? TestKeys.OTHER_RSA : second);
      }
      if (random.nextInt(4) == 0) {
        minted.claim("cnf", Map.of("jkt", "k" + i)).claim("typ", "DPoP");
      }
      tokens.add(minted.compact());
    }
    try (Gate fast = gateWithRoomFor(1000); Gate slow = gateWithRoomFor(0)) {
      List<Gate> both = List.of(fast, slow);
      for (int step = 0; step < 3000; step++) {
        switch (random.nextInt(60)) {
          case 0 -> {
            boolean two = random.nextBoolean();
            both.forEach(gate -> gate.publish(
                two ? new RSAKey[] {TestKeys.RSA, second} : new RSAKey[] {TestKeys.RSA}));
          }
          case 1, 2, 3 -> {
            long time = Minted.NOW + random.nextInt(100) - 10;
            both.forEach(gate -> gate.clock.set(time));
          }
          case 4 -> {
            long time = random.nextBoolean() ? 0 : Minted.NOW + random.nextInt(20);
            both.forEach(gate -> gate.verifier.notBefore(URI.create(Minted.ISSUER), time));
          }
          default -> {
            String compact = tokens.get(random.nextInt(tokens.size()));
            assertEquals(told(slow.verifier.verify(compact)), told(fast.verifier.verify(compact)));
          }
        }
      }
      assertTrue(fast.hits.get() > 200, "the fast way was taken");
      assertEquals(0, slow.hits.get());
    }
  }

  private static String told(Verification outcome) {
    if (outcome instanceof Verification.Verified verified) {
      AccessToken token = verified.token();
      return "verified " + token.jti() + token.roles() + token.expiresAt() + token.confirmation()
          + token.claim("email");
    }
    return outcome instanceof Verification.Expired expired ? "expired " + expired.token() : outcome.toString();
  }
}
