package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where browsers are sent after a login or logout. */
class ReturnAddressTest {

  private static final String ORIGIN = "https://www.example.com";
  private static final Set<String> ORIGINS = Set.of(ORIGIN, "https://about.example.com:8443");

  @Test
  void noKnownPayloadLeadsToAnotherOrigin() throws IOException {
    List<String> payloads = payloads();
    assertTrue(payloads.size() >= 565, payloads.size() + " payloads");
    for (String payload : spellings(payloads)) {
      String result = ReturnAddress.of(payload, ORIGINS);
      assertTrue(ORIGINS.contains(BrowserAddress.origin(result, ORIGIN)), payload + " -> " + result);
      assertTrue(result.chars().allMatch(c -> c > 0x20 && c < 0x7f), payload + " -> " + result);
    }
  }

  @Test
  void thePayloadsAreDangerousWithoutTheGate() throws IOException {
    long elsewhere = payloads().stream().filter(payload -> !ORIGIN.equals(BrowserAddress.origin(payload, ORIGIN))).count();
    assertTrue(elsewhere > 300, elsewhere + " of them lead elsewhere in a browser at once");
  }

  /** What is left of a payload when something on the way decodes it once or twice more, or puts it behind a path. */
  private static Set<String> spellings(List<String> payloads) {
    Set<String> all = new LinkedHashSet<>(payloads);
    List<UnaryOperator<String>> ways = List.of(ReturnAddressTest::decode, s -> decode(decode(s)), s -> "/" + s,
        s -> " " + s, s -> s + " ", s -> "\t" + s, s -> "/." + s, s -> "/a/.." + s, String::toUpperCase);
    for (UnaryOperator<String> way : ways) {
      payloads.forEach(payload -> all.add(way.apply(payload)));
    }
    return all;
  }

  private static String decode(String s) {
    try {
      return URLDecoder.decode(s, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return s;
    }
  }

  private static List<String> payloads() throws IOException {
    try (InputStream in = ReturnAddressTest.class.getResourceAsStream("/open-redirect/payloads.json")) {
      return Arrays.asList(new ObjectMapper().readValue(in, String[].class));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/articles/7", "/a%20b?x=1&y=%2F%2Fz", "/caf%C3%A9", "/a?next=https://elsewhere.example/",
      "/a#part", "/a/b/", "/a;p=1", "/~user/$x,y+z!*'()", "/%E2%82%AC", "/oauth2/start?rd=%2Fadmin", "/a?x=//y", "/.well-known/x",
      "/a..b/...", "https://www.example.com/a?b", "https://www.example.com", "https://about.example.com:8443/x",
      "https://www.example.com:443/a", "HTTPS://www.example.com/a"})
  void anAddressOfThisSiteIsKeptToTheLetter(String address) {
    assertEquals(address, ReturnAddress.of(address, ORIGINS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "articles", "?x", "#x", "./x", "../x", "/a/../b", "/a/./b", "/a//b", "/a/%2e%2e/b", "/a%2fb",
      "/a%5cb", "/a%00", "/a%0d", "/a%7f", "/a%25", "/a b", "/a\\b", "/\u00e9", "/<x>", "https://www.example.com//x",
      "https://www.example.com/a/../b", "https://user@www.example.com/", "http://www.example.com/", "https:/a", "https:a"})
  void whatHasMoreThanOneMeaningBecomesTheFrontPage(String address) {
    assertEquals("/", ReturnAddress.of(address, ORIGINS));
  }

  @Test
  void nothingAndTooMuchBecomeTheFrontPage() {
    assertEquals("/", ReturnAddress.of(null, ORIGINS));
    assertEquals("/", ReturnAddress.of("/" + "x".repeat(2048), ORIGINS));
    assertFalse(ReturnAddress.of("/" + "x".repeat(2047), ORIGINS).equals("/"));
  }

  @ParameterizedTest
  @CsvSource({"//evil.example,https://evil.example", "/\\evil.example,https://evil.example", "https:evil,https://www.example.com",
      "http:evil,http://evil", "'/\t/evil.example',https://evil.example", "javascript:x,opaque:javascript",
      "/x//y,https://www.example.com", "https://a@evil.example:80/x,https://evil.example:80", "' //evil',https://evil"})
  void theTestsOwnBrowserFollowsTheUrlStandard(String address, String origin) {
    assertEquals(origin, BrowserAddress.origin(address, ORIGIN));
  }
}
