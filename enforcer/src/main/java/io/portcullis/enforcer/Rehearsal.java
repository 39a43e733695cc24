package io.portcullis.enforcer;

import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A start for the sake of the classes that it loads ({@code -Dio.portcullis.rehearsal=true} with the JVM's
 * {@code -XX:ArchiveClassesAtExit}): asks the enforcer what it will be asked, and ends. Later starts read the classes
 * from the archive.
 */
@Singleton
final class Rehearsal implements QuarkusApplication {

  private static final int ROUNDS = 5;
  private static final List<String> REQUESTS = List.of(
      "/oauth2/auth HTTP/1.1\r\nX-Original-URI: /protected\r\nX-Original-Method: GET\r\nAccept: text/html",
      "/oauth2/auth HTTP/1.1\r\nX-Original-URI: /protected\r\nX-Original-Method: GET\r\n"
          + "Cookie: __Host-portcullis_at=eyJhbGciOiJSUzI1NiJ9.e30.AAAA; __Host-portcullis_rt=eyJhbGciOiJSUzI1NiJ9.e30.AAAA; a=b",
      "/oauth2/auth HTTP/1.1\r\nX-Original-URI: /protected\r\nX-Original-Method: POST\r\nOrigin: http://localhost\r\n"
          + "Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.e30.AAAA",
      "/oauth2/challenge HTTP/1.1\r\nX-Portcullis-Status: 401\r\nX-Original-URI: /protected\r\nX-Original-Method: GET",
      "/oauth2/challenge HTTP/1.1\r\nX-Portcullis-Status: 403\r\nAccept: text/html",
      "/oauth2/start?rd=/ HTTP/1.1\r\nAccept: text/html");

  private final Gate gate;

  /** Whether this start is one. */
  static boolean on() {
    return Boolean.getBoolean("io.portcullis.rehearsal");
  }

  Rehearsal(Gate gate) {
    this.gate = gate;
  }

  @Override
  public int run(String... arguments) throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      for (String request : REQUESTS) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gate.port())) {
          socket.getOutputStream().write(("GET " + request + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
          socket.getInputStream().readAllBytes();
        }
      }
    }
    return 0;
  }
}
