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
import org.junit.jupiter.params.provider.ValueSource;

/** Username and password for a session. */
class PasswordLoginTest {

  private static final String JSON = "{\"username\":\"alice\",\"password\":\"right\"}";

  private FakeKeycloak keycloak;
  private GateInTest gate;
  private Browser browser;

  @BeforeEach
  void start() throws Exception {
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak);
    browser = gate.browser();
    keycloak.passwords.put("alice:right", keycloak.session("alice", "user"));
    keycloak.passwords.put("guest:right", keycloak.session("guest"));
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  private Answer login(String body, String... headers) {
    String[] all = new String[headers.length + 2];
    all[0] = "Content-Type";
    all[1] = "application/json";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return browser.fetch("POST", "/oauth2/login", body, all);
  }

  @Test
  void theRightPasswordGivesASessionAndNoTokenInTheBody() {
    Answer answer = login(JSON);
    assertEquals(200, answer.status(), answer.body());
    assertTrue(answer.body().contains("\"sub\":\"alice\""));
    assertFalse(answer.body().contains(browser.cookies.get("__Host-portcullis_at")));
    assertEquals(202, browser.check("GET", "/articles/7").status());
  }

  @Test
  void aFormIsSentOnToWhereItWasGoing() {
    Answer answer = browser.fetch("POST", "/oauth2/login", "username=alice&password=right&rd=%2Farticles%2F7",
        "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html", "Sec-Fetch-Mode", "navigate",
        "Sec-Fetch-Site", "same-origin", "Origin", GateInTest.ORIGIN);
    assertEquals(303, answer.status(), answer.body());
    assertEquals("/articles/7", answer.location().toString());
  }

  @Test
  void aWrongPasswordIs401WithoutCookies() {
    Answer answer = login("{\"username\":\"alice\",\"password\":\"wrong\"}");
    assertEquals(401, answer.status());
    assertTrue(answer.setCookies().isEmpty());
    assertFalse(answer.body().contains("wrong"));
  }

  @Test
  void aUserWithoutAnyRoleIs403AndSoAreTheirNextRequests() {
    assertEquals(403, login("{\"username\":\"guest\",\"password\":\"right\"}").status());
    assertEquals(403, browser.check("GET", "/articles/7").status());
    assertEquals(202, browser.check("GET", "/assets/x").status());
    assertEquals(302, browser.navigate("/oauth2/start?rd=/").status());
    assertEquals(401, browser.check("GET", "/articles/7").status(), "who begins a sign-in is asked again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "{\"username\":\"alice\"}", "{\"username\":\"\",\"password\":\"x\"}",
      "{\"username\":{},\"password\":[]}", "{\"username\":1,\"password\":2}"})
  void whatIsNoUsernameAndPasswordIs400(String body) {
    assertEquals(400, login(body).status());
  }

  @Test
  void aBodyWithoutEndIsRefused() {
    assertEquals(413, login("{\"username\":\"" + "x".repeat(70_000) + "\"}").status());
    assertEquals(400, login("{\"username\":\"" + "x".repeat(2_000) + "\",\"password\":\"y\"}").status());
  }

  @Test
  void aPageOfAnotherSiteCannotSignSomebodyIn() {
    assertEquals(403, login(JSON, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site").status());
    assertEquals(403, login(JSON, "Sec-Fetch-Site", "cross-site").status());
    assertEquals(403, login(JSON, "Origin", "null").status());
    assertTrue(browser.cookies.isEmpty());
  }

  @Test
  void aKeycloakThatIsAwayIs503() {
    keycloak.tokenMisbehaviour = exchange -> FakeKeycloak.reply(exchange, 500, "");
    Answer answer = login(JSON);
    assertEquals(503, answer.status());
    assertEquals("2", answer.header("Retry-After"));
  }

  @Test
  void onlyPostIsAnswered() {
    assertEquals(405, browser.fetch("GET", "/oauth2/login?username=alice&password=right", null).status());
  }

  @Test
  void itIsOffUnlessTheOperatorTurnsItOn() throws Exception {
    gate.close();
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak, "password-login", "false");
    browser = gate.browser();
    assertEquals(404, login(JSON).status());
  }
}
