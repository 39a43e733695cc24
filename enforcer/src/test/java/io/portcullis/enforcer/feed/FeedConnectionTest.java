package io.portcullis.enforcer.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.portcullis.enforcer.feed.FeedUnavailableException.Cure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FeedConnectionTest {

  private static final String PAGE = """
      {"node":"n1","position":4,"completeSince":1000,"now":2000,"accessTokenLifespan":300,
       "longestAccessTokenLifespan":900,"silentNodes":["n2"],"moreAvailable":false,"sets":[]}""";

  private final AtomicInteger tokens = new AtomicInteger();
  private volatile int status = 200;
  private volatile String body = PAGE;
  private volatile String authorization;
  private volatile String request;
  private volatile int held;
  private HttpServer server;
  private FeedConnection connection;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    server.createContext("/realms/main/portcullis-change-feed/poll", exchange -> {
      authorization = exchange.getRequestHeaders().getFirst("Authorization");
      request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes, 0, bytes.length - held);
      if (held > 0) {
        exchange.getResponseBody().flush();
        return;
      }
      exchange.close();
    });
    server.start();
    connection = connection(Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private FeedConnection connection(Duration timeout) {
    return new FeedConnection(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/realms/main/"),
        () -> CompletableFuture.completedFuture("token-" + tokens.incrementAndGet()), timeout);
  }

  private FeedPage poll() throws Exception {
    return connection.poll(Map.of("n1", 3L), 1234, Duration.ofSeconds(3));
  }

  private FeedUnavailableException failure() {
    return assertThrows(FeedUnavailableException.class, this::poll);
  }

  @Test
  void asksWithItsPositionsAndItsOwnToken() throws Exception {
    FeedPage page = poll();
    assertEquals(4, page.position());
    assertEquals(900, page.longestLifespanSeconds());
    assertEquals(List.of("n2"), page.silentNodes());
    assertEquals("Bearer token-1", authorization);
    assertEquals("{\"positions\":{\"n1\":3},\"since\":1234,\"maxEvents\":1000,\"waitSeconds\":3}", request);
  }

  @Test
  void keepsItsTokenUntilItIsRefused() throws Exception {
    poll();
    poll();
    assertEquals(1, tokens.get());
    status = 401;
    assertEquals(Cure.NEW_TOKEN, failure().cure());
    status = 200;
    poll();
    assertEquals("Bearer token-2", authorization);
  }

  @Test
  void saysWhichRoleIsMissing() {
    status = 403;
    FeedUnavailableException failure = failure();
    assertEquals(Cure.ADMINISTRATOR, failure.cure());
    assertTrue(failure.getMessage().contains("portcullis-feed"));
  }

  @Test
  void saysThatTheProviderIsMissing() {
    status = 404;
    assertTrue(failure().getMessage().contains("without the Portcullis provider"));
  }

  @Test
  void anAnswerThatIsNotOneOfTheFeedIsNone() {
    body = "<html>a proxy's own page</html>";
    assertEquals(Cure.TIME, failure().cure());
    body = "{\"sets\":[]}";
    assertEquals(Cure.TIME, failure().cure());
  }

  @Test
  @Timeout(60)
  void anAnswerThatStopsInTheMiddleIsNone() {
    held = 10;
    connection = connection(Duration.ofMillis(500));
    assertEquals(Cure.TIME, assertThrows(FeedUnavailableException.class,
        () -> connection.poll(Map.of(), 0, Duration.ZERO)).cure());
  }

  @Test
  void anAnswerThatIsLargerThanAnyPageIsNotTakenIn() {
    body = "[" + " ".repeat(5 * 1024 * 1024) + "]";
    assertEquals(Cure.TIME, failure().cure());
  }

  @Test
  void noTokenIsInAnyMessage() {
    status = 500;
    assertFalse(failure().getMessage().contains("token-"));
    server.stop(0);
    assertFalse(failure().getMessage().contains("token-"));
  }
}
