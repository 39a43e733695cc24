package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.portcullis.enforcer.fixture.Answer;
import io.portcullis.enforcer.fixture.Browser;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While it cannot be told what was revoked, no credential is judged: neither let through nor ended. */
class FeedRequiredTest {

  private FakeKeycloak keycloak;
  private GateInTest gate;

  @BeforeEach
  void start() throws Exception {
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak);
    gate.blind = true;
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  @Test
  void aSessionWaitsAndIsThereAfterwards() {
    Browser browser = gate.browser().with(keycloak.issue(keycloak.session("alice", "user"), null));
    Answer answer = browser.check("GET", "/articles/7");
    assertEquals(503, answer.status());
    assertEquals("change_feed_away", answer.header("X-Portcullis-Error"));
    gate.blind = false;
    assertEquals(202, browser.check("GET", "/articles/7").status());
  }

  @Test
  void aBearerTokenWaitsToo() {
    String token = keycloak.issue(keycloak.session("alice", "user"), null).access();
    assertEquals(503, gate.browser().check("GET", "/articles/7", "Authorization", "Bearer " + token).status());
  }

  @Test
  void whoeverNeedsNoCredentialIsNotConcerned() {
    assertEquals(202, gate.browser().check("GET", "/").status());
    assertEquals(401, gate.browser().check("GET", "/me").status());
  }
}
