package io.portcullis.enforcer.subrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.fixture.Await;
import io.portcullis.enforcer.fixture.Browser;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import io.portcullis.enforcer.fixture.NginxInFront;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real nginx that remembers permits, as {@code nginx/permits} makes it; it is off unless an operator wants it. */
class KeptPermitsTest {

  private static final Path PERMITS = Path.of("../nginx/permits");

  @TempDir
  Path folder;
  private FakeKeycloak keycloak;
  private FakeKeycloak.Session session;
  private GateInTest gate;
  private NginxInFront nginx;

  @BeforeEach
  void start() throws Exception {
    keycloak = new FakeKeycloak();
    session = keycloak.session("alice", "user");
    gate = new GateInTest(keycloak);
  }

  @AfterEach
  void stop() throws Exception {
    nginx.close();
    gate.close();
  }

  private void keepPermitsFor(String time) throws Exception {
    nginx = new NginxInFront(gate, folder, "", false, Map.of(
        "snippets/portcullis_permits.conf",
        Files.readString(PERMITS.resolve("portcullis_permits.conf")).replace("202 1s", "202 " + time),
        "http.conf",
        Files.readString(PERMITS.resolve("permits.conf")).replace("/dev/shm/portcullis-permits", folder.resolve("kept").toString())));
  }

  private Browser alice() {
    return gate.browserAt(nginx.port()).with(keycloak.issue(session, null));
  }

  private static int get(Browser browser, String path, String... headers) {
    return browser.fetch("GET", path, null, headers).status();
  }

  /** How often the enforcer was asked for a path, once it was asked for another one. */
  private long asked(String path) {
    String after = "/assets/after" + path.replace('/', '-');
    assertEquals(200, get(gate.browserAt(nginx.port()), after));
    Await.until("the last check is written", () -> count(after) > 0);
    return count(path);
  }

  private long count(String path) {
    return gate.decisions(0).stream().filter(line -> line.contains("\"path\":\"" + path + "\"")).count();
  }

  @Test
  void aPermitServesTheSameRequestAgainWithTheSameIdentity() throws Exception {
    keepPermitsFor("10m");
    Browser alice = alice();
    for (int i = 0; i < 5; i++) {
      assertEquals(200, get(alice, "/articles/7"));
      assertEquals("alice", nginx.application.seen.get("x-auth-request-user"));
    }
    assertEquals(1, asked("/articles/7"));
  }

  @Test
  void noOtherRequestIsServedByIt() throws Exception {
    keepPermitsFor("10m");
    Browser alice = alice();
    assertEquals(200, get(alice, "/articles/7"));
    assertEquals(200, get(alice, "/me"));
    assertEquals(403, get(alice, "/admin/7"));
    assertEquals(401, get(gate.browserAt(nginx.port()), "/articles/7"));
    Browser bob = gate.browserAt(nginx.port()).with(keycloak.issue(keycloak.session("bob", "guest"), null));
    assertEquals(403, get(bob, "/articles/7"));
    assertEquals(200, alice.fetch("POST", "/articles/7", "x", "Origin", "https://www.example.com").status());
    assertEquals(403, alice.fetch("POST", "/articles/7", "x", "Origin", "https://evil.example").status());
    alice.cookies.put("__Host-portcullis_at", alice.cookies.get("__Host-portcullis_at") + "x");
    assertEquals(401, get(alice, "/articles/7"));
  }

  @Test
  void refusalsAndNewCookiesAreNotKept() throws Exception {
    keepPermitsFor("10m");
    assertEquals(401, get(gate.browserAt(nginx.port()), "/articles/7"));
    assertEquals(401, get(gate.browserAt(nginx.port()), "/articles/7"));
    assertEquals(2, asked("/articles/7"));
    keycloak.clockAhead = -400;
    Browser expired = alice();
    keycloak.clockAhead = 0;
    Browser otherTab = expired.copy();
    assertEquals(200, get(expired, "/articles/8"));
    assertEquals(200, get(otherTab, "/articles/8"));
    assertEquals(expired.cookies, otherTab.cookies);
    assertEquals(2, asked("/articles/8"));
  }

  @Test
  void aSessionThatEndsIsRefusedWhenItsPermitIsOver() throws Exception {
    keepPermitsFor("1s");
    Browser alice = alice();
    assertEquals(200, get(alice, "/articles/7"));
    gate.revocations.endSession(session.sid);
    long ended = System.nanoTime();
    Await.until("the permit is over", () -> get(alice.copy(), "/articles/7") == 401);
    System.out.println("kept permits: an ended session is refused after " + (System.nanoTime() - ended) / 1_000_000 + " ms");
    assertTrue(get(alice, "/articles/7") == 401);
  }
}
