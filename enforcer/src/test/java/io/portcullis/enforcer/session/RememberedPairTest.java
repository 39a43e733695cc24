package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.fixture.Answer;
import io.portcullis.enforcer.fixture.Browser;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That two cookies belong together is found out once; what it is worth is judged on every request. */
class RememberedPairTest {

  private FakeKeycloak keycloak;
  private GateInTest gate;
  private FakeKeycloak.Session session;
  private Browser browser;

  @BeforeEach
  void visitTwice() throws Exception {
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak);
    session = keycloak.session("alice", "user");
    browser = gate.browser().with(keycloak.issue(session, null));
    assertEquals(202, visit().status());
    assertEquals(202, visit().status());
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  private Answer visit() {
    return browser.check("GET", "/articles/7");
  }

  @Test
  void itDoesNotVouchForTheRefreshTokenOfAnotherSession() {
    String own = browser.cookies.get("__Host-portcullis_rt");
    browser.cookies.put("__Host-portcullis_rt",
        keycloak.issue(keycloak.session("mallory", "user"), null).refresh());
    Answer answer = browser.copy().check("GET", "/articles/7");
    assertEquals(401, answer.status());
    assertEquals("cookie_mismatch", answer.header("X-Portcullis-Error"));
    browser.cookies.put("__Host-portcullis_rt", own);
    assertEquals(202, visit().status(), "and another's mistake does not spoil it");
  }

  @Test
  void itDoesNotVouchForATextThatIsNoToken() {
    browser.cookies.put("__Host-portcullis_rt", browser.cookies.get("__Host-portcullis_rt") + "?");
    assertEquals("malformed_refresh_token", visit().header("X-Portcullis-Error"));
  }

  @Test
  void aSessionThatEndedIsOver() {
    gate.revocations.endSession(session.sid);
    assertEquals("session_ended", visit().header("X-Portcullis-Error"));
  }

  @Test
  void aTokenNearItsEndIsRefreshed() {
    gate.clock.move(Duration.ofSeconds(297));
    Answer answer = visit();
    assertEquals(202, answer.status());
    assertTrue(answer.setCookies().containsKey("__Host-portcullis_at"));
    assertEquals(1, keycloak.refreshes.get());
  }

  @Test
  void anExpiredTokenIsRefreshed() {
    gate.clock.move(Duration.ofSeconds(301));
    keycloak.clockAhead = 301;
    assertEquals(202, visit().status());
    assertEquals(1, keycloak.refreshes.get());
  }

  @Test
  void withoutTheRefreshTokenTheAccessTokenStillCounts() {
    browser.cookies.remove("__Host-portcullis_rt");
    assertEquals(202, visit().status());
  }
}
