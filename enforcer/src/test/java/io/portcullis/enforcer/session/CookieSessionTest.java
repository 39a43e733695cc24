package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.fixture.Answer;
import io.portcullis.enforcer.fixture.Await;
import io.portcullis.enforcer.fixture.Browser;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A browser's session from refresh to refresh, and what must not end it. The Keycloak here forgives no second use. */
class CookieSessionTest {

  private FakeKeycloak keycloak;
  private GateInTest gate;
  private FakeKeycloak.Session session;

  @BeforeEach
  void start() throws Exception {
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak);
    session = keycloak.session("alice", "user");
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  private Browser live() {
    return gate.browser().with(keycloak.issue(session, null));
  }

  private Browser expired() {
    keycloak.clockAhead = -400;
    Browser browser = live();
    keycloak.clockAhead = 0;
    return browser;
  }

  private static Answer visit(Browser browser) {
    return browser.check("GET", "/articles/7");
  }

  @Test
  void aLiveSessionIsLetThroughWithoutAskingKeycloak() {
    Answer answer = visit(live());
    assertEquals(202, answer.status());
    assertTrue(answer.setCookies().isEmpty());
    assertEquals(0, keycloak.refreshes.get());
  }

  @Test
  void anExpiredTokenIsRefreshedOnTheWayAndTheBrowserGetsTheNewCookies() {
    Browser browser = expired();
    String old = browser.cookies.get("__Host-portcullis_at");
    Answer answer = visit(browser);
    assertEquals(202, answer.status());
    assertEquals(Set.of("__Host-portcullis_at", "__Host-portcullis_rt", "__Host-portcullis_sk"),
        answer.setCookies().keySet());
    answer.setCookies().values()
        .forEach(cookie -> assertTrue(cookie.endsWith("; Path=/; Secure; HttpOnly; SameSite=Lax"), cookie));
    assertNotEquals(old, browser.cookies.get("__Host-portcullis_at"));
    assertEquals(202, visit(browser).status());
    assertEquals(1, keycloak.refreshes.get());
  }

  @Test
  void twoHundredParallelRequestsCauseOneRefreshAndAllGetTheSameCookies() {
    Browser browser = expired();
    Set<String> cookies = ConcurrentHashMap.newKeySet();
    List<Thread> tabs = IntStream.range(0, 200).mapToObj(i -> new Thread(() -> {
      Answer answer = visit(browser.copy());
      cookies.add(answer.status() + answer.setCookies().toString());
    })).toList();
    tabs.forEach(Thread::start);
    tabs.forEach(CookieSessionTest::join);
    assertEquals(1, cookies.size(), cookies.toString());
    assertTrue(cookies.iterator().next().startsWith("202{__Host-portcullis_at="));
    assertEquals(1, keycloak.refreshes.get());
    assertEquals(199, gate.counted("portcullis.refreshes", "result", "coalesced"));
    assertTrue(session.alive);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aLostAnswerWithTheNewCookiesCostsNothing() {
    Browser browser = expired();
    browser.askAndLeave("GET", "/articles/7");
    Await.until("the refresh is done", () -> gate.counted("portcullis.refreshes", "result", "ok") == 1);
    assertEquals(202, visit(browser).status());
    assertEquals(1, keycloak.refreshes.get());
    assertTrue(session.alive);
  }

  @Test
  void aTokenNearItsEndIsRefreshedEarly() {
    keycloak.clockAhead = -296;
    Browser browser = live();
    keycloak.clockAhead = 0;
    assertEquals(202, visit(browser).status());
    assertEquals(1, keycloak.refreshes.get());
  }

  @Test
  void aSlowKeycloakHoldsUpNoLiveTokenAndTheEarlyRefreshIsNotLost() {
    keycloak.clockAhead = -290;
    Browser browser = live();
    keycloak.clockAhead = 0;
    gate.clock.move(Duration.ofSeconds(6));
    keycloak.tokenGate = new CountDownLatch(1);
    long began = System.nanoTime();
    Answer meanwhile = visit(browser);
    assertEquals(202, meanwhile.status());
    assertTrue(meanwhile.setCookies().isEmpty());
    assertTrue(System.nanoTime() - began < Duration.ofSeconds(10).toNanos(), "it waited for Keycloak");
    keycloak.tokenGate.countDown();
    keycloak.tokenGate = null;
    Await.until("the new cookies come", () -> !visit(browser).setCookies().isEmpty());
    assertEquals(202, visit(browser).status());
    assertEquals(1, keycloak.refreshes.get());
    assertTrue(session.alive);
  }

  @Test
  void anAnswerOfKeycloakThatComesAfterEverybodyGaveUpIsKeptForTheNextRequest() throws Exception {
    gate.close();
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak, "keycloak-timeout", "1s");
    Browser browser = expired();
    keycloak.tokenGate = new CountDownLatch(1);
    Answer answer = visit(browser);
    assertEquals(503, answer.status());
    assertEquals("2", answer.header("Retry-After"));
    assertTrue(answer.setCookies().isEmpty(), "a slow Keycloak is no logout");
    keycloak.tokenGate.countDown();
    keycloak.tokenGate = null;
    Await.until("the refresh is done", () -> gate.counted("portcullis.refreshes", "result", "ok") == 1);
    assertEquals(202, visit(browser).status());
    assertEquals(202, visit(browser).status());
    assertEquals(1, keycloak.refreshes.get());
    assertTrue(session.alive);
  }

  @Test
  void aKeycloakThatFailsIs503AndNoLogout() {
    Browser browser = expired();
    keycloak.tokenMisbehaviour = exchange -> FakeKeycloak.reply(exchange, 502, "<html>bad gateway");
    Answer answer = visit(browser);
    assertEquals(503, answer.status());
    assertEquals("identity_provider_unavailable", answer.header("X-Portcullis-Error"));
    assertTrue(answer.setCookies().isEmpty());
    assertTrue(gate.warnings.toString().contains("Keycloak answered 502"));
    keycloak.tokenMisbehaviour = null;
    Await.until("it goes on by itself", () -> visit(browser).status() == 202);
  }

  @Test
  void anOutageIsFeltByKeycloakAsFewCalls() {
    Browser browser = expired();
    keycloak.tokenMisbehaviour = exchange -> {
      keycloak.refreshes.incrementAndGet();
      FakeKeycloak.reply(exchange, 503, "");
    };
    for (int i = 0; i < 20; i++) {
      assertEquals(503, visit(browser).status());
    }
    assertTrue(keycloak.refreshes.get() <= 3, keycloak.refreshes + " calls");
  }

  @Test
  void aWrongClientSecretIsTheOperatorsProblemAndEndsNoSession() {
    Browser browser = expired();
    keycloak.tokenMisbehaviour = exchange -> FakeKeycloak.reply(exchange, 401, "{\"error\":\"unauthorized_client\"}");
    assertEquals(503, visit(browser).status());
    assertTrue(gate.warnings.toString().contains("PORTCULLIS_CLIENT_ID"));
  }

  @Test
  void aSessionThatKeycloakEndedIs401AndClearedAndKeycloakIsNotHammered() {
    Browser browser = expired();
    Browser copy = browser.copy();
    session.alive = false;
    Answer answer = visit(browser);
    assertEquals(401, answer.status());
    assertEquals("session_ended", answer.header("X-Portcullis-Error"));
    assertTrue(browser.cookies.isEmpty());
    for (int i = 0; i < 10; i++) {
      assertEquals(401, visit(copy.copy()).status());
    }
    assertEquals(1, keycloak.refreshes.get());
  }

  @Test
  void cookiesOfTwoUsersMixedAreRefusedClearedAndSaidSo() {
    FakeKeycloak.Tokens bob = keycloak.issue(keycloak.session("bob", "admin"), null);
    Browser browser = live();
    browser.cookies.put("__Host-portcullis_rt", bob.refresh());
    Answer answer = visit(browser);
    assertEquals(401, answer.status());
    assertEquals("cookie_mismatch", answer.header("X-Portcullis-Error"));
    assertTrue(browser.cookies.isEmpty());
    assertTrue(gate.warnings.toString().contains("Cookies of different logins came together"));
    assertTrue(gate.decisions(1).get(0).contains("cookie_mismatch"));
    assertEquals(0, keycloak.refreshes.get(), "nobody's refresh token was spent");
  }

  @Test
  void mixedCookiesAreCaughtWhenTheAccessTokenHasExpiredToo() {
    Browser browser = expired();
    browser.cookies.put("__Host-portcullis_rt", keycloak.issue(keycloak.session("bob", "admin"), null).refresh());
    assertEquals("cookie_mismatch", visit(browser).header("X-Portcullis-Error"));
    assertEquals(0, keycloak.refreshes.get());
  }

  @Test
  void aRefreshTokenThatOnlyClaimsToBelongToTheAccessTokenIsCaughtByItsUser() {
    Browser browser = expired();
    keycloak.tokenMisbehaviour = exchange -> {
      FakeKeycloak.Tokens bob = keycloak.issue(keycloak.session("bob", "admin"), null);
      FakeKeycloak.reply(exchange, 200, "{\"access_token\":\"" + bob.access() + "\",\"refresh_token\":\"" + bob.refresh()
          + "\",\"token_type\":\"Bearer\"}");
    };
    Answer answer = visit(browser);
    assertEquals(401, answer.status());
    assertEquals("cookie_mismatch", answer.header("X-Portcullis-Error"));
  }

  @Test
  void theSameCookieTwiceIsNoSession() {
    Browser browser = live();
    String twice = "__Host-portcullis_at=" + browser.cookies.get("__Host-portcullis_at");
    Answer answer = browser.check("GET", "/articles/7", "Cookie", twice + "; " + twice);
    assertEquals(401, answer.status());
    assertEquals("duplicate_cookie", answer.header("X-Portcullis-Error"));
  }

  @Test
  void aForgedAccessTokenIsNotHelpedByAGoodRefreshToken() {
    Browser browser = live();
    String token = browser.cookies.get("__Host-portcullis_at");
    browser.cookies.put("__Host-portcullis_at", token.substring(0, token.length() - 4) + "AAAA");
    assertEquals(401, visit(browser).status());
    assertEquals(0, keycloak.refreshes.get());
  }

  @Test
  void aRefreshTokenAloneBringsTheSessionBack() {
    Browser browser = live();
    browser.cookies.remove("__Host-portcullis_at");
    assertEquals(202, visit(browser).status());
    assertEquals(3, browser.cookies.size());
  }

  @Test
  void anAccessTokenAloneCountsUntilItExpires() {
    Browser browser = live();
    browser.cookies.remove("__Host-portcullis_rt");
    assertEquals(202, visit(browser).status());
    gate.clock.move(Duration.ofSeconds(301));
    assertEquals(401, visit(browser).status());
  }

  @Test
  void nonsenseInPlaceOfTheRefreshTokenIsRefused() {
    Browser browser = live();
    browser.cookies.put("__Host-portcullis_rt", "nonsense");
    assertEquals("malformed_refresh_token", visit(browser).header("X-Portcullis-Error"));
  }

  @Test
  void aKeyThatTheRealmRetiredCostsNoSession() {
    Browser browser = live();
    keycloak.rotateKey();
    assertEquals(202, visit(live()).status(), "the new key is known without a failed request");
    assertEquals(202, visit(browser).status());
    assertTrue(session.alive);
  }

  @Test
  void aClockThatIsBehindKeycloaksClearsNoSession() {
    keycloak.clockAhead = 30;
    Browser browser = live();
    keycloak.clockAhead = 0;
    Answer answer = visit(browser);
    assertEquals(503, answer.status());
    assertEquals("not_yet_valid", answer.header("X-Portcullis-Error"));
    assertEquals(2, browser.cookies.size());
    gate.clock.move(Duration.ofSeconds(26));
    assertEquals(202, visit(browser).status());
  }

  @Test
  void aTokenTooLongForACookieIsSaidSoAndNotDroppedByTheBrowserInSilence() {
    Browser browser = expired();
    keycloak.extraClaims.put("noise", "x".repeat(4000));
    Answer answer = visit(browser);
    assertEquals(503, answer.status());
    assertEquals("cookie_too_large", answer.header("X-Portcullis-Error"));
    assertTrue(gate.warnings.toString().contains("__Host-portcullis_at would be"));
    assertEquals(1, gate.counted("portcullis.cookies.too_large", "cookie", "__Host-portcullis_at"));
  }

  @Test
  void aTokenBoundToAKeyIsNotTakenFromACookie() {
    keycloak.extraClaims.put("cnf", java.util.Map.of("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"));
    assertEquals("proof_required", visit(live()).header("X-Portcullis-Error"));
  }

  @Test
  void aRefreshAskedForByThePageGivesNewCookiesAtOnce() {
    Browser browser = live();
    String old = browser.cookies.get("__Host-portcullis_at");
    Answer answer = browser.fetch("POST", "/oauth2/refresh", "");
    assertEquals(200, answer.status());
    assertNotEquals(old, browser.cookies.get("__Host-portcullis_at"));
    assertTrue(answer.body().contains("\"preferred_username\":\"alice\""));
    assertFalse(answer.body().contains(browser.cookies.get("__Host-portcullis_at")));
    assertEquals(401, gate.browser().fetch("POST", "/oauth2/refresh", "").status());
  }

  @Test
  void userinfoTellsWhoIsSignedInAndNoToken() {
    Browser browser = live();
    Answer answer = browser.fetch("GET", "/oauth2/userinfo", null);
    assertEquals(200, answer.status());
    assertTrue(answer.body().contains("\"roles\":[\"user\"]"));
    assertEquals("no-store", answer.header("Cache-Control"));
    Answer stranger = gate.browser().fetch("GET", "/oauth2/userinfo", null);
    assertEquals(401, stranger.status());
    assertEquals("Bearer", stranger.header("WWW-Authenticate"));
  }
}
