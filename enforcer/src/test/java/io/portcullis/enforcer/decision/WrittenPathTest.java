package io.portcullis.enforcer.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of an address may be written down. */
class WrittenPathTest {

  @ParameterizedTest
  @CsvSource({
      "/a/b, /a/b",
      "/a?token=secret, /a",
      "/a#token=secret, /a",
      "/a%3ftoken=secret, /a",
      "/a%3Ftoken=secret, /a",
      "/a%23token=secret, /a",
      "?token=secret, ''",
      "http://user:secret@host/a?b, /a",
      "http://user:secret@host, ''",
      "http:user:secret@host/a, /a",
      "/r/eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl/x, /r/(token)/x",
      "/r/eyJhbGciOiJSUzI1NiJ9%2eeyJzdWIiOiJhIn0%2Ec2lnbmF0dXJl, /r/(token)",
      "/eyJust/a/path, /eyJust/a/path",
      "/a%20b, /a%20b",
      "*, *",
  })
  void onlyThePathIsLeft(String target, String path) {
    assertEquals(path, WrittenPath.of(target));
  }

  @Test
  void bytesThatAreNoPrintableAsciiArePercentEncoded() {
    assertEquals("/%C3%A9%0A%1B%7F%20x", WrittenPath.of("/\u00c3\u00a9\n\u001b\u007f x"));
    assertEquals("/%E2%82%AC", WrittenPath.of("/\u20ac"));
  }

  @Test
  void noTargetHasNoPath() {
    assertNull(WrittenPath.of(null));
  }
}
