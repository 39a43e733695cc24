package io.portcullis.enforcer.subrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.portcullis.enforcer.fixture.Answer;
import io.portcullis.enforcer.fixture.Await;
import io.portcullis.enforcer.fixture.Browser;
import io.portcullis.enforcer.fixture.EchoApplication;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds at every other front door that is tried for real, with its example of {@code deploy/front-doors}. */
abstract class RealFrontDoor {

  private FakeKeycloak keycloak;
  private GateInTest gate;
  private EchoApplication application;
  private Process door;
  private int port;
  @TempDir
  private Path home;

  /** What the program is called. */
  abstract String program();

  /** How a person gets it. */
  abstract String remedy();

  /**
   * Starts it with the example's configuration.
   *
   * @param program the program's file
   * @param home an empty folder of its own
   * @param port where it is to listen
   * @param enforcer the enforcer's port
   * @param application the application's port
   */
  abstract ProcessBuilder configured(Path program, Path home, int port, int enforcer, int application)
      throws IOException;

  @BeforeEach
  void start() throws Exception {
    Path program = Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of)
        .map(folder -> folder.resolve(program())).filter(Files::isExecutable).findFirst().orElse(null);
    String missing = "there is no " + program() + " on this machine (" + remedy() + ")";
    if (program == null) {
      System.out.println("SKIPPED " + getClass().getSimpleName() + ": " + missing);
    }
    assumeTrue(program != null, missing);
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak, "trusted-proxies", "127.0.0.1");
    application = new EchoApplication();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    door = configured(program, home, port, gate.port(), application.port())
        .redirectErrorStream(true).redirectOutput(home.resolve("log").toFile()).start();
    // Listening is not enough: some read their configuration after that.
    Await.until(program() + " serves", 60,
        () -> listens() && gate.browserAt(port).fetch("GET", "/assets/app.css", null).status() == 200);
  }

  @AfterEach
  void stop() throws Exception {
    if (door != null) {
      door.destroy();
      door.waitFor(10, TimeUnit.SECONDS);
    }
    if (application != null) {
      application.close();
    }
    if (gate != null) {
      gate.close();
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private Browser signedIn(String... roles) {
    return gate.browserAt(port).with(keycloak.issue(keycloak.session("alice", roles), null));
  }

  @Test
  void thePolicyDecidesAsItDoesForNginx() {
    assertEquals(200, signedIn("user").fetch("GET", "/articles/7?page=2", null).status());
    assertEquals("alice", application.seen.get("x-auth-request-user"));
    assertEquals("user", application.seen.get("x-auth-request-roles"));
    assertEquals(403, signedIn("user").fetch("GET", "/admin/x", null).status());
    assertEquals(401, gate.browserAt(port).fetch("GET", "/articles/7", null).status());
    assertEquals(403, signedIn("admin").fetch("GET", "/admin/..%2f..%2fsecret", null).status());
  }

  @Test
  void forgedHeadersChangeNothing() {
    assertEquals(403, signedIn("user").fetch("GET", "/admin/x", null, "X-Forwarded-Uri", "/articles/7",
        "X-Original-URI", "/articles/7", "X-Original-Method", "GET", "X-Forwarded-Method", "GET").status());
    assertEquals(200, gate.browserAt(port).fetch("GET", "/assets/app.css", null, "X-Auth-Request-User", "admin",
        "X-Auth-Request-Roles", "admin", "X-Portcullis-Cookie", "a=b").status());
    assertEquals("", application.seen.getOrDefault("x-auth-request-user", ""));
    assertEquals("", application.seen.getOrDefault("x-auth-request-roles", ""));
    assertEquals("", application.seen.getOrDefault("cookie", ""));
  }

  @Test
  void theApplicationNeverSeesTheGatesCookies() {
    Browser browser = signedIn("user");
    browser.cookies.put("app", "1");
    assertEquals(200, browser.fetch("GET", "/articles/7", null).status());
    assertEquals("app=1", application.seen.get("cookie"));
    browser.cookies.remove("app");
    assertEquals(200, browser.fetch("GET", "/articles/7", null).status());
    assertEquals("", application.seen.getOrDefault("cookie", ""));
  }

  @Test
  void aPageIsSentToSignInAndTheCheckItselfIsHidden() {
    Answer answer = gate.browserAt(port).navigate("/articles/7");
    assertEquals(302, answer.status());
    assertEquals("https://www.example.com/oauth2/start?rd=%2Farticles%2F7", answer.header("Location"));
    assertEquals(404, signedIn("user").fetch("GET", "/oauth2/auth", null).status());
    assertEquals(404, signedIn("user").fetch("GET", "/oauth2/ext_authz/articles/7", null).status());
  }

  @Test
  void anExpiredSessionIsRefreshedOnTheWayAndTheBrowserGetsTheNewCookies() {
    keycloak.clockAhead = -400;
    Browser browser = signedIn("user");
    keycloak.clockAhead = 0;
    Answer answer = browser.fetch("GET", "/articles/7", null);
    assertEquals(200, answer.status());
    assertEquals("alice", application.seen.get("x-auth-request-user"));
    assertEquals(Set.of("__Host-portcullis_at", "__Host-portcullis_rt", "__Host-portcullis_sk"),
        answer.setCookies().keySet());
    answer.setCookies().values().forEach(cookie -> assertTrue(cookie.contains("HttpOnly"), cookie));
    assertEquals(200, browser.fetch("GET", "/articles/7", null).status());
    assertEquals(1, keycloak.refreshes.get());
  }

  @Test
  void anEnforcerThatIsAwayLetsNobodyPass() throws Exception {
    Browser browser = signedIn("user");
    assertEquals(200, browser.fetch("GET", "/articles/7", null).status());
    gate.close();
    gate = null;
    int status = browser.fetch("GET", "/articles/7", null).status();
    assertTrue(status >= 500, "answered " + status);
  }
}
