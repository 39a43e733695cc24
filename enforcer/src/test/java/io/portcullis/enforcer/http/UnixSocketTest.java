package io.portcullis.enforcer.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The enforcer's Unix socket. */
class UnixSocketTest {

  @TempDir
  Path folder;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));

  @BeforeEach
  void onLinux() {
    Assumptions.assumeTrue(vertx.isNativeTransportEnabled(), "Unix sockets are for Linux");
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private Entrances listen(Path file) {
    Entrances entrances = new Entrances(vertx, 2, request -> request.response().end("here"));
    entrances.unix(file);
    return entrances;
  }

  private static String ask(Path file) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
      channel.write(ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(4096);
      while (channel.read(answer) >= 0) {
        assertTrue(answer.hasRemaining());
      }
      return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void answersThere() throws IOException {
    Path file = folder.resolve("gate.sock");
    try (Entrances socket = listen(file)) {
      assertTrue(ask(file).endsWith("here"));
    }
  }

  @Test
  void isForItsOwnerAndGroupOnly() throws IOException {
    Path file = folder.resolve("gate.sock");
    try (Entrances socket = listen(file)) {
      assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
  }

  @Test
  void isGoneAfterTheStop() {
    Path file = folder.resolve("gate.sock");
    listen(file).close();
    assertFalse(Files.exists(file));
  }

  @Test
  void takesTheSocketOverThatAKilledEnforcerLeft() throws IOException {
    Path file = folder.resolve("gate.sock");
    try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(file));
    }
    assertTrue(Files.exists(file));
    try (Entrances socket = listen(file)) {
      assertTrue(ask(file).endsWith("here"));
    }
  }

  @Test
  void doesNotTouchAFileOfAnotherKind() throws IOException {
    Path file = Files.writeString(folder.resolve("policy.json"), "{}");
    String message = assertThrows(IllegalArgumentException.class, () -> listen(file)).getMessage();
    assertTrue(message.contains("PORTCULLIS_ENFORCER_SOCKET") && message.contains("another kind"), message);
    assertEquals("{}", Files.readString(file));
  }

  @Test
  void saysWhatIsWrongWithAFolderThatIsNotThere() {
    String message = assertThrows(IllegalArgumentException.class,
        () -> listen(folder.resolve("missing/gate.sock"))).getMessage();
    assertTrue(message.contains("PORTCULLIS_ENFORCER_SOCKET") && message.contains("missing/gate.sock"), message);
  }

  @Test
  void refusesAPathThatTheKernelWouldCut() {
    String message = assertThrows(IllegalArgumentException.class,
        () -> listen(folder.resolve("x".repeat(120)))).getMessage();
    assertTrue(message.contains("107"), message);
  }
}
