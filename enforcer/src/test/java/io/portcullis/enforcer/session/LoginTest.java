package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.fixture.Answer;
import io.portcullis.enforcer.fixture.Browser;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in by way of Keycloak's login page, with all that people and attackers do on the way. */
class LoginTest {

  private FakeKeycloak keycloak;
  private GateInTest gate;
  private FakeKeycloak.Session alice;
  private Browser browser;

  @BeforeEach
  void start() throws Exception {
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak);
    alice = keycloak.session("alice", "user");
    browser = gate.browser();
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  private static URI begin(Browser browser, String path) {
    Answer answer = browser.navigate(Login.startAddress(path));
    assertEquals(302, answer.status(), answer.body());
    return answer.location();
  }

  @Test
  void aLoginEndsWhereTheUserWasGoing() {
    URI atKeycloak = begin(browser, "/articles/7?page=2");
    assertTrue(atKeycloak.toString().startsWith(keycloak.issuer() + "/auth?"), atKeycloak.toString());
    Answer back = browser.navigate(keycloak.signIn(atKeycloak, alice));
    assertEquals(302, back.status(), back.body());
    assertEquals("/articles/7?page=2", back.location().toString());
    assertEquals(202, browser.check("GET", "/articles/7").status());
  }

  @Test
  void keycloakIsAskedWithPkceNonceAndStateAndNothingSecret() {
    String asked = begin(browser, "/articles/7").getRawQuery();
    for (String part : List.of("response_type=code", "client_id=portcullis", "code_challenge_method=S256",
        "code_challenge=", "nonce=", "state=", "scope=openid",
        "redirect_uri=https%3A%2F%2Fwww.example.com%2Foauth2%2Fcallback")) {
      assertTrue(asked.contains(part), part);
    }
    String secret = browser.cookies.values().iterator().next();
    assertFalse(asked.contains(secret));
    assertFalse(asked.contains("articles"), "where the user was going is nobody's business");
  }

  @Test
  void tenTabsAtOnceAllLandWhereTheyWereGoing() {
    List<URI> logins = new ArrayList<>();
    for (int tab = 0; tab < 10; tab++) {
      logins.add(begin(browser, "/articles/" + tab));
    }
    for (int tab = 0; tab < 10; tab++) {
      Answer back = browser.navigate(keycloak.signIn(logins.get(tab), alice));
      assertEquals("/articles/" + tab, String.valueOf(back.location()), back.body());
    }
    assertEquals(202, browser.check("GET", "/articles/7").status());
    assertFalse(browser.cookies.toString().contains("login_"), "nothing is left of the logins");
  }

  @Test
  void tenTabsOnOneAddressAreNoLoop() {
    List<URI> logins = new ArrayList<>();
    for (int tab = 0; tab < 10; tab++) {
      logins.add(begin(browser, "/articles/7"));
    }
    logins.forEach(login -> assertEquals("/articles/7",
        String.valueOf(browser.navigate(keycloak.signIn(login, alice)).location())));
  }

  @Test
  void moreLoginsThanABrowserShouldKeepPushOutTheOldest() {
    for (int tab = 0; tab < 30; tab++) {
      begin(browser, "/articles/" + tab);
    }
    assertTrue(browser.cookies.size() <= 17, browser.cookies.size() + " cookies");
  }

  @Test
  void reloadAndBackButtonOnTheCallbackDoNoHarm() {
    URI callback = keycloak.signIn(begin(browser, "/articles/7"), alice);
    browser.navigate(callback);
    for (int i = 0; i < 3; i++) {
      Answer again = browser.navigate(callback);
      assertEquals("/articles/7", String.valueOf(again.location()), again.body());
    }
    assertEquals(1, keycloak.redeemed.get(), "Keycloak sees a code once");
    assertTrue(alice.alive);
  }

  @Test
  void theSameCallbackTwiceAtOnceRedeemsOnce() throws Exception {
    URI callback = keycloak.signIn(begin(browser, "/articles/7"), alice);
    AtomicInteger landed = new AtomicInteger();
    List<Thread> both = Stream.of(browser.copy(), browser.copy()).map(tab -> new Thread(() -> {
      if ("/articles/7".equals(String.valueOf(tab.navigate(callback).location()))) {
        landed.incrementAndGet();
      }
    })).toList();
    both.forEach(Thread::start);
    for (Thread thread : both) {
      thread.join();
    }
    assertEquals(2, landed.get());
    assertEquals(1, keycloak.redeemed.get());
  }

  @Test
  void aReloadWithoutASessionBeginsTheLoginAnew() {
    URI callback = keycloak.signIn(begin(browser, "/articles/7"), alice);
    browser.navigate(callback);
    browser.cookies.clear();
    Answer again = browser.navigate(callback);
    assertTrue(String.valueOf(again.location()).startsWith(keycloak.issuer() + "/auth?"), again.body());
    assertEquals("/articles/7", String.valueOf(browser.navigate(keycloak.signIn(again.location(), alice)).location()));
  }

  @Test
  void aLoginThatSomebodyElseBeganIsNotFinishedHere() {
    FakeKeycloak.Session attacker = keycloak.session("mallory", "user");
    URI theirs = keycloak.signIn(begin(gate.browser(), "/articles/7"), attacker);
    Answer answer = browser.navigate(theirs);
    assertEquals(0, keycloak.redeemed.get());
    assertFalse(answer.setCookies().containsKey("__Host-portcullis_at"), "nobody is signed in as somebody else");
    assertEquals(401, browser.check("GET", "/articles/7").status());
  }

  @Test
  void aForeignLoginDoesNotReplaceTheSessionThatIsThere() {
    browser.navigate(keycloak.signIn(begin(browser, "/articles/7"), alice));
    URI theirs = keycloak.signIn(begin(gate.browser(), "/articles/8"), keycloak.session("mallory", "user"));
    assertEquals("/articles/8", String.valueOf(browser.navigate(theirs).location()));
    assertEquals("alice", browser.check("GET", "/articles/7").header("X-Auth-Request-User"));
  }

  @Test
  void aCodeOfOneLoginIsNotTakenForAnother() {
    URI mine = begin(browser, "/articles/7");
    String stolen = keycloak.signIn(begin(gate.browser(), "/"), keycloak.session("mallory", "user")).getRawQuery();
    String code = stolen.substring(stolen.indexOf("&code=") + 6, stolen.indexOf("&iss="));
    URI callback = keycloak.signIn(mine, alice);
    Answer answer = browser.navigate("/oauth2/callback?"
        + callback.getRawQuery().replaceAll("code=[^&]*", "code=" + code));
    assertEquals(403, answer.status());
    assertFalse(answer.setCookies().containsKey("__Host-portcullis_at"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "state=", "state=x", "code=1", "state=eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0....&code=1",
      "state=%00&code=1"})
  void aStateThatIsNotOfThisGateRedeemsNothing(String query) {
    Answer answer = browser.navigate("/oauth2/callback?" + query);
    assertEquals(400, answer.status());
    assertEquals(0, keycloak.redeemed.get());
  }

  @Test
  void anAnswerInTheNameOfAnotherIssuerIsNotMixedUpWithOurs() {
    URI callback = keycloak.signIn(begin(browser, "/articles/7"), alice);
    Answer answer = browser.navigate("/oauth2/callback?"
        + callback.getRawQuery().replaceAll("iss=[^&]*", "iss=https://id.evil.example"));
    assertEquals(400, answer.status());
    assertEquals(0, keycloak.redeemed.get());
  }

  @Test
  void aLoginThatTookTooLongBeginsAgain() {
    URI login = begin(browser, "/articles/7");
    gate.clock.move(Duration.ofMinutes(31));
    assertEquals(400, browser.navigate(keycloak.signIn(login, alice)).status());
    assertEquals(0, keycloak.redeemed.get());
  }

  @Test
  void aRefusalByKeycloakIsToldToThePersonAndEscaped() {
    String state = query(begin(browser, "/articles/7"), "state");
    Answer answer = browser.navigate("/oauth2/callback?error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E"
        + "&state=" + state);
    assertEquals(403, answer.status());
    assertTrue(answer.body().contains("&lt;script&gt;"), answer.body());
    assertFalse(answer.body().contains("<script"), answer.body());
    assertTrue(answer.header("Content-Security-Policy").startsWith("default-src 'none'"));
  }

  @Test
  void aTabThatWasOvertakenByAnotherGoesOnIntoTheSession() {
    URI slow = begin(browser, "/articles/8");
    browser.navigate(keycloak.signIn(begin(browser, "/articles/7"), alice));
    Answer answer = browser.navigate("/oauth2/callback?error=temporarily_unavailable"
        + "&error_description=authentication_expired&state=" + query(slow, "state"));
    assertEquals("/articles/8", String.valueOf(answer.location()), answer.body());
  }

  private static String query(URI address, String name) {
    String raw = address.getRawQuery();
    int at = raw.indexOf(name + "=") + name.length() + 1;
    int end = raw.indexOf('&', at);
    return raw.substring(at, end < 0 ? raw.length() : end);
  }

  @Test
  void aBrowserWithoutCookiesIsToldSoInsteadOfGoingRoundForEver() {
    URI next = begin(browser, "/articles/7");
    for (int i = 0; i < 10; i++) {
      browser.cookies.clear();
      Answer answer = browser.navigate(keycloak.signIn(next, alice));
      if (answer.status() != 302) {
        assertEquals(400, answer.status());
        assertTrue(answer.body().contains("keeps no cookies"), answer.body());
        return;
      }
      next = answer.location();
    }
    throw new AssertionError("It went round ten times");
  }

  @Test
  void aLoopOfGoodLoginsEndsOnAPageThatSaysWhatIsWrong() {
    for (int i = 0; i < 10; i++) {
      Answer start = browser.navigate(Login.startAddress("/articles/7"));
      if (start.status() != 302) {
        assertEquals(508, start.status());
        assertTrue(start.body().contains("goes round in circles"), start.body());
        assertTrue(i >= 3, "too soon: " + i);
        return;
      }
      browser.navigate(keycloak.signIn(start.location(), alice));
      browser.cookies.keySet().removeIf(name -> name.endsWith("_at") || name.endsWith("_rt"));
    }
    throw new AssertionError("Ten logins in a row for one page");
  }

  @Test
  void aKeycloakThatIsAwayIs503AndTheLoginCanBeTriedAgain() {
    URI callback = keycloak.signIn(begin(browser, "/articles/7"), alice);
    keycloak.tokenMisbehaviour = exchange -> FakeKeycloak.reply(exchange, 503, "");
    Answer answer = browser.navigate(callback);
    assertEquals(503, answer.status());
    assertEquals("2", answer.header("Retry-After"));
    assertTrue(answer.body().contains("/oauth2/start?rd=%2Farticles%2F7"), answer.body());
  }

  @Test
  void aTokenThatThisGateCannotUseIsTheOperatorsProblemAndSaysWhich() {
    keycloak.extraClaims.put("aud", "somebody-else");
    Answer answer = browser.navigate(keycloak.signIn(begin(browser, "/articles/7"), alice));
    assertEquals(500, answer.status());
    assertTrue(answer.body().contains("audience"), answer.body());
    assertFalse(answer.setCookies().containsKey("__Host-portcullis_at"));
  }

  @Test
  void aNonceOfAnotherLoginIsRefused() {
    URI login = begin(browser, "/articles/7");
    URI tampered = URI.create(login.toString().replaceAll("nonce=[^&]*", "nonce=another"));
    Answer answer = browser.navigate(keycloak.signIn(tampered, alice));
    assertEquals(403, answer.status());
    assertFalse(answer.setCookies().containsKey("__Host-portcullis_at"));
  }

  @Test
  void theSessionsCookiesAreNewWithEachLogin() {
    browser.cookies.put("__Host-portcullis_at", "fixed by an attacker");
    browser.navigate(keycloak.signIn(begin(browser, "/articles/7"), alice));
    String first = browser.cookies.get("__Host-portcullis_at");
    browser.navigate(keycloak.signIn(begin(browser, "/articles/7"), alice));
    assertNotEquals(first, browser.cookies.get("__Host-portcullis_at"));
  }

  @Test
  void aStrongerSignInIsAskedForAtKeycloak() {
    Answer start = browser.navigate("/oauth2/start?rd=%2Fvault&acr_values=2&max_age=300");
    assertTrue(start.location().getRawQuery().contains("acr_values=2"));
    assertTrue(start.location().getRawQuery().contains("max_age=300"));
  }

  @Test
  void aReturnAddressElsewhereBecomesTheFrontPage() {
    Answer back = browser.navigate(keycloak.signIn(begin(browser, "https://evil.example/"), alice));
    assertEquals("/", back.location().toString());
  }

  @Test
  void loginsCanBePushedToKeycloakBeforehand() throws Exception {
    gate.close();
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak, "pushed-authorization", "true");
    browser = gate.browser();
    URI login = begin(browser, "/articles/7");
    assertTrue(login.getRawQuery().contains("request_uri=urn"), login.toString());
    assertFalse(login.getRawQuery().contains("state="));
    Answer back = browser.navigate(keycloak.signIn(login, keycloak.session("alice", "user")));
    assertEquals("/articles/7", String.valueOf(back.location()), back.body());
  }

  @Test
  void eachServedOriginGetsItsOwnCallback() throws Exception {
    gate.close();
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak, "additional-origins", "https://shop.example.com,https://blog.example.com");
    browser = gate.browser();
    Answer start = browser.navigate("/oauth2/start?rd=/x", "Host", "shop.example.com");
    assertTrue(start.location().getRawQuery().contains("redirect_uri=https%3A%2F%2Fshop.example.com%2Foauth2%2Fcallback"));
    Answer stranger = browser.navigate("/oauth2/start?rd=/x", "Host", "evil.example");
    assertTrue(stranger.location().getRawQuery().contains("redirect_uri=https%3A%2F%2Fwww.example.com%2Foauth2%2Fcallback"));
  }
}
