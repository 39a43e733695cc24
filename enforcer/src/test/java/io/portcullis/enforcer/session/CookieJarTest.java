package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser's Cookie header: what is the gate's, and what the application may see. */
class CookieJarTest {

  @Test
  void theGatesCookiesAreTakenOutAndTheRestIsLeftAsItWas() {
    CookieJar jar = CookieJar.of("a=1; __Host-portcullis_at=A; b=x=y;c=\"q\"; __Host-portcullis_rt=R; __Host-portcullis_sk=S");
    assertEquals("A", jar.accessToken());
    assertEquals("R", jar.refreshToken());
    assertEquals("a=1; b=x=y; c=\"q\"", jar.rest());
    assertTrue(jar.hasSession());
    assertFalse(jar.duplicate());
  }

  /** However the cookies stand, it is the same as cutting the header up and putting the others together again. */
  @Test
  void theRestIsTheOtherCookiesInTheirOrder() {
    Random random = new Random(7);
    String[] cookies = {"a=1", "b", "long=" + "x".repeat(300), "__Host-portcullis_at=A", "__Host-portcullis_rt=R",
        "portcullis_x=1", "", " ", "c=\"q;", "\td=4 "};
    String[] between = {"; ", ";", ";  ", ";\t"};
    for (int i = 0; i < 20_000; i++) {
      StringBuilder header = new StringBuilder();
      for (int parts = random.nextInt(8); parts >= 0; parts--) {
        header.append(cookies[random.nextInt(cookies.length)]).append(between[random.nextInt(between.length)]);
      }
      String expected = Arrays.stream(header.toString().split(";")).map(part -> part.replaceFirst("^[ \t]+", ""))
          .filter(part -> !part.isEmpty() && !part.contains("portcullis_")).collect(Collectors.joining("; "));
      assertEquals(expected, CookieJar.of(header.toString()).rest(), header.toString());
    }
  }

  @Test
  void noHeaderIsNoCookies() {
    for (String nothing : new String[] {null, "", ";", " ; ;", "\t"}) {
      CookieJar jar = CookieJar.of(nothing);
      assertFalse(jar.hasSession());
      assertEquals("", jar.rest());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"portcullis_at=x", "__Secure-portcullis_at=x", "__host-portcullis_at=x", "__HOST-PORTCULLIS_AT=x",
      "Portcullis_at=x", "__Host-portcullis_at", "__Host-portcullis_other=x", "__Host-portcullis_at =x", "portcullis_"})
  void lookalikesAreNeitherReadNorHandedOn(String cookie) {
    CookieJar jar = CookieJar.of("a=1; " + cookie + "; b=2");
    assertFalse(jar.hasSession());
    assertEquals("a=1; b=2", jar.rest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x__Host-portcullis_at=x", "my_portcullis_at=x", "x=__Host-portcullis_at=x", "\u00a0portcullis_at=x",
      "=__Host-portcullis_at=x", "portcullis=x"})
  void theApplicationsOwnCookiesAreLeftAlone(String cookie) {
    CookieJar jar = CookieJar.of(cookie);
    assertFalse(jar.hasSession());
    assertEquals(cookie, jar.rest());
  }

  @ParameterizedTest
  @CsvSource({"__Host-portcullis_at=A; __Host-portcullis_at=A", "__Host-portcullis_rt=A; x=1; __Host-portcullis_rt=B",
      "__Host-portcullis_at=; __Host-portcullis_at=A"})
  void theSameNameTwiceIsNoted(String header) {
    assertTrue(CookieJar.of(header).duplicate());
  }

  @Test
  void blanksAroundAValueAreNotPartOfIt() {
    assertEquals("A", CookieJar.of("  \t__Host-portcullis_at=A  ").accessToken());
  }

  @Test
  void loginsUnderWayAreFoundByTheirId() {
    CookieJar jar = CookieJar.of("__Host-portcullis_login_one=1; __Host-portcullis_login_two=2; __Host-portcullis_login_=3");
    assertEquals("1", jar.login("one"));
    assertEquals("2", jar.login("two"));
    assertNull(jar.login("three"));
    assertEquals(3, jar.logins().size());
    assertFalse(jar.hasSession());
  }

  @Test
  void aHugeHeaderIsReadInOneGo() {
    String header = "a=1; ".repeat(10_000) + "__Host-portcullis_at=A";
    assertEquals("A", CookieJar.of(header).accessToken());
  }
}
