package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Keycloak's PushNotBeforeAction and LogoutAction are, and what only looks like them. */
class PushedRevocationVerifierTest {

  private static final OptionalLong REFUSED = OptionalLong.empty();

  private final Gate gate = new Gate(TestKeys.RSA);
  private final PushedRevocationVerifier verifier = new PushedRevocationVerifier(
      gate.registry, URI.create(Minted.ISSUER), VerificationSettings.DEFAULT, gate.clock);

  @AfterEach
  void close() {
    gate.close();
  }

  private static Minted push() {
    Minted minted = Minted.accessToken();
    minted.claims.clear();
    return minted.claim("id", "p1").claim("expiration", Minted.NOW + 30).claim("resource", "portcullis")
        .claim("action", "PUSH_NOT_BEFORE").claim("notBefore", Minted.NOW - 5);
  }

  private OptionalLong notBefore(Minted minted) {
    return verifier.notBefore(minted.compact());
  }

  @Test
  void aPushedNotBeforeIsRead() {
    assertEquals(OptionalLong.of(Minted.NOW - 5), notBefore(push()));
  }

  @Test
  void theEndOfAllSessionsIsANotBeforeToo() {
    assertEquals(OptionalLong.of(Minted.NOW - 4), notBefore(push().claim("action", "LOGOUT")),
        "what was issued in the second of the logout is over too");
  }

  @Test
  void aMessageForAnotherClientIsRefused() {
    assertEquals(REFUSED, notBefore(push().claim("resource", "another")));
  }

  @Test
  void anExpiredMessageIsRefused() {
    assertEquals(REFUSED, notBefore(push().claim("expiration", Minted.NOW - 60)));
  }

  @Test
  void aMessageThatWouldLiveForLongIsRefused() {
    assertEquals(REFUSED, notBefore(push().claim("expiration", Minted.NOW + 3600)));
  }

  @Test
  void aNotBeforeInTheFutureIsRefusedForItWouldShutEveryoneOut() {
    assertEquals(REFUSED, notBefore(push().claim("notBefore", Minted.NOW + 3600)));
  }

  @Test
  void aTokenWithTheRightMembersIsStillAToken() {
    assertEquals(REFUSED, notBefore(push().claim("typ", "Bearer")));
    assertEquals(REFUSED, notBefore(push().claim("sub", "someone")));
    assertEquals(REFUSED, notBefore(Minted.accessToken()));
  }

  @Test
  void anotherAction() {
    assertEquals(REFUSED, notBefore(push().claim("action", "TEST_AVAILABILITY")));
  }

  @Test
  void aMessageThatTheRealmDidNotSignIsRefused() {
    String compact = push().compact();
    assertEquals(REFUSED, verifier.notBefore(compact.substring(0, compact.length() - 6) + "AAAAAA"));
    assertEquals(REFUSED, verifier.notBefore("not a message"));
    assertEquals(REFUSED, verifier.notBefore(null));
  }
}
