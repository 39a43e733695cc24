package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.nimbusds.jose.JWSAlgorithm;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The payload as JSON: RFC 7519 sections 4 and 7.2, RFC 8259. Every token here is well signed. */
class PayloadTest {

  private final Gate gate = new Gate(TestKeys.RSA);

  @AfterEach
  void close() {
    gate.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"sub\":\"mallory\"", "\"roles\":[\"admin\"]", "\"exp\":9999999999",
      "\"\\u0073ub\":\"mallory\"", "\"iss\":\"https://id.example.com/realms/main\"",
      "\"cnf\":{\"jkt\":\"a\",\"jkt\":\"b\"}"})
  void duplicateMembersAreMalformed(String member) {
    Minted minted = Minted.accessToken();
    assertEquals(Rejection.MALFORMED, gate.rejection(minted.compactWithPayload(minted.payloadBeginningWith(member))));
  }

  @Test
  void deepNestingIsMalformed() {
    Minted minted = Minted.accessToken();
    for (int depth : new int[] {17, 100, 1500}) {
      String nested = "\"deep\":" + "[".repeat(depth) + "]".repeat(depth);
      assertEquals(Rejection.MALFORMED, gate.rejection(minted.compactWithPayload(minted.payloadBeginningWith(nested))));
      String objects = "\"deep\":" + "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
      Rejection refused = assertInstanceOf(Verification.Rejected.class,
          gate.verifier.verify(minted.compactWithPayload(minted.payloadBeginningWith(objects)))).reason();
      assertEquals(depth == 1500 ? Rejection.TOO_LARGE : Rejection.MALFORMED, refused);
    }
  }

  @Test
  void moreClaimsThanAnyTokenHasAreRefused() {
    StringBuilder many = new StringBuilder("\"c\":0");
    for (int i = 0; i < 300; i++) {
      many.append(",\"c").append(i).append("\":0");
    }
    Minted minted = Minted.accessToken();
    String payload = minted.payloadBeginningWith(many.toString());
    assertEquals(Rejection.CLAIMS, gate.rejection(minted.compactWithPayload(payload)));
  }

  @Test
  void aNumberOfThousandsOfDigitsIsMalformed() {
    Minted minted = Minted.accessToken();
    assertEquals(Rejection.MALFORMED,
        gate.rejection(minted.compactWithPayload(minted.payloadBeginningWith("\"n\":" + "9".repeat(3000)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "\"text\"", "1", "", "{", "{}{}", "{} x", "{\"a\":NaN}", "{\"a\":Infinity}",
      "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":1,}", "{'a':1}", "{a:1}", "{\"a\":\"\t\"}", "{\"a\":1}//x"})
  void whatIsNotOneStrictObjectIsMalformed(String payload) {
    assertEquals(Rejection.MALFORMED, gate.rejection(Minted.accessToken().compactWithPayload(payload)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32"})
  void otherEncodingsThanUtf8AreMalformed(String charset) {
    Minted minted = Minted.accessToken();
    byte[] payload = Minted.json(minted.claims).getBytes(Charset.forName(charset));
    byte[] header = Minted.json(minted.header).getBytes(StandardCharsets.UTF_8);
    assertEquals(Rejection.MALFORMED, gate.rejection(Minted.sign(header, payload, TestKeys.RSA, JWSAlgorithm.RS256)));
  }

  @Test
  void overlongAndBrokenUtf8IsMalformed() {
    byte[][] broken = {{(byte) 0xc0, (byte) 0xaf}, {(byte) 0xe0, (byte) 0x80, (byte) 0xaf}, {(byte) 0xff},
        {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xc3}};
    Minted minted = Minted.accessToken();
    byte[] header = Minted.json(minted.header).getBytes(StandardCharsets.UTF_8);
    for (byte[] sequence : broken) {
      String marked = Minted.json(minted.claim("name", "@@").claims);
      String latin = new String(sequence, StandardCharsets.ISO_8859_1);
      byte[] payload = marked.replace("@@", latin).getBytes(StandardCharsets.ISO_8859_1);
      assertEquals(Rejection.MALFORMED, gate.rejection(Minted.sign(header, payload, TestKeys.RSA, JWSAlgorithm.RS256)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"name\":\"a\\ud800\"", "\"name\":\"\\udc00b\"", "\"a\\ud800\":1",
      "\"list\":[\"\\uDBFF\"]", "\"a\":{\"b\":\"\\udfff\\ud800\"}"})
  void halvesOfCharactersAreMalformed(String member) {
    Minted minted = Minted.accessToken();
    assertEquals(Rejection.MALFORMED, gate.rejection(minted.compactWithPayload(minted.payloadBeginningWith(member))));
  }

  @Test
  void charactersOfEveryKindComeThrough() {
    Minted minted = Minted.accessToken();
    AccessToken token = gate.verified(minted.compactWithPayload(
        minted.payloadBeginningWith("\"name\":\"Zo\u00eb \\ud83d\\ude00 \uD83D\uDE00\",\"b\":\"\",\"c\":\"\u4e2d\"")));
    assertEquals("Zo\u00eb \uD83D\uDE00 \uD83D\uDE00", token.claim("name"));
    assertEquals("", token.claim("b"));
    assertEquals("\u4e2d", token.claim("c"));
  }
}
