package io.portcullis.bench.gate;

import com.sun.net.httpserver.HttpServer;
import io.portcullis.bench.BenchFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands in for Keycloak: publishes the key that the measured tokens are signed with (RFC 7517), and nothing else. */
final class LocalIssuer implements AutoCloseable {

  private static final String REALM = "/realms/bench";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  LocalIssuer(RSAPublicKey key, int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
    } catch (IOException e) {
      throw new BenchFailure("The stand-in for Keycloak cannot listen on port " + port + ": " + e.getMessage());
    }
    server.setExecutor(threads);
    answer("/.well-known/openid-configuration", """
        {"issuer":"%1$s","authorization_endpoint":"%1$s/auth","token_endpoint":"%1$s/token","jwks_uri":"%1$s/certs",
         "end_session_endpoint":"%1$s/logout","revocation_endpoint":"%1$s/revoke"}""".formatted(url(port)));
    answer("/certs", """
        {"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"%s","n":"%s","e":"%s"}]}""".formatted(
        SessionTokens.KEY_ID, unsigned(key.getModulus().toByteArray()), unsigned(key.getPublicExponent().toByteArray())));
    server.start();
  }

  /** The issuer identifier when it listens on this port. */
  static String url(int port) {
    return "http://127.0.0.1:" + port + REALM;
  }

  private void answer(String path, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    server.createContext(REALM + path, exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
  }

  private static String unsigned(byte[] number) {
    int sign = number[0] == 0 ? 1 : 0;
    byte[] digits = java.util.Arrays.copyOfRange(number, sign, number.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digits);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
