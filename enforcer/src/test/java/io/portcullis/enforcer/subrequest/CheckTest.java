package io.portcullis.enforcer.subrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.fixture.Answer;
import io.portcullis.enforcer.fixture.Browser;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nginx is answered, for every kind of caller and decision. */
class CheckTest {

  private FakeKeycloak keycloak;
  private GateInTest gate;

  @BeforeEach
  void start() throws Exception {
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak);
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  private Browser signedIn(String... roles) {
    return gate.browser().with(keycloak.issue(keycloak.session("alice", roles), null));
  }

  @Test
  void aLocationWithAPermittedRoleIs202WithTheCallersIdentity() {
    Answer answer = signedIn("user").check("GET", "/articles/7");
    assertEquals(202, answer.status());
    assertEquals("alice", answer.header("X-Auth-Request-User"));
    assertEquals("alice", answer.header("X-Auth-Request-Preferred-Username"));
    assertEquals("alice@example.com", answer.header("X-Auth-Request-Email"));
    assertEquals("user", answer.header("X-Auth-Request-Roles"));
    assertEquals(null, answer.header("X-Auth-Request-Access-Token"));
  }

  @Test
  void aLocationWithoutTheRoleIs403AndSaysWhy() {
    Answer answer = signedIn("user").check("GET", "/admin/x");
    assertEquals(403, answer.status());
    assertEquals("insufficient_role", answer.header("X-Portcullis-Error"));
    assertEquals(null, answer.header("X-Auth-Request-User"));
  }

  @Test
  void aStrangerIs401AndAProgramIsAskedForAToken() {
    Answer answer = gate.browser().check("GET", "/articles/7");
    assertEquals(401, answer.status());
    assertEquals("Bearer", answer.header("WWW-Authenticate"));
  }

  @Test
  void aNavigationIs401WithoutAChallengeThatWouldLeakOntoTheRedirect() {
    Answer answer = gate.browser().check("GET", "/articles/7", "Sec-Fetch-Mode", "navigate");
    assertEquals(401, answer.status());
    assertEquals(null, answer.header("WWW-Authenticate"));
  }

  @Test
  void whatNoEntryNamesIs403ForStrangersAndUsersAlike() {
    assertEquals(403, gate.browser().check("GET", "/secret").status());
    assertEquals(403, signedIn("admin").check("GET", "/secret").status());
  }

  @Test
  void aPublicLocationIs202ForAStrangerWithNoIdentity() {
    Answer answer = gate.browser().check("GET", "/assets/app.css");
    assertEquals(202, answer.status());
    assertEquals(null, answer.header("X-Auth-Request-User"));
  }

  @Test
  void aMissingOrAmbiguousAddressIsRefused() {
    Browser admin = signedIn("admin");
    assertEquals(403, admin.check("GET", "").status());
    assertEquals(403, admin.check("GET", "/admin/%2e%2e/x").status());
    assertEquals(403, admin.check("get", "/admin/x").status());
    assertEquals(403, admin.fetch("GET", "/oauth2/auth", null).status());
  }

  @Test
  void aStepUpIs401WithTheAcrAndAgeThatAreNeeded() {
    Answer answer = signedIn("admin").check("GET", "/vault");
    assertEquals(401, answer.status());
    assertTrue(answer.header("WWW-Authenticate").contains("acr_values=\"2\", max_age=300"), answer.headers().toString());
    assertEquals("step_up;acr=2;max_age=300", answer.header("X-Portcullis-Error"));
  }

  @Test
  void theAccessTokenGoesToTheApplicationOnlyWhereTheOperatorSaysSo() {
    FakeKeycloak.Tokens tokens = keycloak.issue(keycloak.session("alice", "user"), null);
    Answer answer =
        gate.browser().with(tokens).check("GET", "/articles/7", "X-Portcullis-Pass-Access-Token", "on");
    assertEquals(tokens.access(), answer.header("X-Auth-Request-Access-Token"));
    assertEquals(null, signedIn("user").check("GET", "/articles/7").header("X-Auth-Request-Access-Token"));
  }

  @Test
  void theApplicationGetsItsOwnCookiesAndNoneOfTheGates() {
    Browser browser = signedIn("user");
    browser.cookies.put("theme", "dark");
    browser.cookies.put("portcullis_x", "planted");
    assertEquals("theme=dark", browser.check("GET", "/articles/7").header("X-Portcullis-Cookie"));
  }

  @Test
  void theApplicationsOwnAuthorizationIsHandedBackAndABearerTokenIsNot() {
    assertEquals("Basic YTpi",
        signedIn("user").check("GET", "/articles/7", "Authorization", "Basic YTpi").header("X-Portcullis-Authorization"));
    String token = keycloak.issue(keycloak.session("bob", "user"), null).access();
    Answer bearer = gate.browser().check("GET", "/articles/7", "Authorization", "Bearer " + token);
    assertEquals(202, bearer.status());
    assertEquals(null, bearer.header("X-Portcullis-Authorization"));
    assertEquals("Bearer " + token, gate.browser().check("GET", "/articles/7", "Authorization", "Bearer " + token,
        "X-Portcullis-Pass-Access-Token", "on").header("X-Portcullis-Authorization"));
  }

  @Test
  void aTokenInAuthorizationWinsOverCookies() {
    String other = keycloak.issue(keycloak.session("bob", "admin"), null).access();
    assertEquals("bob", signedIn("user").check("GET", "/admin/x", "Authorization", "Bearer " + other).header("X-Auth-Request-User"));
    Answer bad = signedIn("admin").check("GET", "/admin/x", "Authorization", "Bearer nonsense");
    assertEquals(401, bad.status());
    assertEquals("Bearer error=\"invalid_token\", error_description=\"malformed\"", bad.header("WWW-Authenticate"));
  }

  @Test
  void aTokenOfASessionThatEndedIs401() {
    FakeKeycloak.Session session = keycloak.session("alice", "user");
    FakeKeycloak.Tokens tokens = keycloak.issue(session, null);
    gate.revocations.endSession(session.sid);
    assertEquals(401,
        gate.browser().check("GET", "/articles/7", "Authorization", "Bearer " + tokens.access()).status());
    Browser browser = gate.browser().with(tokens);
    Answer answer = browser.check("GET", "/articles/7");
    assertEquals(401, answer.status());
    assertEquals("session_ended", answer.header("X-Portcullis-Error"));
    assertTrue(browser.cookies.isEmpty(), "the dead session is cleared from the browser");
  }

  @Test
  void valuesOfTheUserCannotMakeHeadersOfTheirOwn() {
    keycloak.extraClaims.put("preferred_username", "eve\r\nX-Auth-Request-Roles: admin");
    keycloak.extraClaims.put("email", "ève,admin@example.com");
    keycloak.extraClaims.put("roles", List.of("user", "x,admin", " admin"));
    Answer answer = signedIn("user").check("GET", "/articles/7");
    assertEquals(202, answer.status());
    assertEquals("eve%0D%0AX-Auth-Request-Roles:%20admin", answer.header("X-Auth-Request-Preferred-Username"));
    assertEquals("%C3%A8ve%2Cadmin@example.com", answer.header("X-Auth-Request-Email"));
    List<String> roles = List.of(answer.header("X-Auth-Request-Roles").split(","));
    assertEquals(3, roles.size());
    assertFalse(roles.contains("admin"));
  }

  @Test
  void oddCookiesPassAsTheyAreAndSpoilNothing() {
    String wild = "a=1; =; ;; __Host-portcullis_at; __HOST-PORTCULLIS_RT=x; b=\"x\ty\"; c=\u00ff";
    Answer answer = gate.browser().check("GET", "/assets/x", "Cookie", wild, "Accept", "\u00e9");
    assertEquals(202, answer.status());
    assertEquals("a=1; =; b=\"x\ty\"; c=\u00ff", answer.header("X-Portcullis-Cookie"));
  }

  @Test
  void controlCharactersInAHeaderAreNoReasonToPermit() {
    for (String odd : List.of("a=\u000b", "a=\u0001; b=2", "\u007f", "a=\u0000")) {
      assertEquals(400, gate.browser().check("GET", "/assets/x", "Cookie", odd).status());
    }
  }

  @Test
  void anErrorOfTheGateItselfIs500AndNever202() {
    Browser browser = signedIn("user");
    gate.faulty = true;
    assertEquals(500, browser.check("GET", "/articles/7").status());
    assertEquals(500, browser.check("GET", "/assets/app.css").status());
  }

  @Test
  void anErrorOfTheGateOnItsWayBackFromKeycloakIsAnsweredToo() {
    keycloak.clockAhead = -400;
    Browser browser = signedIn("user");
    keycloak.clockAhead = 0;
    keycloak.tokenMisbehaviour = exchange -> {
      gate.faulty = true;
      FakeKeycloak.reply(exchange, 500, "");
    };
    assertEquals(503, browser.check("GET", "/articles/7").status());
  }

  @Test
  void everyDecisionIsWrittenDownWithoutAnyToken() {
    Browser browser = signedIn("user");
    browser.check("GET", "/articles/7?token=" + browser.cookies.get("__Host-portcullis_at"), "X-Request-ID", "req-1");
    browser.check("GET", "/admin/x");
    List<String> lines = gate.decisions(2);
    assertTrue(lines.get(0).contains("\"outcome\":\"permit\"") && lines.get(0).contains("\"request_id\":\"req-1\"")
        && lines.get(0).contains("\"path\":\"/articles/7\""), lines.get(0));
    assertTrue(lines.get(1).contains("\"outcome\":\"forbid\"") && lines.get(1).contains("insufficient_role"), lines.get(1));
    browser.cookies.values().forEach(token -> assertFalse(lines.toString().contains(token)));
  }
}
