package io.portcullis.enforcer.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.portcullis.enforcer.fixture.Await;
import io.portcullis.enforcer.fixture.Browser;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import io.portcullis.enforcer.fixture.NginxInFront;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans as they arrive at a collector (OTLP over HTTP, in protobuf: texts and ids are in it byte by byte). */
class TracesTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

  private final Queue<byte[]> arrived = new ConcurrentLinkedQueue<>();
  private final Queue<String> addresses = new ConcurrentLinkedQueue<>();
  private HttpServer collector;
  private FakeKeycloak keycloak;
  private GateInTest gate;

  @BeforeEach
  void start() throws Exception {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext("/", exchange -> {
      byte[] body = exchange.getRequestBody().readAllBytes();
      boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      arrived.add(packed ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body);
      addresses.add(exchange.getRequestURI().toString());
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    collector.start();
    keycloak = new FakeKeycloak();
  }

  private void gate(String... settings) throws Exception {
    gate = new GateInTest(keycloak, settings);
  }

  private String address() {
    return "http://127.0.0.1:" + collector.getAddress().getPort();
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
    collector.stop(0);
  }

  private boolean holds(String hex) {
    return arrived.stream().anyMatch(body -> HexFormat.of().formatHex(body).contains(hex));
  }

  private boolean says(String text) {
    return holds(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aCheckIsAChildOfTheSpanThatTheRequestNames() throws Exception {
    gate("traces", address());
    Browser browser = gate.browser().with(keycloak.issue(keycloak.session("alice", "user"), null));
    assertEquals(202, browser.check("GET", "/articles/7?secret=1", "traceparent", "00-" + TRACE + "-" + PARENT + "-01",
        "X-Request-ID", "0123456789abcdef0123456789abcdef").status());
    Await.until("the span arrives", () -> holds(TRACE));
    assertTrue(holds(PARENT), "the parent");
    for (String text : new String[] {"portcullis-enforcer", "check", "permit", "/articles/**",
        "0123456789abcdef0123456789abcdef"}) {
      assertTrue(says(text), text);
    }
    for (String text : new String[] {"alice", "secret=1", "/articles/7", browser.cookies.get("__Host-portcullis_at")}) {
      assertFalse(says(text), "nothing personal and no token: " + text);
    }
    assertEquals("/v1/traces", addresses.peek());
  }

  @Test
  void nginxHandsTheContextOnToGateAndApplication(@TempDir Path folder) throws Exception {
    gate("traces", address());
    String context = "00-" + TRACE + "-" + PARENT + "-01";
    try (NginxInFront nginx = new NginxInFront(gate, folder, "", false)) {
      assertEquals(200, gate.browserAt(nginx.port()).fetch("GET", "/", null, "traceparent", context, "tracestate", "a=b")
          .status());
      assertEquals(context, nginx.application.seen.get("traceparent"));
    }
    Await.until("the span arrives", () -> holds(TRACE) && holds(PARENT));
    assertTrue(says("a=b"), "the state goes with it");
  }

  @Test
  void endpointsHaveSpansToo() throws Exception {
    gate("traces", address() + "/elsewhere");
    gate.browser().navigate("/oauth2/start?rd=/x", "traceparent", "00-" + TRACE + "-" + PARENT + "-01");
    Await.until("the span arrives", () -> holds(TRACE));
    assertTrue(says("GET /oauth2/start"));
    assertFalse(says("rd="));
    assertEquals("/elsewhere", addresses.peek());
  }

  @Test
  void whatTheCallerDoesNotRecordIsNotRecordedHere() throws Exception {
    gate("traces", address());
    gate.browser().check("GET", "/", "traceparent", "00-" + TRACE + "-" + PARENT + "-00");
    gate.browser().check("GET", "/assets/a", "traceparent", "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-" + PARENT + "-01");
    Await.until("the second span arrives", () -> holds("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
    assertFalse(holds(TRACE));
  }

  @Test
  void aTraceBeginsHereWhenTheRequestNamesNoneOrABrokenOne() throws Exception {
    gate("traces", address());
    gate.browser().check("GET", "/", "traceparent", "00-" + "x".repeat(5000));
    Await.until("a span arrives", () -> says("public"));
  }

  @Test
  void aMadeUpMethodIsNotTold() throws Exception {
    gate("traces", address());
    gate.browser().check("INVENTED", "/");
    Await.until("a span arrives", () -> says("_OTHER"));
    assertFalse(says("INVENTED"));
  }

  @Test
  void aCollectorThatIsAwayHoldsNobodyUp() throws Exception {
    gate("traces", "http://127.0.0.1:1");
    for (int i = 0; i < 50; i++) {
      assertEquals(202, gate.browser().check("GET", "/").status());
    }
    Await.until("it is said", () -> gate.warnings.toString().contains("PORTCULLIS_TRACES"));
  }
}
