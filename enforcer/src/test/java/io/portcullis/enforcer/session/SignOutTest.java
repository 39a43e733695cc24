package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.fixture.Answer;
import io.portcullis.enforcer.fixture.Browser;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signing out, here and in Keycloak. */
class SignOutTest {

  private FakeKeycloak keycloak;
  private GateInTest gate;
  private FakeKeycloak.Session alice;
  private FakeKeycloak.Tokens tokens;
  private Browser browser;

  @BeforeEach
  void start() throws Exception {
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak);
    alice = keycloak.session("alice", "user");
    tokens = keycloak.issue(alice, null);
    browser = gate.browser().with(tokens);
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  @Test
  void aPostEndsTheSessionHereInKeycloakAndInTheBrowser() {
    Browser thief = browser.copy();
    Answer answer = browser.fetch("POST", "/oauth2/sign_out", "", "Origin", GateInTest.ORIGIN);
    assertEquals(200, answer.status(), answer.body());
    assertTrue(browser.cookies.isEmpty());
    assertFalse(alice.alive);
    assertEquals(1, keycloak.logouts.get());
    assertTrue(keycloak.revoked.contains(tokens.access()), "the access token is revoked");
    assertEquals(401, thief.check("GET", "/articles/7").status(), "a copy of the cookies is worth nothing");
  }

  @Test
  void aFormLeadsOnToWhereItSays() {
    Answer answer = browser.fetch("POST", "/oauth2/sign_out", "rd=%2Fassets%2Fbye", "Content-Type",
        "application/x-www-form-urlencoded", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Site", "same-origin");
    assertEquals(303, answer.status());
    assertEquals("/assets/bye", answer.location().toString());
  }

  @Test
  void aLinkOnAPageOfThisSiteSignsOut() {
    Answer answer = browser.navigate("/oauth2/sign_out?rd=/", "Sec-Fetch-Site", "same-origin");
    assertEquals(302, answer.status());
    assertFalse(alice.alive);
  }

  @ParameterizedTest
  @CsvSource({"cross-site,navigate,document", "same-site,navigate,document", "none,navigate,document",
      "same-origin,no-cors,image", "same-origin,no-cors,empty", "same-origin,navigate,iframe"})
  void aLinkElsewhereOrAnImageDoesNotSignOut(String site, String mode, String destination) {
    Answer answer = browser.navigate("/oauth2/sign_out", "Sec-Fetch-Site", site, "Sec-Fetch-Mode", mode,
        "Sec-Fetch-Dest", destination);
    assertEquals(mode.equals("navigate") ? 200 : 405, answer.status());
    assertTrue(alice.alive);
    assertEquals(2, browser.cookies.size());
  }

  @Test
  void aPageThatIsFetchedInAdvanceDoesNotSignOut() {
    browser.navigate("/oauth2/sign_out", "Sec-Fetch-Site", "same-origin", "Sec-Purpose", "prefetch;prerender");
    assertTrue(alice.alive);
  }

  @Test
  void thePageThatAsksPostsBackToTheGate() {
    Answer answer = browser.navigate("/oauth2/sign_out?rd=/assets/bye", "Sec-Fetch-Site", "none");
    assertTrue(answer.body().contains("method=\"post\" action=\"/oauth2/sign_out\""), answer.body());
    assertTrue(answer.body().contains("value=\"/assets/bye\""), answer.body());
  }

  @Test
  void aPageOfAnotherSiteCannotSignOut() {
    assertEquals(403, browser.fetch("POST", "/oauth2/sign_out", "", "Origin", "https://evil.example").status());
    assertEquals(403, browser.fetch("POST", "/oauth2/sign_out", "", "Sec-Fetch-Site", "cross-site").status());
    assertTrue(alice.alive);
  }

  @Test
  void aKeycloakThatDoesNotAnswerIsAdmittedAndTheBrowserIsSignedOutAllTheSame() {
    keycloak.logoutMisbehaviour = exchange -> FakeKeycloak.reply(exchange, 500, "");
    Browser thief = browser.copy();
    Answer answer = browser.fetch("POST", "/oauth2/sign_out", "");
    assertEquals(502, answer.status());
    assertTrue(answer.body().contains("\"identity_provider_session_ended\":false"));
    assertTrue(browser.cookies.isEmpty());
    assertEquals(401, thief.check("GET", "/articles/7").status());
  }

  @Test
  void signingOutTwiceIsNoError() {
    browser.copy().fetch("POST", "/oauth2/sign_out", "");
    assertEquals(200, browser.fetch("POST", "/oauth2/sign_out", "").status());
    assertEquals(200, gate.browser().fetch("POST", "/oauth2/sign_out", "").status());
  }

  @Test
  void anExpiredSessionIsEndedInKeycloakToo() {
    keycloak.clockAhead = -400;
    Browser old = gate.browser().with(keycloak.issue(alice, null));
    keycloak.clockAhead = 0;
    assertEquals(200, old.fetch("POST", "/oauth2/sign_out", "").status());
    assertFalse(alice.alive);
    assertEquals(1, keycloak.revoked.size(), "the token that the session had in the end");
  }

  @Test
  void aMadeUpRefreshTokenLogsOutNobodyElse() {
    FakeKeycloak.Session bob = keycloak.session("bob", "user");
    FakeKeycloak.Tokens his = keycloak.issue(bob, null);
    // Bob's session id, and a signature that nobody made.
    String forged = his.refresh().substring(0, his.refresh().lastIndexOf('.') + 1) + "AAAA";
    Browser mallory = gate.browser();
    mallory.cookies.put("__Host-portcullis_rt", forged);
    mallory.fetch("POST", "/oauth2/sign_out", "");
    assertTrue(bob.alive);
    assertEquals(202, gate.browser().with(his).check("GET", "/articles/7").status());
  }

  @Test
  void aReturnAddressElsewhereBecomesTheFrontPage() {
    Answer answer = browser.navigate("/oauth2/sign_out?rd=//evil.example", "Sec-Fetch-Site", "same-origin");
    assertEquals("/", answer.location().toString());
  }

  @Test
  void theOperatorsOtherSitesAreReturnedTo() throws Exception {
    gate.close();
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak, "return-origins", "https://about.example.com");
    browser = gate.browser().with(keycloak.issue(keycloak.session("alice", "user"), null));
    Answer answer = browser.navigate("/oauth2/sign_out?rd=https://about.example.com/bye", "Sec-Fetch-Site", "same-origin");
    assertEquals("https://about.example.com/bye", answer.location().toString());
  }
}
