package io.portcullis.enforcer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.fixture.Await;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.MetricsTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged enforcer as a process: how it starts, and how it says that it cannot. */
class StartIT {

  private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
  private static final Pattern LISTENING =
      Pattern.compile("Listening on http://127.0.0.1:(\\d+).*anagement interface listening on http://127.0.0.1:(\\d+)", Pattern.DOTALL);
  /** The addresses that nginx/snippets/auth_server.conf hands on. */
  private static final Pattern ENDPOINT = Pattern.compile("/oauth2/(?!(?:auth|challenge)(?:/|$))"
      + "[a-z][a-z_-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir
  Path folder;

  private Process start(Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-jar", JAR.toString());
    builder.environment().keySet().removeIf(name -> name.startsWith("PORTCULLIS_"));
    Map<String, String> all = new HashMap<>(Map.of("PORTCULLIS_ENFORCER_PORT", "0", "PORTCULLIS_MANAGEMENT_PORT", "0"));
    all.putAll(environment);
    builder.environment().putAll(all);
    return builder.directory(folder.toFile()).redirectErrorStream(true)
        .redirectOutput(folder.resolve("said").toFile()).start();
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("said"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fails(String message, Map<String, String> environment) throws Exception {
    Process process = start(environment);
    try {
      assertTrue(process.waitFor(90, TimeUnit.SECONDS), "it should have ended");
      assertNotEquals(0, process.exitValue());
      int refusal = said().indexOf("Portcullis cannot start: ");
      assertTrue(refusal >= 0 && said().contains(message), said());
      assertFalse(said().substring(refusal).contains("\tat "), said());
    } finally {
      process.destroyForcibly();
    }
  }

  private void policy(String text) throws IOException {
    Files.writeString(folder.resolve("policy.json"), text);
  }

  @Test
  void withoutASecretItSaysSo() throws Exception {
    policy("{}");
    fails("PORTCULLIS_CLIENT_SECRET", Map.of());
  }

  @Test
  void withoutAPolicyItSaysSo() throws Exception {
    fails("policy.json", Map.of("PORTCULLIS_CLIENT_SECRET", "x"));
  }

  @Test
  void withABrokenPolicyItNamesTheLine() throws Exception {
    policy("{\"@public\": {\"locations\": [\"/a\"]}");
    fails("policy.json:1:", Map.of("PORTCULLIS_CLIENT_SECRET", "x"));
  }

  @Test
  void withASettingFromDotEnvThatCannotBeReadItNamesIt() throws Exception {
    policy("{}");
    Files.writeString(folder.resolve(".env"), "PORTCULLIS_CLIENT_SECRET=x\nPORTCULLIS_REFRESH_AHEAD=soon\n");
    fails("PORTCULLIS_REFRESH_AHEAD cannot be read: Invalid duration: soon", Map.of());
  }

  @Test
  void withAPortThatIsTakenItNamesThePort() throws Exception {
    policy("{}");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fails("127.0.0.1:" + taken.getLocalPort() + " is taken", Map.of("PORTCULLIS_CLIENT_SECRET", "x",
          "PORTCULLIS_ENFORCER_PORT", String.valueOf(taken.getLocalPort())));
    }
  }

  @Test
  void withAPortForHealthThatIsTakenItSaysSo() throws Exception {
    policy("{}");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fails("PORTCULLIS_MANAGEMENT_PORT", Map.of("PORTCULLIS_CLIENT_SECRET", "x",
          "PORTCULLIS_MANAGEMENT_PORT", String.valueOf(taken.getLocalPort())));
    }
  }

  @Test
  void withASocketThatCannotBeMadeItSaysSo() throws Exception {
    policy("{}");
    fails("PORTCULLIS_ENFORCER_SOCKET", Map.of("PORTCULLIS_CLIENT_SECRET", "x",
        "PORTCULLIS_ENFORCER_SOCKET", "missing/gate.sock"));
  }

  @Test
  void itServesChecksHealthAndMetricsAndStopsWhenTold() throws Exception {
    policy("{\"@public\": {\"locations\": [\"/\"]}, \"user\": {\"locations\": [\"/articles/**\"]}}");
    try (FakeKeycloak keycloak = new FakeKeycloak()) {
      Files.writeString(folder.resolve(".env"), "PORTCULLIS_CLIENT_SECRET=x\n");
      Process process = start(Map.of("PORTCULLIS_ISSUER", keycloak.issuer().toString(), "PORTCULLIS_FEED", "false",
          "PORTCULLIS_ENFORCER_SOCKET", "gate.sock", "PORTCULLIS_SOMETHING_OF_ANOTHER_VERSION", "true", "PORTCULLIS_HTTP_PORT", "1"));
      try {
        Await.until("it listens", 90, () -> LISTENING.matcher(said()).find());
        Matcher ports = LISTENING.matcher(said());
        assertTrue(ports.find());
        String gate = "http://127.0.0.1:" + ports.group(1);
        String management = "http://127.0.0.1:" + ports.group(2);
        Await.until("it is ready", 90, () -> get(management + "/q/health/ready").statusCode() == 200);
        assertEquals(200, get(management + "/q/health/live").statusCode());

        String token = keycloak.issue(keycloak.session("alice", "user"), null).access();
        assertEquals(202, get(gate + "/oauth2/auth", "X-Original-Method", "GET", "X-Original-URI", "/articles/7",
            "Authorization", "Bearer " + token).statusCode());
        assertEquals(403, get(gate + "/oauth2/auth").statusCode());
        assertTrue(bySocket("/oauth2/auth", "/articles/7", token).startsWith("HTTP/1.0 202"), "the socket answers alike");
        assertTrue(bySocket("/oauth2/auth", "/secret", token).startsWith("HTTP/1.0 403"), "the socket answers alike");
        assertTrue(bySocket("/oauth2/openapi", "/", token).startsWith("HTTP/1.0 200"), "with all that is there by TCP");
        for (String address : List.of("/oauth2/start?rd=/a|b", "/oauth2/userinfo?a={b}", "/oauth2/sign_out?rd=/%zz")) {
          String answer = bySocket(address, "/", token);
          assertTrue(answer.startsWith("HTTP/1.0 400") && answer.contains("\"error\":\"invalid_request\""), address + answer);
        }

        describesItself(gate);
        String metrics = get(management + "/q/metrics", "Accept", "text/plain;version=0.0.4").body();
        assertTrue(metrics.contains("portcullis_checks_total{outcome=\"permit\",reason=\"role\",} 2"), metrics);
        assertEquals(lines(MetricsTable.documented()), lines(MetricsTable.shown(metrics)), "docs/observability.md");
        assertEquals(404, get(gate + "/q/metrics").statusCode(), "only on the management port");
        assertFalse((said() + metrics).contains(token), "no token is ever written");
      } finally {
        process.destroy();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it stops when told");
      }
      assertFalse(said().contains("Exception"), said());
      assertFalse(Files.exists(folder.resolve("gate.sock")), "the socket is removed");
    }
  }

  @Test
  void toldToStopItLeavesNewChecksToOthersAndServesTheRestUntilItEnds() throws Exception {
    policy("{\"@public\": {\"locations\": [\"/\"]}}");
    try (FakeKeycloak keycloak = new FakeKeycloak()) {
      Process process = start(Map.of("PORTCULLIS_ISSUER", keycloak.issuer().toString(), "PORTCULLIS_FEED", "false",
          "PORTCULLIS_CLIENT_SECRET", "x", "PORTCULLIS_ENFORCER_SOCKET", "gate.sock", "PORTCULLIS_DRAIN", "6s"));
      try {
        Await.until("it listens", 90, () -> LISTENING.matcher(said()).find());
        assertTrue(bySocket("/oauth2/auth", "/", "none").startsWith("HTTP/1.0 "));
        process.destroy();
        Await.until("it drains", 30, () -> said().contains("Asked to stop"));
        // Not a status, which nginx would hand on: a closed connection, by which it asks another enforcer.
        assertEquals("", bySocket("/oauth2/auth", "/", "none"));
        assertTrue(bySocket("/oauth2/openapi", "/", "none").startsWith("HTTP/1.0 200"), "logins that are under way go on");
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
        assertEquals(143, process.exitValue(), said());
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private String bySocket(String path, String target, String token) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("gate.sock")))) {
      channel.write(ByteBuffer.wrap(("GET " + path + " HTTP/1.0\r\nX-Original-Method: GET\r\nX-Original-URI: " + target
          + "\r\nAuthorization: Bearer " + token + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  /** The description and the page to try it on, with all that the page loads, by addresses that nginx lets through. */
  private static void describesItself(String gate) {
    HttpResponse<String> description = get(gate + "/oauth2/openapi?format=json");
    assertEquals(200, description.statusCode());
    for (String path : List.of("/oauth2/start", "/oauth2/userinfo", "/oauth2/refresh", "/oauth2/sign_out", "/oauth2/login")) {
      assertTrue(description.body().contains("\"" + path + "\""), path);
    }
    assertFalse(description.body().contains("/oauth2/auth\""), "the check is nginx's own");
    HttpResponse<String> page = get(gate + "/oauth2/docs/");
    assertEquals(200, page.statusCode());
    assertTrue(page.body().contains("/oauth2/openapi"), page.body());
    Matcher loaded = Pattern.compile("(?:src|href)=\"([^\"#]+)\"").matcher(page.body());
    int assets = 0;
    while (loaded.find()) {
      URI asset = URI.create(gate + "/oauth2/docs/").resolve(loaded.group(1));
      if (asset.getPath().endsWith(".js") || asset.getPath().endsWith(".css")) {
        assets++;
        assertEquals(URI.create(gate).getPort(), asset.getPort(), "nothing is loaded from elsewhere: " + asset);
        assertTrue(ENDPOINT.matcher(asset.getPath()).matches(), "nginx would not serve " + asset);
        assertEquals(200, get(asset.toString()).statusCode(), asset.toString());
      }
    }
    assertTrue(assets >= 3, page.body());
  }

  private static String lines(Map<String, String> metrics) {
    return metrics.entrySet().stream().map(String::valueOf).collect(Collectors.joining("\n"));
  }

  private static HttpResponse<String> get(String address, String... headers) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
      for (int i = 0; i < headers.length; i += 2) {
        request.header(headers[i], headers[i + 1]);
      }
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
