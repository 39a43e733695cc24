package io.portcullis.enforcer.subrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.fixture.Answer;
import io.portcullis.enforcer.fixture.Browser;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The conventions of Traefik, Caddy and Envoy, and that nobody else can use them. */
class OtherFrontDoorsTest {

  private FakeKeycloak keycloak;
  private GateInTest gate;

  @BeforeEach
  void start() throws Exception {
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak, "trusted-proxies", "127.0.0.1");
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  private static Browser signedIn(GateInTest gate, String... roles) {
    return gate.browser().with(gate.keycloak.issue(gate.keycloak.session("alice", roles), null));
  }

  private static Answer forwarded(Browser browser, String method, String uri, String... more) {
    String[] headers = new String[more.length + 6];
    System.arraycopy(new String[] {"X-Forwarded-Method", method, "X-Forwarded-Uri", uri, "X-Forwarded-Host",
        "www.example.com"}, 0, headers, 0, 6);
    System.arraycopy(more, 0, headers, 6, more.length);
    return browser.fetch("GET", "/oauth2/auth", null, headers);
  }

  @Test
  void theForwardedRequestIsDecided() {
    assertEquals(202, forwarded(signedIn(gate, "user"), "GET", "/articles/7?page=2").status());
    assertEquals(403, forwarded(signedIn(gate, "user"), "GET", "/admin/x").status());
    assertEquals(401, forwarded(gate.browser(), "GET", "/articles/7").status());
  }

  @Test
  void nobodyIsTrustedUnlessListed() throws Exception {
    try (GateInTest closed = new GateInTest(new FakeKeycloak())) {
      assertEquals(403, forwarded(signedIn(closed, "user"), "GET", "/articles/7").status());
      assertEquals(404, signedIn(closed, "user").fetch("GET", "/oauth2/ext_authz/articles/7", null).status());
    }
  }

  @Test
  void aPeerThatIsNotListedIsHeardByNginxsHeadersOnly() throws Exception {
    try (GateInTest other = new GateInTest(new FakeKeycloak(), "trusted-proxies", "192.0.2.0/24")) {
      assertEquals(403, forwarded(signedIn(other, "user"), "GET", "/articles/7").status());
      assertEquals(202, signedIn(other, "user").check("GET", "/articles/7", "X-Forwarded-Uri", "/admin/x").status());
      assertEquals(404, signedIn(other, "user").fetch("GET", "/oauth2/ext_authz/articles/7", null).status());
    }
  }

  @Test
  void whatAClientSaysInNginxsNameIsNotHeard() {
    Answer answer = forwarded(signedIn(gate, "user"), "GET", "/admin/x", "X-Original-URI", "/articles/7",
        "X-Original-Method", "GET", "X-Original-Host", "www.example.com", "X-Portcullis-Location", "articles");
    assertEquals(403, answer.status());
    assertEquals(403, signedIn(gate, "user").check("GET", "/articles/7").status());
  }

  @Test
  void aClientCannotHaveTheAccessTokenHandedOut() {
    Answer answer = forwarded(signedIn(gate, "user"), "GET", "/articles/7", "X-Portcullis-Pass-Access-Token", "on");
    assertEquals("", answer.header("X-Auth-Request-Access-Token"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-Uri", "X-Forwarded-Method", "X-Forwarded-Host"})
  void aRequestThatIsStatedTwiceIsRefused(String header) {
    String value = header.equals("X-Forwarded-Uri") ? "/articles/7" : header.equals("X-Forwarded-Method") ? "GET" : "a";
    int status = forwarded(signedIn(gate, "user"), "GET", "/articles/7", header, value + "\r\n" + header + ": " + value)
        .status();
    assertEquals(403, status);
  }

  @Test
  void aRequestThatIsNotStatedIsRefused() {
    assertEquals(403, signedIn(gate, "user").fetch("GET", "/oauth2/auth", null).status());
    assertEquals(403, signedIn(gate, "user").fetch("GET", "/oauth2/auth", null, "X-Forwarded-Uri", "/articles/7").status());
  }

  @Test
  void everyIdentityHeaderIsThereSoThatAClientsOwnCannotStay() {
    Answer answer = forwarded(gate.browser(), "GET", "/assets/app.css", "X-Auth-Request-User", "admin",
        "X-Auth-Request-Roles", "admin");
    assertEquals(202, answer.status());
    for (String name : List.of("X-Auth-Request-User", "X-Auth-Request-Preferred-Username", "X-Auth-Request-Email",
        "X-Auth-Request-Roles", "X-Auth-Request-Access-Token", "Cookie", "Authorization")) {
      assertEquals("", answer.header(name), name);
    }
  }

  @Test
  void theApplicationGetsItsCookiesWithoutTheGates() {
    Browser browser = signedIn(gate, "user");
    browser.cookies.put("app", "1");
    Answer answer = forwarded(browser, "GET", "/articles/7");
    assertEquals("app=1", answer.header("Cookie"));
    assertEquals("alice", answer.header("X-Auth-Request-User"));
  }

  @Test
  void aPageIsSentToSignInAndComesBack() {
    Answer answer = forwarded(gate.browser(), "GET", "/articles/7?page=2", "Sec-Fetch-Mode", "navigate");
    assertEquals(302, answer.status());
    assertEquals("https://www.example.com/oauth2/start?rd=%2Farticles%2F7%3Fpage%3D2", answer.header("Location"));
    assertEquals("no-store", answer.header("Cache-Control"));
  }

  @Test
  void anUnsafeRequestOfAnotherOriginIsRefusedHereToo() {
    Answer answer = forwarded(signedIn(gate, "user"), "POST", "/articles/7", "Origin", "https://evil.example");
    assertEquals(403, answer.status());
    assertEquals(202, forwarded(signedIn(gate, "user"), "POST", "/articles/7", "Origin", "https://www.example.com",
        "X-Forwarded-Proto", "https").status());
  }

  @Test
  void envoysCallIsDecidedByItsOwnMethodHostAndPath() {
    assertEquals(200, signedIn(gate, "user").fetch("GET", "/oauth2/ext_authz/articles/7?page=2", null).status());
    assertEquals(200, signedIn(gate, "admin").fetch("DELETE", "/oauth2/ext_authz/admin/x", null).status());
    assertEquals(403, signedIn(gate, "user").fetch("GET", "/oauth2/ext_authz/admin/x", null,
        "X-Forwarded-Uri", "/articles/7", "X-Original-URI", "/articles/7").status());
    assertEquals(403, signedIn(gate, "admin").fetch("GET", "/oauth2/ext_authz/articles/..%2fadmin/x", null).status());
  }

  @Test
  void newCookiesComeAsSetCookie() {
    Browser browser = signedIn(gate, "user");
    browser.cookies.put("__Host-portcullis_at", "not-a-token");
    Answer answer = forwarded(browser, "GET", "/articles/7");
    assertEquals(answer.headers().containsKey("X-Auth-Cookie-1"), answer.headers().containsKey("Set-Cookie"));
    assertFalse(answer.status() == 500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0/0", "::/0", "everyone", "10.0.0.0/33", "proxy.example.com", "", "10.0.0.0/-1"})
  void whatIsNoAddressOrEveryoneIsRefusedByName(String entry) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
        () -> new TrustedPeers("PORTCULLIS_TRUSTED_PROXIES", List.of(entry)));
    assertTrue(e.getMessage().startsWith("PORTCULLIS_TRUSTED_PROXIES"), e.getMessage());
  }

  @Test
  void aNetworkHoldsItsAddressesAndNoOthers() {
    TrustedPeers peers = new TrustedPeers("X", List.of("10.1.2.0/23", "2001:db8::/32", "127.0.0.1"));
    assertTrue(peers.hold("10.1.3.255") && peers.hold("2001:db8::7") && peers.hold("127.0.0.1"));
    assertFalse(peers.hold("10.1.4.0") || peers.hold("2001:db9::7") || peers.hold("127.0.0.2") || peers.hold(null));
  }
}
