package io.portcullis.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.policy.corpus.TargetCorpus;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/protected, /protected",
    "/protected/, /protected/",
    "/Protected, /Protected",
    "/a/b.html, /a/b.html",
    "/%61dmin, /admin",
    "/caf%C3%A9, /café",
    "/a%20b, '/a b'",
    "/a:b@c!$&'()*+=~|[]^, \"/a:b@c!$&'()*+=~|[]^\"",
    "/100%25, /100%",
    "/.well-known/x, /.well-known/x",
    "/..hidden, /..hidden",
    "/a.%62, /a.b",
  })
  void readsAPathWithASingleMeaning(String target, String path) {
    String expected = path.startsWith("\"") ? path.substring(1, path.length() - 1) : path;
    assertEquals(expected, RequestTarget.of(target).path());
    assertNull(RequestTarget.of(target).refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "?x", "?/../admin", "?a=%2e%2e/", "?#", "?%zz", "?\\;"})
  void aQueryNeverChangesThePath(String query) {
    assertEquals("/protected", RequestTarget.of("/protected" + query).path());
    assertEquals("/café", RequestTarget.of("/caf%c3%a9" + query).path());
  }

  @ParameterizedTest
  @NullAndEmptySource
  void aMissingTargetIsRefused(String target) {
    assertEquals(Refusal.MISSING, RequestTarget.of(target).refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "admin", "?", "#", "http://localhost/admin", "localhost:80", "%2Fadmin", "\\admin"})
  void aTargetWithoutALeadingSlashIsRefused(String target) {
    assertEquals(Refusal.NOT_A_PATH, RequestTarget.of(target).refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"//", "//admin", "/admin//", "/a//b", "/%61//b", "///"})
  void anEmptySegmentIsRefused(String target) {
    assertEquals(Refusal.EMPTY_SEGMENT, RequestTarget.of(target).refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/.", "/..", "/./", "/a/../b", "/a/./b", "/a/..", "/%2e", "/%2e%2E/", "/.%2e/x", "/a/%2e",
      "/a/..?x", "/x/..%2f..%2fadmin"})
  void aDotSegmentIsRefusedInAnyEncoding(String target) {
    assertEquals(Refusal.DOT_SEGMENT, RequestTarget.of(target).refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin.", "/admin./x", "/admin%2e", "/admin...", "/.../x", "/a.?x"})
  void aSegmentThatEndsInADotIsRefused(String target) {
    assertEquals(Refusal.TRAILING_DOT, RequestTarget.of(target).refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin\\x", "/admin%5cx", "/admin%5C..%5Cx", "/\\"})
  void aBackslashIsRefused(String target) {
    assertEquals(Refusal.BACKSLASH, RequestTarget.of(target).refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%00", "/a%0a", "/a%0D%0a", "/a\u0000", "/a\n", "/a\t", "/a b", "/a%7f", "/a\u007f", "/a%c2%85"})
  void controlCharactersAndRawBlanksAreRefused(String target) {
    assertEquals(Refusal.CONTROL_CHARACTER, RequestTarget.of(target).refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin;x", "/admin;x=1/y", "/admin%3bx", "/;/admin", "/admin%3B"})
  void aPathParameterIsRefused(String target) {
    assertEquals(Refusal.PATH_PARAMETER, RequestTarget.of(target).refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%3f", "/a%3Fb", "/a%23", "/public%3f/../admin"})
  void anEncodedQuestionMarkOrHashIsRefused(String target) {
    assertEquals(Refusal.ENCODED_DELIMITER, RequestTarget.of(target).refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a#", "/a#b", "/a#?b"})
  void aFragmentIsRefused(String target) {
    assertEquals(Refusal.FRAGMENT, RequestTarget.of(target).refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%", "/a%2", "/a%zz", "/a%2g", "/a%u002f", "/%", "/a%2?x", "/a%?20", "/a% 20", "/a%-1",
      "/a%\uff12\uff12"})
  void aBadEscapeIsRefused(String target) {
    assertEquals(Refusal.BAD_ESCAPE, RequestTarget.of(target).refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%252f", "/%252e%252e/", "/a%25%32%66", "/%2525", "/a%25u002f", "/a%25c0%25af"})
  void doubleEncodingIsRefused(String target) {
    assertEquals(Refusal.DOUBLE_ENCODING, RequestTarget.of(target).refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%c0%af", "/a%e0%80%af", "/%c0%ae%c0%ae/", "/a%ff", "/a%c3", "/a%c3x%a9", "/a%ed%a0%80",
      "/a%f5%80%80%80", "/a%80"})
  void invalidOrOverlongUtf8IsRefused(String target) {
    assertEquals(Refusal.INVALID_UTF_8, RequestTarget.of(target).refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/café", "/a\u00c0\u00af", "/\ufffd", "/a\ud800"})
  void aRawCharacterOutsideAsciiIsRefused(String target) {
    assertEquals(Refusal.RAW_NON_ASCII, RequestTarget.of(target).refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%EF%BC%8Fb", "/%E2%80%A5/x", "/%EF%BC%8E%EF%BC%8E/x", "/a%CD%BEb", "/a%EF%BC%BCb"})
  void aCharacterThatFoldsIntoStructureIsRefused(String target) {
    assertEquals(Refusal.LOOK_ALIKE, RequestTarget.of(target).refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin%20", "/%20admin", "/admin%20/x"})
  void aSegmentWithOuterBlanksIsRefused(String target) {
    assertEquals(Refusal.OUTER_SPACE, RequestTarget.of(target).refusal());
  }

  @Test
  void anEncodedSlashIsReadAsASlashAndReported() {
    RequestTarget target = RequestTarget.of("/files/a%2Fb");
    assertEquals("/files/a/b", target.path());
    assertTrue(target.hasEncodedSlash());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/files/%2f", "/files%2f/x", "/files/%2fx", "/a%2f%2fb", "/a%2f", "/%2f"})
  void anEncodedSlashBesideASlashIsAnEmptySegment(String target) {
    assertEquals(Refusal.EMPTY_SEGMENT, RequestTarget.of(target).refusal());
  }

  @Test
  void aPathOfMoreThanEightThousandCharactersIsRefused() {
    assertEquals(Refusal.TOO_LONG, RequestTarget.of("/" + "a".repeat(8192)).refusal());
    assertNull(RequestTarget.of("/" + "a".repeat(8191)).refusal());
  }

  @Test
  void theQuickReadingAcceptsOfEveryCharacterInEveryPlaceWhatTheThoroughOneAccepts() {
    for (char c = 0; c < 0x180; c++) {
      String raw = String.valueOf(c);
      String escaped = String.format("%%%02x", c & 0xff);
      for (String it : new String[] {raw, escaped, "%25" + raw, "%25" + escaped, raw + escaped, "." + escaped, "%2e" + raw}) {
        for (String target : new String[] {"/a" + it, "/a" + it + "b", "/" + it, "/a/" + it + "/b", "/" + it + it, "/" + it + "?/.."}) {
          assertSameReading(target);
        }
      }
    }
  }

  @Test
  void theQuickReadingAcceptsOfTheCorpusWhatTheThoroughOneAccepts() throws Exception {
    Policy policy = Policy.load(Policies.root().resolve("policy/src/test/resources/differential/policy.json"));
    TargetCorpus.generate(policy, 100_000, 77).forEach(RequestTargetTest::assertSameReading);
  }

  /** What is read quickly has the same meaning when it is read thoroughly; and it is all that is plain or escaped ASCII. */
  private static void assertSameReading(String raw) {
    RequestTarget thorough = RequestTarget.decode(raw);
    int end = QuickReading.end(raw);
    boolean accepted = thorough.refusal() == null && !thorough.hasEncodedSlash();
    assertEquals(accepted && thorough.path().matches("\\p{ASCII}*"), end > 0, raw);
    if (end > 0) {
      assertEquals(thorough.path(), URLDecoder.decode(raw.substring(0, end).replace("+", "%2B"), StandardCharsets.UTF_8));
      assertEquals(thorough.path(), RequestTarget.of(raw).path());
    }
  }
}
