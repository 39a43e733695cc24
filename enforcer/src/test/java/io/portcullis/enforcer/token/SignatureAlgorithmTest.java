package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Algorithms and their confusion: RFC 8725 sections 2.1, 3.1 and 3.2. */
class SignatureAlgorithmTest {

  private final Gate gate = new Gate(
      TestKeys.RSA, TestKeys.P256, TestKeys.P384, TestKeys.P521, TestKeys.ED25519);

  @AfterEach
  void close() {
    gate.close();
  }

  static Stream<JWSAlgorithm> allowed() {
    return Issuer.ALLOWED_ALGORITHMS.stream();
  }

  @ParameterizedTest
  @MethodSource("allowed")
  void aTokenSignedWithAnAllowedAlgorithmIsVerified(JWSAlgorithm algorithm) {
    gate.verified(Minted.accessToken(TestKeys.forAlgorithm(algorithm), algorithm).compact());
  }

  @ParameterizedTest
  @MethodSource("allowed")
  void aChangedPayloadIsRefusedWithEveryAlgorithm(JWSAlgorithm algorithm) {
    List<String> parts = Minted.segments(
        Minted.accessToken(TestKeys.forAlgorithm(algorithm), algorithm).compact());
    parts.set(1, Base64URL.encode(Minted.json(
        Minted.accessToken().claim("roles", List.of("admin")).claims)).toString());
    assertEquals(Rejection.SIGNATURE, gate.rejection(String.join(".", parts)));
  }

  @ParameterizedTest
  @MethodSource("allowed")
  void aTruncatedSignatureIsRefusedWithEveryAlgorithm(JWSAlgorithm algorithm) {
    List<String> parts = Minted.segments(
        Minted.accessToken(TestKeys.forAlgorithm(algorithm), algorithm).compact());
    byte[] signature = new Base64URL(parts.get(2)).decode();
    for (int length : new int[] {1, signature.length / 2, signature.length - 1}) {
      parts.set(2, Base64URL.encode(Arrays.copyOf(signature, length)).toString());
      assertEquals(Rejection.SIGNATURE, gate.rejection(String.join(".", parts)));
    }
    parts.set(2, Base64URL.encode(Arrays.copyOf(signature, signature.length + 1)).toString());
    assertEquals(Rejection.SIGNATURE, gate.rejection(String.join(".", parts)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", " none", "none ", "nonе"})
  void algorithmNoneIsRefusedInAnySpelling(String spelling) {
    Minted minted = Minted.accessToken().header("alg", spelling);
    String unsigned = Base64URL.encode(Minted.json(minted.header)) + "." + Base64URL.encode(Minted.json(minted.claims));
    assertEquals(Rejection.MALFORMED, gate.rejection(unsigned + "."));
    assertEquals(Rejection.ALGORITHM, gate.rejection(unsigned + ".AA"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "HS384", "HS512", "RS1", "ES256K", "Ed448", "rs256", "RS256 ", "dir", "A128GCM"})
  void anAlgorithmOutsideTheAllowListIsRefused(String name) {
    Minted minted = Minted.accessToken().header("alg", name);
    String unsigned = Base64URL.encode(Minted.json(minted.header)) + "." + Base64URL.encode(Minted.json(minted.claims));
    assertEquals(Rejection.ALGORITHM, gate.rejection(unsigned + ".AA"));
  }

  @Test
  void anAllowListCannotNameASymmetricAlgorithm() {
    IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> new Issuer(
        URI.create(Minted.ISSUER), null, "portcullis", "portcullis", Set.of(JWSAlgorithm.HS256), true));
    assertTrue(refused.getMessage().contains("HS256"));
  }

  @Test
  void anAlgorithmThatTheIssuerMayNotUseIsRefusedThoughItsKeyIsPublished() {
    Issuer onlyElliptic = new Issuer(URI.create(Minted.ISSUER), null, "portcullis", "portcullis",
        Set.of(JWSAlgorithm.ES256), true);
    try (Gate strict = new Gate(List.of(onlyElliptic), VerificationSettings.DEFAULT, TestKeys.RSA, TestKeys.P256)) {
      assertEquals(Rejection.ALGORITHM, strict.rejection(Minted.accessToken().compact()));
      strict.verified(Minted.accessToken(TestKeys.P256, JWSAlgorithm.ES256).compact());
    }
  }

  @Test
  void thePublicKeyTakenAsMacSecretIsRefusedInEveryEncoding() throws JOSEException {
    byte[] der = TestKeys.RSA.toRSAPublicKey().getEncoded();
    String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END PUBLIC KEY-----\n";
    List<byte[]> secrets = List.of(der, pem.getBytes(StandardCharsets.US_ASCII),
        pem.trim().getBytes(StandardCharsets.US_ASCII),
        TestKeys.RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.US_ASCII),
        TestKeys.RSA.getModulus().decode());
    Minted minted = Minted.accessToken();
    String claims = Minted.json(minted.claims);
    for (byte[] secret : secrets) {
      assertEquals(Rejection.ALGORITHM,
          gate.rejection(Minted.mac(Minted.json(minted.header("alg", "HS256").header), claims, secret)));
      assertEquals(Rejection.SIGNATURE,
          gate.rejection(Minted.mac(Minted.json(minted.header("alg", "RS256").header), claims, secret)));
    }
  }

  @Test
  void aSymmetricKeyInTheKeySetIsNeverUsed() {
    JWK secret = new OctetSequenceKey.Builder(new byte[64]).keyID("rsa").algorithm(JWSAlgorithm.HS256).build();
    assertTrue(VerificationKey.of(secret, 8192).isEmpty());
  }

  @Test
  void aKeyIsNotUsedWithAnotherAlgorithmThanItIsPublishedFor() {
    JWK bound = TestKeys.rsa("bound", JWSAlgorithm.PS256);
    try (Gate strict = new Gate(bound)) {
      strict.verified(Minted.accessToken(bound, JWSAlgorithm.PS256).compact());
      assertEquals(Rejection.UNKNOWN_KEY,
          strict.rejection(Minted.accessToken(bound, JWSAlgorithm.RS256).compact()));
    }
  }

  @Test
  void aCurveDoesNotServeForAnotherCurvesAlgorithm() {
    String compact = Minted.accessToken(TestKeys.P256, JWSAlgorithm.ES256).compact();
    List<String> parts = Minted.segments(compact);
    parts.set(0, Base64URL.encode("{\"alg\":\"ES384\",\"typ\":\"JWT\",\"kid\":\"p256\"}").toString());
    assertEquals(Rejection.UNKNOWN_KEY, gate.rejection(String.join(".", parts)));
  }

  @Test
  void anEncryptionKeyDoesNotVerifySignatures() {
    JWK encryption = new RSAKey.Builder(TestKeys.RSA).keyUse(
        KeyUse.ENCRYPTION).build();
    assertTrue(VerificationKey.of(encryption, 8192).isEmpty());
  }

  @Test
  void anRsaKeyBelow2048BitsIsNotUsed() throws JOSEException {
    JWK weak = new RSAKeyGenerator(1024, true).keyID("weak").generate();
    assertTrue(VerificationKey.of(weak, 8192).isEmpty());
  }

  /** A modulus of the form that made keys of smart cards factorable (ROCA): a power of 65537 modulo small primes. */
  @Test
  void anRsaKeyThatIsKnownToBeFactorableIsNotUsed() {
    BigInteger primorial = Stream.iterate(BigInteger.TWO, BigInteger::nextProbablePrime).limit(39)
        .reduce(BigInteger.ONE, BigInteger::multiply);
    BigInteger modulus = BigInteger.valueOf(65537).modPow(BigInteger.valueOf(123_456), primorial)
        .add(primorial.shiftLeft(2048 - primorial.bitLength()));
    RSAKey weak = new RSAKey.Builder(Base64URL.encode(modulus), TestKeys.RSA.getPublicExponent()).keyID("weak").build();
    assertEquals(Optional.empty(), VerificationKey.of(weak, 8192));
    assertTrue(VerificationKey.of(TestKeys.RSA, 8192).isPresent());
  }
}
