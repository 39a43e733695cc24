package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.util.Base64URL;
import io.portcullis.enforcer.token.Presentation.Scheme;
import io.portcullis.enforcer.token.ProofOfPossession.Outcome;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DPoP at the gate: RFC 9449 sections 4, 7, 8 and 9. */
class ProofOfPossessionTest {

  private static final JWK KEY = TestKeys.ec("proof", Curve.P_256);
  private static final List<URI> ORIGINS = List.of(
      URI.create("https://api.example.com"), URI.create("http://localhost:8080"));

  private final Gate gate = new Gate(TestKeys.RSA);
  private ProofOfPossession possession = new ProofOfPossession(ProofSettings.of(ORIGINS), gate.clock);
  private final String bound = boundTo(KEY);
  private final Map<String, Object> header = new LinkedHashMap<>(Map.of(
      "typ", "dpop+jwt", "alg", "ES256", "jwk", KEY.toPublicJWK().toJSONObject()));
  private final Map<String, Object> claims = new LinkedHashMap<>(Map.of(
      "jti", "p1", "htm", "GET", "htu", "https://api.example.com/orders/7", "iat", Minted.NOW, "ath", hash(bound)));

  @AfterEach
  void close() {
    gate.close();
  }

  private static String boundTo(JWK key) {
    try {
      return Minted.accessToken().claim("typ", "DPoP").claim("exp", Minted.NOW + 900)
          .claim("cnf", Map.of("jkt", key.computeThumbprint().toString())).compact();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hash(String token) {
    try {
      return Base64URL.encode(
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII))).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String proof() {
    return proof(KEY);
  }

  private String proof(JWK key) {
    return Minted.sign(Minted.json(header), Minted.json(claims), key, JWSAlgorithm.parse((String) header.get("alg")));
  }

  private Outcome present(Scheme scheme, String token, String proof, String target) {
    return possession.check(gate.verified(token),
        new Presentation(scheme, token, proof, "GET", "api.example.com", target, null));
  }

  private ProofProblem problem(String proof) {
    return assertInstanceOf(Outcome.Refused.class, present(Scheme.DPOP, bound, proof, "/orders/7")).problem();
  }

  private void accepted(String proof) {
    assertEquals(new Outcome.Accepted(true), present(Scheme.DPOP, bound, proof, "/orders/7"));
  }

  @Test
  void aProofForThisRequestIsAccepted() {
    accepted(proof());
  }

  @Test
  void anUnboundTokenNeedsNoProof() {
    assertEquals(new Outcome.Accepted(false), present(Scheme.BEARER, Minted.accessToken().compact(), null, "/"));
  }

  @Test
  void aBoundTokenPresentedAsPlainBearerIsRefusedEvenWithAProof() {
    for (String given : new String[] {null, proof()}) {
      Outcome.Refused refused =
          assertInstanceOf(Outcome.Refused.class, present(Scheme.BEARER, bound, given, "/orders/7"));
      assertEquals(ProofProblem.BOUND_TOKEN_AS_BEARER, refused.problem());
      assertEquals("invalid_token", refused.problem().error());
    }
  }

  @Test
  void anUnboundTokenPresentedAsDpopIsRefused() {
    assertEquals(ProofProblem.UNBOUND_TOKEN_AS_DPOP, assertInstanceOf(Outcome.Refused.class,
        present(Scheme.DPOP, Minted.accessToken().compact(), proof(), "/orders/7")).problem());
  }

  @Test
  void aMissingProofIsRefused() {
    assertEquals(ProofProblem.PROOF_MISSING, problem(null));
    assertEquals(ProofProblem.PROOF_MISSING, problem(""));
  }

  @Test
  void twoProofsAreMalformed() {
    assertEquals(ProofProblem.PROOF_MALFORMED, problem(proof() + ", " + proof()));
    assertEquals(ProofProblem.PROOF_MALFORMED, problem(proof() + "," + proof()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "at+jwt", "dpop", "application/dpop+jwt", ""})
  void anotherTypeThanDpopIsMalformed(String type) {
    header.put("typ", type);
    assertEquals(ProofProblem.PROOF_MALFORMED, problem(proof()));
  }

  @Test
  void aProofWithoutItsKeyIsMalformed() {
    header.remove("jwk");
    assertEquals(ProofProblem.PROOF_MALFORMED, problem(proof()));
    header.put("jwk", "text");
    assertEquals(ProofProblem.PROOF_MALFORMED, problem(proof()));
  }

  @Test
  void aProofWithAPrivateOrSymmetricKeyIsMalformed() {
    header.put("jwk", KEY.toJSONObject());
    assertEquals(ProofProblem.PROOF_MALFORMED, problem(proof()));
    header.put("jwk", new OctetSequenceKey.Builder(new byte[32]).build().toJSONObject());
    assertEquals(ProofProblem.PROOF_MALFORMED, problem(proof()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "ES256K"})
  void aProofWithoutAnAcceptedAsymmetricAlgorithmIsRefused(String algorithm) {
    List<String> parts = Minted.segments(proof());
    header.put("alg", algorithm);
    parts.set(0, Base64URL.encode(Minted.json(header)).toString());
    assertEquals(ProofProblem.PROOF_ALGORITHM, problem(String.join(".", parts)));
  }

  @Test
  void aForgedProofIsRefused() {
    assertEquals(ProofProblem.PROOF_SIGNATURE, problem(proof(TestKeys.P256)));
  }

  @Test
  void aProofOfAnotherKeyIsRefused() {
    header.put("jwk", TestKeys.P256.toPublicJWK().toJSONObject());
    assertEquals(ProofProblem.PROOF_KEY, problem(proof(TestKeys.P256)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "get", "GET ", "HEAD"})
  void aProofForAnotherMethodIsRefused(String method) {
    claims.put("htm", method);
    assertEquals(ProofProblem.PROOF_REQUEST, problem(proof()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://api.example.com/orders/8", "https://api.example.com/orders/7/",
      "http://api.example.com/orders/7", "https://api.example.com:8443/orders/7", "https://evil.example/orders/7",
      "https://api.example.com.evil.example/orders/7", "https://x@api.example.com/orders/7", "/orders/7",
      "https://api.example.com/orders/../orders/7", "https://api.example.com/Orders/7",
      "http://localhost:8080/orders/7", "https://api.example.com/orders%2F7", "https://api.example.com",
      "ftp://api.example.com/orders/7", ""})
  void aProofForAnotherAddressIsRefused(String address) {
    claims.put("htu", address);
    assertEquals(ProofProblem.PROOF_REQUEST, problem(proof()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://api.example.com:443/orders/7", "HTTPS://API.Example.COM/orders/7",
      "https://api.example.com/orders/7?q=1", "https://api.example.com/orders/7#f",
      "https://api.example.com/%6frders/%37"})
  void anAddressThatIsTheSameOnceNormalisedIsAccepted(String address) {
    claims.put("htu", address);
    accepted(proof());
  }

  @Test
  void theQueryOfTheRequestIsNotPartOfTheAddress() {
    assertEquals(new Outcome.Accepted(true), present(Scheme.DPOP, bound, proof(), "/orders/7?page=2"));
  }

  @Test
  void aHostThatIsNoneOfTheGatesIsRefusedThoughTheProofNamesIt() {
    claims.put("htu", "https://evil.example/orders/7");
    Outcome outcome = possession.check(gate.verified(bound),
        new Presentation(Scheme.DPOP, bound, proof(), "GET", "evil.example", "/orders/7", null));
    assertEquals(ProofProblem.PROOF_REQUEST, assertInstanceOf(Outcome.Refused.class, outcome).problem());
  }

  @Test
  void aRequestOfNoClearAddressIsRefused() {
    for (String target : new String[] {null, "", "orders", "https://api.example.com/orders/7", "*", "/orders/./7",
        "/a/../orders/7", "/orders/%2e%2e/orders/7", "/orders 7", "/orders/%7"}) {
      assertEquals(ProofProblem.PROOF_REQUEST, assertInstanceOf(
          Outcome.Refused.class, present(Scheme.DPOP, bound, proof(), target)).problem(), "" + target);
    }
  }

  @Test
  void anotherTokensProofIsRefused() {
    claims.put("ath", hash("another"));
    assertEquals(ProofProblem.PROOF_TOKEN, problem(proof()));
    claims.remove("ath");
    assertEquals(ProofProblem.PROOF_TOKEN, problem(proof()));
  }

  @Test
  void anOldOrFutureProofIsRefused() {
    claims.put("iat", Minted.NOW - 60);
    accepted(proof());
    for (long time : new long[] {Minted.NOW - 61, Minted.NOW + 6}) {
      claims.put("iat", time);
      assertEquals(ProofProblem.PROOF_TIME, problem(proof()));
    }
  }

  static Stream<Map.Entry<String, Object>> oddClaims() {
    return Stream.<Map.Entry<String, Object>>of(
        Map.entry("jti", ""), Map.entry("jti", 1), Map.entry("htm", List.of("GET")),
        Map.entry("iat", "1800000000"), Map.entry("iat", 1.8e9), Map.entry("iat", -1));
  }

  @ParameterizedTest
  @MethodSource("oddClaims")
  void aClaimOfTheWrongShapeIsMalformed(Map.Entry<String, Object> claim) {
    claims.put(claim.getKey(), claim.getValue());
    assertEquals(ProofProblem.PROOF_MALFORMED, problem(proof()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jti", "htm", "iat"})
  void aMissingClaimIsMalformed(String claim) {
    claims.remove(claim);
    assertEquals(ProofProblem.PROOF_MALFORMED, problem(proof()));
  }

  @Test
  void aProofIsGoodOnce() {
    String proof = proof();
    accepted(proof);
    assertEquals(ProofProblem.PROOF_REPLAYED, problem(proof));
    gate.clock.advanceMillis(60_000);
    assertEquals(ProofProblem.PROOF_REPLAYED, problem(proof));
    claims.put("jti", "p2");
    accepted(proof());
  }

  @Test
  void aBadProofDoesNotUseUpItsId() {
    problem(proof(TestKeys.P256));
    accepted(proof());
  }

  @Test
  void whereANonceIsAskedForAProofWithoutItIsRefusedAndToldOne() {
    ProofSettings settings = new ProofSettings(ORIGINS, Issuer.ALLOWED_ALGORITHMS, Duration.ofSeconds(60),
        Duration.ofSeconds(5), 1000, new byte[32]);
    possession = new ProofOfPossession(settings, gate.clock);
    Outcome.Refused refused =
        assertInstanceOf(Outcome.Refused.class, present(Scheme.DPOP, bound, proof(), "/orders/7"));
    assertEquals(ProofProblem.NONCE, refused.problem());
    assertEquals("use_dpop_nonce", refused.problem().error());
    assertNotNull(refused.nonce());
    claims.put("nonce", refused.nonce());
    accepted(proof());
    claims.put("jti", "p2");
    claims.put("nonce", refused.nonce().substring(1) + "A");
    assertEquals(ProofProblem.NONCE, problem(proof()));
    gate.clock.set(Minted.NOW + 299);
    claims.putAll(Map.of("nonce", refused.nonce(), "iat", Minted.NOW + 299));
    accepted(proof());
    gate.clock.set(Minted.NOW + 300);
    claims.put("jti", "p3");
    assertEquals(ProofProblem.NONCE, problem(proof()));
  }

  @Test
  void withoutNoncesNoneIsHandedOut() {
    assertFalse(possession.nonce().isPresent());
    assertNull(((Outcome.Refused) present(Scheme.DPOP, bound, null, "/")).nonce());
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ProofSettings(ORIGINS,
        Set.of(JWSAlgorithm.HS256), Duration.ofSeconds(60), Duration.ZERO, 10, null));
    assertThrows(IllegalArgumentException.class, () -> new ProofSettings(ORIGINS,
        Issuer.ALLOWED_ALGORITHMS, Duration.ofHours(1), Duration.ZERO, 10, null));
    assertThrows(IllegalArgumentException.class, () -> new ProofSettings(ORIGINS,
        Issuer.ALLOWED_ALGORITHMS, Duration.ofSeconds(60), Duration.ZERO, 10, new byte[8]));
  }
}
