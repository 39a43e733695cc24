package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.portcullis.enforcer.fixture.Answer;
import io.portcullis.enforcer.fixture.Browser;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that pages of other sites send with the user's cookies, and those that they may send. */
class CrossOriginTest {

  private FakeKeycloak keycloak;
  private GateInTest gate;
  private FakeKeycloak.Tokens tokens;
  private Browser browser;

  @BeforeEach
  void start() throws Exception {
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak, "allowed-origins", "https://partner.example", "additional-origins",
        "https://shop.example.com");
    tokens = keycloak.issue(keycloak.session("alice", "user"), null);
    browser = gate.browser().with(tokens);
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "PROPFIND", "X"})
  void anUnsafeRequestOfAForeignPageIs403(String method) {
    Answer answer = browser.check(method, "/articles/7", "Origin", "https://evil.example");
    assertEquals(403, answer.status());
    assertEquals("cross_origin", answer.header("X-Portcullis-Error"));
    assertNull(answer.header("X-Auth-Request-User"));
  }

  @ParameterizedTest
  @CsvSource(nullValues = "-", value = {"null,-", "https://evil.example,same-origin", "http://www.example.com.evil.example,-",
      "https://www.example.com:8443,-", "http://www.example.com,-", "https://shop.example.com,same-site",
      "https://www.example.com,cross-site", "https://www.example.com,same-site", "-,cross-site", "-,same-site",
      "https://evil.example,none", "https://WWW.EXAMPLE.COM,-", "https://www.example.com/,-", "-,unknown"})
  void whatIsNotSurelyOfThisSiteIsNot(String origin, String site) {
    assertEquals(403, post("/articles/7", origin, site).status());
  }

  @ParameterizedTest
  @CsvSource(nullValues = "-", value = {"https://www.example.com,same-origin", "https://www.example.com,-", "-,same-origin",
      "-,none", "-,-", "https://partner.example,cross-site", "https://partner.example,-"})
  void thisSiteAndThoseThatTheOperatorAllowsMaySend(String origin, String site) {
    assertEquals(202, post("/articles/7", origin, site).status());
  }

  private Answer post(String target, String origin, String site) {
    return origin == null && site == null ? browser.check("POST", target)
        : origin == null ? browser.check("POST", target, "Sec-Fetch-Site", site)
        : site == null ? browser.check("POST", target, "Origin", origin)
        : browser.check("POST", target, "Origin", origin, "Sec-Fetch-Site", site);
  }

  @Test
  void theAddressThatIsAskedIsItsOwnOriginBehindAnotherTlsFrontToo() {
    assertEquals(202, browser.check("POST", "/articles/7", "Host", "intranet:8443", "Origin", "https://intranet:8443").status());
    assertEquals(202, browser.check("POST", "/articles/7", "Host", "intranet:8080", "Origin", "http://intranet:8080",
        "X-Original-Scheme", "http").status());
    assertEquals(403, browser.check("POST", "/articles/7", "Host", "intranet", "Origin", "http://intranet").status());
  }

  @Test
  void safeRequestsPassWhereverTheLinkWas() {
    for (String method : new String[] {"GET", "HEAD"}) {
      assertEquals(202, browser.check(method, "/articles/7", "Sec-Fetch-Site", "cross-site").status());
    }
  }

  @Test
  void aWebSocketOfAForeignPageIs403AndOneOfThisSitePasses() {
    assertEquals(403, browser.check("GET", "/articles/live", "Upgrade", "websocket", "Origin", "https://evil.example").status());
    assertEquals(403, browser.check("GET", "/articles/live", "Upgrade", "websocket", "Origin", "null").status());
    assertEquals(202, browser.check("GET", "/articles/live", "Upgrade", "websocket", "Origin", GateInTest.ORIGIN,
        "Sec-Fetch-Site", "cross-site").status());
  }

  @Test
  void callersWithATokenInAuthorizationAreUntouched() {
    assertEquals(202, gate.browser().check("DELETE", "/articles/7", "Origin", "https://evil.example",
        "Sec-Fetch-Site", "cross-site", "Authorization", "Bearer " + tokens.access()).status());
  }

  @Test
  void aForeignRequestToAPublicLocationPassesAsAStrangers() {
    Answer answer = browser.check("POST", "/assets/x", "Origin", "https://evil.example");
    assertEquals(202, answer.status());
    assertNull(answer.header("X-Auth-Request-User"));
  }

  @Test
  void aPreflightOfAnAllowedPageIsAnsweredByTheGate() {
    String[] preflight = {"Origin", "https://partner.example", "Access-Control-Request-Method", "DELETE",
        "Access-Control-Request-Headers", "content-type,x-mine"};
    assertEquals(401, gate.browser().check("OPTIONS", "/articles/7", preflight).status());
    Answer answer = gate.browser().challenge(401, "no_identity", "OPTIONS", "/articles/7", preflight);
    assertEquals(204, answer.status());
    assertEquals("https://partner.example", answer.header("Access-Control-Allow-Origin"));
    assertEquals("true", answer.header("Access-Control-Allow-Credentials"));
    assertEquals("DELETE", answer.header("Access-Control-Allow-Methods"));
    assertEquals("content-type,x-mine", answer.header("Access-Control-Allow-Headers"));
    assertEquals("Origin", answer.header("Vary"));
  }

  @Test
  void aPreflightOfAForeignPageIsNot() {
    for (String origin : new String[] {"https://evil.example", "null", "https://shop.example.com"}) {
      Answer answer = gate.browser().challenge(401, "no_identity", "OPTIONS", "/articles/7", "Origin", origin,
          "Access-Control-Request-Method", "DELETE");
      assertEquals(401, answer.status());
      assertNull(answer.header("Access-Control-Allow-Origin"));
    }
  }

  @Test
  void onlyAllowedPagesReadTheGatesOwnAnswers() {
    Answer partner = browser.fetch("GET", "/oauth2/userinfo", null, "Origin", "https://partner.example");
    assertEquals("https://partner.example", partner.header("Access-Control-Allow-Origin"));
    Answer evil = browser.fetch("GET", "/oauth2/userinfo", null, "Origin", "https://evil.example");
    assertNull(evil.header("Access-Control-Allow-Origin"));
    assertEquals(204, gate.browser().fetch("OPTIONS", "/oauth2/userinfo", null, "Origin", "https://partner.example",
        "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "authorization").status());
    assertEquals(403, browser.fetch("POST", "/oauth2/refresh", "", "Origin", "https://evil.example").status());
    assertEquals(200, browser.fetch("POST", "/oauth2/refresh", "", "Origin", "https://partner.example").status());
  }

  @Test
  void anAllowedPageReadsWhyItWasRefused() {
    Answer answer = gate.browser().challenge(403, "insufficient_role", "POST", "/admin/x", "Origin", "https://partner.example");
    assertEquals(403, answer.status());
    assertEquals("https://partner.example", answer.header("Access-Control-Allow-Origin"));
  }
}
