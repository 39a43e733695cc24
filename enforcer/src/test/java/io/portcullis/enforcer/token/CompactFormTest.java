package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.util.Base64URL;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The compact form and its header: RFC 7515 sections 3.1, 4.1, 5.2 and 7.1; RFC 8725 sections 2.4 and 3.10. */
class CompactFormTest {

  private final Gate gate = new Gate(TestKeys.RSA);
  private final String good = Minted.accessToken().compact();

  @AfterEach
  void close() {
    gate.close();
  }

  @Test
  void nothingAndEmptinessAreMalformed() {
    assertEquals(Rejection.MALFORMED, gate.rejection(null));
    assertEquals(Rejection.MALFORMED, gate.rejection(""));
    assertEquals(Rejection.MALFORMED, gate.rejection("."));
    assertEquals(Rejection.MALFORMED, gate.rejection(".."));
    assertEquals(Rejection.MALFORMED, gate.rejection("..."));
  }

  @Test
  void anEmptySignatureIsMalformed() {
    assertEquals(Rejection.MALFORMED, gate.rejection(good.substring(0, good.lastIndexOf('.') + 1)));
  }

  @Test
  void extraAndMissingSegmentsAreMalformed() {
    List<String> parts = Minted.segments(good);
    assertEquals(Rejection.MALFORMED, gate.rejection(good + "."));
    assertEquals(Rejection.MALFORMED, gate.rejection(good + "." + parts.get(2)));
    assertEquals(Rejection.MALFORMED, gate.rejection("." + good));
    assertEquals(Rejection.MALFORMED, gate.rejection(parts.get(0) + "." + parts.get(1)));
    assertEquals(Rejection.MALFORMED, gate.rejection(parts.get(0) + ".." + parts.get(2)));
    assertEquals(Rejection.MALFORMED, gate.rejection("." + parts.get(1) + "." + parts.get(2)));
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\t", "\n", "\r\n", "=", "==", "+", "/", "?", "\u0000", "\u00a0", "%20", ",", "Ā"})
  void whitespacePaddingAndForeignCharactersAreMalformedAnywhere(String foreign) {
    gate.verified(good);
    int first = good.indexOf('.');
    int second = good.lastIndexOf('.');
    int end = good.length();
    for (int at : new int[] {0, 5, first, first + 1, second - 3, second, second + 1, end - 4, end}) {
      assertEquals(Rejection.MALFORMED, gate.rejection(good.substring(0, at) + foreign + good.substring(at)));
    }
  }

  @Test
  void aCharacterThatLosesItsHighBitsDoesNotReadAsTheOriginal() {
    gate.verified(good);
    String twin = (char) (good.charAt(0) + 0x100) + good.substring(1);
    assertEquals(Rejection.MALFORMED, gate.rejection(twin));
  }

  @Test
  void unusedBitsThatAreNotZeroAreMalformed() {
    // A 256-byte signature ends in a character with four unused bits: sixteen spellings, of which one is canonical.
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(good.charAt(good.length() - 1));
    for (int bits = 1; bits < 16; bits++) {
      assertEquals(Rejection.MALFORMED,
          gate.rejection(good.substring(0, good.length() - 1) + alphabet.charAt(last | bits)));
    }
  }

  static Stream<Map.Entry<String, Object>> forbiddenHeaders() {
    Map<String, Object> jwk = TestKeys.OTHER_RSA.toPublicJWK().toJSONObject();
    return Stream.<Map.Entry<String, Object>>of(
        Map.entry("jwk", jwk),
        Map.entry("jku", "https://attacker.example/keys"),
        Map.entry("x5u", "https://attacker.example/certificate"),
        Map.entry("x5c", List.of("MIIB")),
        Map.entry("crit", List.of("exp")),
        Map.entry("crit", List.of("b64")),
        Map.entry("crit", List.of()),
        Map.entry("b64", false),
        Map.entry("b64", true),
        Map.entry("zip", "DEF"),
        Map.entry("enc", "A128GCM"));
  }

  @ParameterizedTest
  @MethodSource("forbiddenHeaders")
  void aHeaderThatBringsAKeyOrAnExtensionIsRefusedThoughWellSigned(Map.Entry<String, Object> header) {
    assertEquals(Rejection.MALFORMED,
        gate.rejection(Minted.accessToken().header(header.getKey(), header.getValue()).compact()));
  }

  @Test
  void anEmbeddedKeyIsRefusedThoughTheSignatureIsItsOwn() {
    String forged = Minted.accessToken().header("jwk", TestKeys.OTHER_RSA.toPublicJWK().toJSONObject())
        .signedWith(TestKeys.OTHER_RSA).compact();
    assertEquals(Rejection.MALFORMED, gate.rejection(forged));
  }

  @Test
  void aLinkToKeysIsNeverFollowed() {
    // The transport of this gate fails the test's expectation of one fetch if anything else is asked for.
    int before = gate.keyRequests.get();
    gate.rejection(Minted.accessToken().header("jku", Minted.ISSUER + "/certs").compact());
    gate.rejection(Minted.accessToken().header("x5u", Minted.ISSUER + "/certs").compact());
    assertEquals(before, gate.keyRequests.get());
  }

  @Test
  void anEncryptedTokenOfFiveSegmentsIsRefused() {
    String header = Base64URL.encode("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\",\"kid\":\"rsa\"}").toString();
    assertEquals(Rejection.MALFORMED, gate.rejection(header + ".AAAA.AAAA.AAAA.AAAA"));
    assertEquals(Rejection.MALFORMED, gate.rejection(header + "..AAAA.AAAA.AAAA"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "null", "1", "\"a\"", "{\"alg\":null}", "{\"alg\":256}", "{\"alg\":[\"RS256\"]}",
      "{\"alg\":\"\"}", "{\"typ\":\"JWT\"}", "{\"alg\":\"RS256\",\"alg\":\"RS256\"}", "{\"alg\":\"RS256\"}x",
      "{\"alg\":\"RS256\",\"kid\":1}", "{\"alg\":\"RS256\",\"typ\":{}}", "{alg:\"RS256\"}", "{'alg':'RS256'}",
      "{\"alg\":\"RS256\",}", "\uFEFF{\"alg\":\"RS256\"}", "{\"alg\":\"RS256\"/**/}", ""})
  void aHeaderThatIsNotStrictJsonWithAnAlgorithmIsMalformed(String header) {
    String compact = Minted.sign(header, Minted.json(Minted.accessToken().claims), TestKeys.RSA, JWSAlgorithm.RS256);
    assertEquals(Rejection.MALFORMED, gate.rejection(compact));
  }

  @Test
  void aTokenBeyondTheSizeCapIsRefusedUnread() {
    String huge = Minted.accessToken().claim("filler", "x".repeat(CompactJws.MAX_LENGTH)).compact();
    assertEquals(Rejection.TOO_LARGE, gate.rejection(huge));
    assertEquals(Rejection.TOO_LARGE, gate.rejection("a".repeat(10_000_000)));
  }

  @Test
  void aTokenJustBelowTheSizeCapIsVerified() {
    String large = Minted.accessToken().claim("filler", "x".repeat(5000)).compact();
    assertNotEquals(0, gate.verified(large).roles().size());
  }

  @Test
  void theJsonSerializationIsMalformed() {
    List<String> parts = Minted.segments(good);
    assertEquals(Rejection.MALFORMED, gate.rejection(Minted.json(Map.of(
        "protected", parts.get(0), "payload", parts.get(1), "signature", parts.get(2)))));
  }
}
