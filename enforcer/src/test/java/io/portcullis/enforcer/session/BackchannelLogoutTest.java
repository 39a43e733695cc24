package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.portcullis.enforcer.fixture.Answer;
import io.portcullis.enforcer.fixture.Browser;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keycloak tells the gate that a session is over. */
class BackchannelLogoutTest {

  private FakeKeycloak keycloak;
  private GateInTest gate;
  private FakeKeycloak.Session alice;
  private FakeKeycloak.Tokens tokens;

  @BeforeEach
  void start() throws Exception {
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak);
    alice = keycloak.session("alice", "user");
    tokens = keycloak.issue(alice, null);
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  private Answer tell(String token) {
    return gate.browser().fetch("POST", "/oauth2/backchannel-logout", "logout_token=" + token,
        "Content-Type", "application/x-www-form-urlencoded");
  }

  private int visit() {
    return gate.browser().with(tokens).check("GET", "/articles/7").status();
  }

  @Test
  void aSessionThatEndedIs401AtOnce() {
    assertEquals(202, visit());
    assertEquals(200, tell(keycloak.logoutToken(alice, false)).status());
    assertEquals(401, visit());
    assertEquals(401, gate.browser().check("GET", "/articles/7", "Authorization", "Bearer " + tokens.access()).status());
  }

  @Test
  void anotherSessionOfTheSameUserGoesOn() {
    FakeKeycloak.Session other = keycloak.session("alice", "user");
    Browser elsewhere = gate.browser().with(keycloak.issue(other, null));
    tell(keycloak.logoutToken(alice, false));
    assertEquals(202, elsewhere.check("GET", "/articles/7").status());
  }

  @Test
  void aLogoutWithoutASessionEndsAllOfTheUser() {
    keycloak.clockAhead = -10;
    FakeKeycloak.Tokens other = keycloak.issue(keycloak.session("alice", "user"), null);
    keycloak.clockAhead = 0;
    assertEquals(200, tell(keycloak.logoutToken(alice, true)).status());
    assertEquals(401, gate.browser().with(other).check("GET", "/articles/7").status());
  }

  @Test
  void theSameTokenIsGoodOnce() {
    String token = keycloak.logoutToken(alice, false);
    assertEquals(200, tell(token).status());
    assertEquals(400, tell(token).status());
  }

  @Test
  void anythingElseIsRefusedAndHasNoEffect() {
    for (String token : new String[] {"", "x", tokens.access(), tokens.refresh(), tokens.id(),
        keycloak.logoutToken(alice, false) + "A"}) {
      assertEquals(400, tell(token).status(), token);
    }
    assertEquals(400, gate.browser().fetch("POST", "/oauth2/backchannel-logout", "").status());
    assertEquals(202, visit());
  }

  @Test
  void aSessionThatIsRefreshedAtTheSameMomentEndsAllTheSame() {
    keycloak.clockAhead = -400;
    Browser browser = gate.browser().with(keycloak.issue(alice, null));
    keycloak.clockAhead = 0;
    tell(keycloak.logoutToken(alice, false));
    assertEquals(401, browser.check("GET", "/articles/7").status());
    assertEquals(0, browser.cookies.size());
  }
}
