package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.JWSAlgorithm;
import io.portcullis.policy.Identity;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose token it is, for whom, and of which kind: RFC 8725 sections 3.8 to 3.12. */
class TokenClaimsTest {

  private static final String SECOND = "https://id.example.com/realms/second";

  private final Gate gate = new Gate(TestKeys.RSA);

  @AfterEach
  void close() {
    gate.close();
  }

  @Test
  void aVerifiedTokenTellsItsClaims() {
    AccessToken token = gate.verified(Minted.accessToken()
        .claim("address", Map.of("country", "NL", "lines", List.of("a"))).claim("level", 3).claim("vip", true)
        .claim("auth_time", Minted.NOW - 60).claim("https://example.com/tenant", "t1").compact());
    assertEquals(Set.of("user", "orders-api:editor"), token.roles());
    assertEquals("3f9a1c0e-0b1b-4d4e-8f57-1f6f1b6a9a01", token.subject());
    assertEquals("onrtac:5b2d2f0e-6f6c-4c1f-a0a4-0d5b9f5a7f11", token.jti());
    assertEquals("8c7a5f4b-9d0e-4a38-9b52-7f0f3a0f2c77", token.sid());
    assertEquals("portcullis", token.clientId());
    assertEquals(Minted.ISSUER, token.issuer());
    assertEquals(Minted.NOW, token.issuedAt());
    assertEquals(Minted.NOW + 300, token.expiresAt());
    assertEquals(Minted.NOW - 60, token.authTime());
    assertEquals("1", token.acr());
    assertEquals("alice", token.preferredUsername());
    assertEquals("alice@example.com", token.email());
    assertEquals("NL", token.claim("address.country"));
    assertEquals("3", token.claim("level"));
    assertEquals("true", token.claim("vip"));
    assertEquals("t1", token.claim("https://example.com/tenant"));
    assertEquals(Minted.ISSUER, token.claim("iss"));
    assertNull(token.claim("address"));
    assertNull(token.claim("address.lines"));
    assertNull(token.claim("roles"));
    assertNull(token.claim("missing"));
    assertNull(token.confirmation());
  }

  @Test
  void aClaimThatReadsInTwoWaysIsNotTold() {
    AccessToken token = gate.verified(
        Minted.accessToken().claim("a.b", "one").claim("a", Map.of("b", "two")).compact());
    assertNull(token.claim("a.b"));
    AccessToken other = gate.verified(
        Minted.accessToken().claim("a", Map.of("b", "two", "c", 1)).claim("a.b", List.of("one")).compact());
    assertNull(other.claim("a.b"));
  }

  @Test
  void onlyAVerifiedTokenIsAnIdentity() {
    assertFalse(Identity.class.isAssignableFrom(ExpiredAccessToken.class));
    assertFalse(Identity.class.isAssignableFrom(UnverifiedToken.class));
    assertFalse(Identity.class.isAssignableFrom(RefreshTokenClaims.class));
    assertEquals(0, AccessToken.class.getConstructors().length);
    assertEquals(0, ExpiredAccessToken.class.getConstructors().length);
  }

  @Test
  void aTokenDoesNotPrintItsClaims() {
    assertFalse(gate.verified(Minted.accessToken().compact()).toString().contains("alice"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://id.example.com/realms/main/", "https://id.example.com/realms/MAIN",
      "https://id.example.com/realms/other", "http://id.example.com/realms/main",
      "https://attacker.example/realms/main",      "https://id.example.com/realms/main ", "", "null"})
  void aTokenOfAnotherIssuerIsRefused(String issuer) {
    assertEquals(Rejection.UNKNOWN_ISSUER, gate.rejection(Minted.accessToken().claim("iss", issuer).compact()));
  }

  @Test
  void aTokenWithoutIssuerOrWithOneThatIsNoTextIsRefused() {
    assertEquals(Rejection.UNKNOWN_ISSUER, gate.rejection(Minted.accessToken().without("iss").compact()));
    assertEquals(Rejection.UNKNOWN_ISSUER,
        gate.rejection(Minted.accessToken().claim("iss", List.of(Minted.ISSUER)).compact()));
  }

  @Test
  void missingAndForeignAudiencesAreRefused() {
    assertEquals(Rejection.AUDIENCE, gate.rejection(Minted.accessToken().without("aud").compact()));
    for (Object foreign : List.of("account", List.of("account"), List.of(), "portcullis ", "Portcullis", "")) {
      assertEquals(Rejection.AUDIENCE, gate.rejection(Minted.accessToken().claim("aud", foreign).compact()),
          foreign.toString());
    }
    for (Object odd : Arrays.asList(null, 7, List.of("portcullis", 7), Map.of("portcullis", "portcullis"))) {
      assertEquals(Rejection.CLAIMS, gate.rejection(Minted.accessToken().claim("aud", odd).compact()), "" + odd);
    }
    gate.verified(Minted.accessToken().claim("aud", "portcullis").compact());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ID", "Refresh", "Offline", "Logout", "bearer", "BEARER", "JWT", "", "Serialized-ID"})
  void anIdRefreshOfflineOrLogoutTokenIsNoAccessToken(String type) {
    assertEquals(Rejection.TYPE, gate.rejection(Minted.accessToken().claim("typ", type).compact()));
  }

  @Test
  void aTokenThatDoesNotSayItsKindIsRefused() {
    assertEquals(Rejection.TYPE, gate.rejection(Minted.accessToken().without("typ").compact()));
    assertEquals(Rejection.TYPE, gate.rejection(Minted.accessToken().claim("typ", List.of("Bearer")).compact()));
    assertEquals(Rejection.TYPE, gate.rejection(Minted.idToken("n").compact()));
    assertEquals(Rejection.TYPE, gate.rejection(Minted.logoutToken().compact()));
  }

  @Test
  void theHeaderTypeOfAnAccessTokenIsAccepted() {
    for (String type : List.of("JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt")) {
      gate.verified(Minted.accessToken().header("typ", type).compact());
    }
    Minted untyped = Minted.accessToken();
    untyped.header.remove("typ");
    gate.verified(untyped.compact());
  }

  @ParameterizedTest
  @ValueSource(strings = {"logout+jwt", "dpop+jwt", "secevent+jwt", "JOSE", "", "JWE"})
  void theHeaderTypeOfAnotherKindOfTokenIsRefused(String type) {
    assertEquals(Rejection.TYPE, gate.rejection(Minted.accessToken().header("typ", type).compact()));
  }

  @Test
  void aTokenOfAnotherClientIsRefusedWhereTheClientIsBound() {
    assertEquals(Rejection.AUTHORIZED_PARTY, gate.rejection(Minted.accessToken().claim("azp", "other").compact()));
    assertEquals(Rejection.AUTHORIZED_PARTY, gate.rejection(Minted.accessToken().without("azp").compact()));
  }

  @Test
  void aTokenOfAnotherClientIsVerifiedWhereTheClientIsNotBound() {
    Issuer unbound = new Issuer(URI.create(Minted.ISSUER), null, "portcullis", "portcullis",
        Set.of(JWSAlgorithm.RS256), false);
    try (Gate open = new Gate(List.of(unbound), VerificationSettings.DEFAULT, TestKeys.RSA)) {
      assertEquals("other", open.verified(Minted.accessToken().claim("azp", "other").compact()).clientId());
      assertNull(open.verified(Minted.accessToken().without("azp").compact()).clientId());
    }
  }

  @Test
  void aTokenWithoutSubjectIsRefused() {
    assertEquals(Rejection.CLAIMS, gate.rejection(Minted.accessToken().without("sub").compact()));
    for (Object odd : List.of("", 1, List.of("a"), "a\r\nb", "a\u0000b", "x".repeat(600))) {
      assertEquals(Rejection.CLAIMS, gate.rejection(Minted.accessToken().claim("sub", odd).compact()));
    }
  }

  @Test
  void rolesOfAnotherShapeThanAListOfTextsAreRefused() {
    for (Object odd : Arrays.asList(
        null, "admin", 1, Map.of("admin", true), List.of(1), List.of("user", List.of("admin")),
        Arrays.asList("user", null), List.of(""), List.of("x".repeat(600)))) {
      assertEquals(Rejection.CLAIMS, gate.rejection(Minted.accessToken().claim("roles", odd).compact()), "" + odd);
    }
  }

  @Test
  void aTokenWithoutRolesHasNone() {
    assertEquals(Set.of(), gate.verified(Minted.accessToken().without("roles").compact()).roles());
    assertEquals(Set.of(), gate.verified(Minted.accessToken().claim("roles", List.of()).compact()).roles());
  }

  @Test
  void rolesCannotBeChangedByTheirReader() {
    Set<String> roles = gate.verified(Minted.accessToken().compact()).roles();
    assertThrows(UnsupportedOperationException.class, () -> roles.add("admin"));
  }

  @Test
  void aBindingThatIsNotUnderstoodIsRefusedRatherThanForgotten() {
    for (Object odd : Arrays.asList(null, "jkt", Map.of(), Map.of("kid", "a"), Map.of("jwk", Map.of()),
        Map.of("jkt", 1), Map.of("jkt", ""), Map.of("jkt", 1, "x5t#S256", "def"))) {
      assertEquals(Rejection.CLAIMS, gate.rejection(Minted.accessToken().claim("cnf", odd).compact()), "" + odd);
    }
    assertEquals("abc", gate.verified(
        Minted.accessToken().claim("cnf", Map.of("jkt", "abc")).compact()).confirmation().keyThumbprint());
    // As Keycloak writes it.
    assertEquals("abc", gate.verified(Minted.accessToken().claim("cnf", Map.of("jkt", "abc", "kc-jkt-type", "DPoP"))
        .compact()).confirmation().keyThumbprint());
    assertEquals("def", gate.verified(
        Minted.accessToken().claim("cnf", Map.of("x5t#S256", "def")).compact()).confirmation().certificateThumbprint());
  }

  @Test
  void aTokenThatCallsItselfKeyBoundWithoutAKeyIsRefused() {
    assertEquals(Rejection.TYPE, gate.rejection(Minted.accessToken().claim("typ", "DPoP").compact()));
    assertEquals(Rejection.TYPE, gate.rejection(
        Minted.accessToken().claim("typ", "DPoP").claim("cnf", Map.of("x5t#S256", "a")).compact()));
    gate.verified(Minted.accessToken().claim("typ", "DPoP").claim("cnf", Map.of("jkt", "abc")).compact());
  }

  @Test
  void eachIssuerIsJudgedByItsOwnSettings() {
    Issuer first = new Issuer(URI.create(Minted.ISSUER), null, "portcullis", "portcullis",
        Set.of(JWSAlgorithm.RS256), true);
    Issuer second = new Issuer(URI.create(SECOND), null, "gate", "gate-audience", Set.of(JWSAlgorithm.ES256), true);
    try (Gate both = new Gate(List.of(first, second), VerificationSettings.DEFAULT, TestKeys.RSA, TestKeys.P256)) {
      both.verified(Minted.accessToken().compact());
      assertEquals(SECOND, both.verified(Minted.accessToken(TestKeys.P256, JWSAlgorithm.ES256)
          .claim("iss", SECOND).claim("aud", "gate-audience").claim("azp", "gate").compact()).issuer());
      assertEquals(Rejection.ALGORITHM, both.rejection(Minted.accessToken().claim("iss", SECOND).compact()));
      assertEquals(Rejection.AUDIENCE, both.rejection(
          Minted.accessToken(TestKeys.P256, JWSAlgorithm.ES256).claim("iss", SECOND).compact()));
      assertEquals(Rejection.AUTHORIZED_PARTY, both.rejection(Minted.accessToken(TestKeys.P256, JWSAlgorithm.ES256)
          .claim("iss", SECOND).claim("aud", "gate-audience").compact()));
    }
  }
}
