package io.portcullis.enforcer.subrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.fixture.Answer;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client is told that was refused. */
class ChallengeTest {

  private static final String[] PERSON = {"Sec-Fetch-Mode", "navigate", "Accept", "text/html"};

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

  private static String[] person(String... more) {
    String[] all = java.util.Arrays.copyOf(PERSON, PERSON.length + more.length);
    System.arraycopy(more, 0, all, PERSON.length, more.length);
    return all;
  }

  @Test
  void aPersonIsSentToSignInAndComesBackToTheSameAddress() {
    Answer answer = gate.browser().challenge(401, "no_identity", "GET", "/a%20b?x=1&y=%2F", person());
    assertEquals(302, answer.status());
    assertEquals("/oauth2/start?rd=%2Fa%2520b%3Fx%3D1%26y%3D%252F", answer.header("Location"));
  }

  @Test
  void aProgramIsToldInJson() {
    Answer answer = gate.browser().challenge(401, "expired", "GET", "/articles/7");
    assertEquals(401, answer.status());
    assertTrue(answer.body().contains("\"reason\":\"expired\""), answer.body());
    assertNull(answer.header("Location"));
  }

  @Test
  void aScriptOnAPageIsAProgramAndSoIsWhoeverSendsAToken() {
    assertEquals(401, gate.browser().challenge(401, "no_identity", "GET", "/x", "Sec-Fetch-Mode", "cors", "Accept",
        "text/html").status());
    assertEquals(401, gate.browser().challenge(401, "no_identity", "GET", "/x",
        person("Authorization", "Bearer x")).status());
    assertEquals(401, gate.browser().challenge(401, "no_identity", "GET", "/x",
        person("X-Requested-With", "XMLHttpRequest")).status());
    assertEquals(302, gate.browser().challenge(401, "no_identity", "GET", "/x", "Accept", "text/html,*/*").status());
    assertEquals(401, gate.browser().challenge(401, "no_identity", "GET", "/x", "Accept", "*/*").status());
  }

  @Test
  void aFormThatWasRefusedComesBackToThePageThatItWasOn() {
    assertEquals("/oauth2/start?rd=%2Fform%3Fa%3D1", gate.browser().challenge(401, "no_identity", "POST", "/save",
        person("Referer", "https://www.example.com/form?a=1")).header("Location"));
    assertEquals("/oauth2/start?rd=%2F", gate.browser().challenge(401, "no_identity", "POST", "/save",
        person("Referer", "https://evil.example/form")).header("Location"));
    assertEquals("/oauth2/start?rd=%2F", gate.browser().challenge(401, "no_identity", "POST", "/save",
        person("Referer", "nonsense\\")).header("Location"));
    assertEquals("/oauth2/start?rd=%2F",
        gate.browser().challenge(401, "no_identity", "POST", "/save", person()).header("Location"));
  }

  @Test
  void anAddressThatCouldLeadElsewhereBecomesTheFrontPage() {
    for (String target : new String[] {"//evil.example/x", "/\\evil.example", "http://evil.example/", "*", ""}) {
      assertEquals("/oauth2/start?rd=%2F", gate.browser().challenge(401, "no_identity", "GET", target,
          person()).header("Location"), target);
    }
  }

  @Test
  void aStepUpIsAskedForWithItsStrength() {
    Answer answer = gate.browser().challenge(401, "step_up;acr=2;max_age=300", "GET", "/vault", person());
    assertEquals("/oauth2/start?rd=%2Fvault&acr_values=2&max_age=300", answer.header("Location"));
  }

  @Test
  void aPersonWithoutTheRoleGetsAPageThatNamesThem() {
    Answer answer = gate.browser().with(keycloak.issue(keycloak.session("alice", "user"), null))
        .challenge(403, "insufficient_role", "GET", "/admin/x", person());
    assertEquals(403, answer.status());
    assertTrue(answer.body().contains("<strong>alice</strong>"), answer.body());
    assertTrue(answer.body().contains("/oauth2/start?rd=%2Fadmin%2Fx"), "and may sign in as somebody else");
    assertEquals("no-store", answer.header("Cache-Control"));
    assertEquals("nosniff", answer.header("X-Content-Type-Options"));
  }

  @Test
  void namesAndReasonsCannotWriteThePage() {
    keycloak.extraClaims.put("preferred_username", "<img src=x onerror=alert(1)>\"'&");
    Answer answer = gate.browser().with(keycloak.issue(keycloak.session("alice", "user"), null))
        .challenge(403, "\"><script>", "GET", "/'onmouseover='x", person());
    assertFalse(answer.body().contains("<img") || answer.body().contains("<script"), answer.body());
    assertTrue(answer.body().contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;"), answer.body());
  }

  @Test
  void aProgramWithoutTheRoleGetsJson() {
    Answer answer = gate.browser().challenge(403, "insufficient_role", "GET", "/admin/x");
    assertEquals(403, answer.status());
    assertEquals("{\"error\":\"forbidden\",\"reason\":\"insufficient_role\"}", answer.body());
  }

  @Test
  void withoutNginxsWordThereIsNothingHere() {
    assertEquals(404, gate.browser().fetch("GET", "/oauth2/challenge", null).status());
  }
}
