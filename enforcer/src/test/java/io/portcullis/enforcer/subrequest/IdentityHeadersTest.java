package io.portcullis.enforcer.subrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How values of a user are written for the upstream. */
class IdentityHeadersTest {

  @ParameterizedTest
  @CsvSource({"alice,alice", "' admin',%20admin", "'a b',a%20b", "'a,b',a%2Cb", "100%,100%25", "é,%C3%A9", "😀,%F0%9F%98%80"})
  void whatIsNotVisibleAsciiIsEscaped(String value, String written) {
    assertEquals(written, IdentityHeaders.encode(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\r\nX: y", "\t", "\u0000", "\u007f", "\u0085", "\u2028", "\u00a0x", "\ud800", "a\u000bb"})
  void nothingCanEndAHeader(String value) {
    assertTrue(IdentityHeaders.encode(value).chars().allMatch(c -> c > 0x20 && c < 0x7f));
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders-api:editor", "a b,c%d", "ünïcode ☃", "+plus+"})
  void theValueCanBeHadBack(String value) {
    String decoded = URLDecoder.decode(IdentityHeaders.encode(value).replace("+", "%2B"), StandardCharsets.UTF_8);
    assertEquals(value, decoded);
  }

  @Test
  void aPlainValueIsNotCopied() {
    String value = "moderator";
    assertSame(value, IdentityHeaders.encode(value));
  }
}
