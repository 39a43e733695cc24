package io.portcullis.enforcer.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer on the loopback interface: a real HTTP server with a discovery document and a key set. */
final class FakeIssuer implements AutoCloseable {

  /** Answers one request; {@code null} for the ordinary answer. */
  interface Misbehaviour {
    void answer(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  final AtomicInteger discoveries = new AtomicInteger();
  final AtomicInteger keyFetches = new AtomicInteger();
  volatile List<JWK> keys;
  volatile String namedIssuer;
  volatile Misbehaviour discoveryMisbehaviour;
  volatile Misbehaviour keysMisbehaviour;
  /** When set, answers for keys wait for it. */
  volatile CountDownLatch keysGate;

  FakeIssuer(JWK... keys) throws IOException {
    this.keys = List.of(keys);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    this.namedIssuer = uri().toString();
    server.setExecutor(executor);
    server.createContext("/realms/main/.well-known/openid-configuration", exchange -> {
      discoveries.incrementAndGet();
      if (discoveryMisbehaviour == null) {
        reply(exchange, 200, discovery());
      } else {
        discoveryMisbehaviour.answer(exchange);
      }
    });
    server.createContext("/realms/main/certs", exchange -> {
      keyFetches.incrementAndGet();
      // What is published is read before the wait, as a slow network would have it.
      String body = new JWKSet(this.keys).toString(true);
      CountDownLatch gate = keysGate;
      if (gate != null) {
        try {
          gate.await();
        } catch (InterruptedException e) {
          return;
        }
      }
      if (keysMisbehaviour == null) {
        reply(exchange, 200, body);
      } else {
        keysMisbehaviour.answer(exchange);
      }
    });
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/realms/main");
  }

  Issuer issuer(JWSAlgorithm... algorithms) {
    return new Issuer(uri(), null, "portcullis", "portcullis", Set.of(algorithms), true);
  }

  String discovery() {
    String base = uri().toString();
    return """
        {"issuer":"%s","authorization_endpoint":"%s/auth","token_endpoint":"%s/token","jwks_uri":"%s/certs",
         "end_session_endpoint":"%s/logout","revocation_endpoint":"%s/revoke","introspection_endpoint":"%s/introspect",
         "pushed_authorization_request_endpoint":"%s/par"}"""
        .formatted(namedIssuer, base, base, base, base, base, base, base);
  }

  static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    if (keysGate != null) {
      keysGate.countDown();
    }
    server.stop(0);
    executor.shutdownNow();
  }
}
