package io.portcullis.bench.gate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.portcullis.bench.BenchFailure;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands in for Keycloak: publishes the key that the measured tokens are signed with (RFC 7517), and refreshes sessions
 * (RFC 6749 section 6) in about the time that Keycloak needs.
 */
final class LocalIssuer implements AutoCloseable {

  private static final String REALM = "/realms/bench";
  private static final int THREADS = 32;
  private static final long WORK_MILLIS = 15;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final SessionTokens tokens;
  final AtomicInteger refreshes = new AtomicInteger();

  LocalIssuer(SessionTokens tokens, int port) {
    this.tokens = tokens;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    } catch (IOException e) {
      throw new BenchFailure("The stand-in for Keycloak cannot listen on port " + port + ": " + e.getMessage());
    }
    server.setExecutor(threads);
    document("/.well-known/openid-configuration", """
        {"issuer":"%1$s","authorization_endpoint":"%1$s/auth","token_endpoint":"%1$s/token","jwks_uri":"%1$s/certs",
         "end_session_endpoint":"%1$s/logout","revocation_endpoint":"%1$s/revoke"}""".formatted(url(port)));
    document("/certs", """
        {"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"%s","n":"%s","e":"%s"}]}""".formatted(SessionTokens.KEY_ID,
        unsigned(tokens.modulus()), unsigned(ManyPrimes.PUBLIC_EXPONENT)));
    server.createContext(REALM + "/token", this::refresh);
    server.start();
  }

  /** The issuer identifier when it listens on this port. */
  static String url(int port) {
    return "http://127.0.0.1:" + port + REALM;
  }

  private void document(String path, String json) {
    server.createContext(REALM + path, exchange -> answer(exchange, json));
  }

  private void refresh(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    refreshes.incrementAndGet();
    Running.pause(WORK_MILLIS);
    SessionTokens.Pair pair = tokens.renewed(form.replaceFirst(".*refresh_token=([^&]*).*", "$1"));
    answer(exchange, """
        {"access_token":"%s","expires_in":300,"refresh_expires_in":1800,"refresh_token":"%s","token_type":"Bearer",\
        "scope":"openid"}""".formatted(pair.access(), pair.refresh()));
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] digits = bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digits);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
