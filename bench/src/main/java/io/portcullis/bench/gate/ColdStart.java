package io.portcullis.bench.gate;

import io.portcullis.bench.BenchFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A start, and the first checks after it, each with a token that was never seen before.
 *
 * @param readySeconds from the start of the process to its first answer that it is ready
 * @param slowestMillis the slowest of the first checks
 * @param residentMegabytes memory right after them
 */
record ColdStart(double readySeconds, double slowestMillis, double meanMillis, double residentMegabytes) {

  static final int CHECKS = 100;

  static ColdStart of(Enforcer enforcer, List<String> targets, List<String> cookies) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), enforcer.port())) {
      socket.setTcpNoDelay(true);
      BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      double slowest = 0;
      double sum = 0;
      for (int i = 0; i < CHECKS; i++) {
        byte[] request = request(targets.get(i), cookies.get(i)).getBytes(StandardCharsets.ISO_8859_1);
        long began = System.nanoTime();
        socket.getOutputStream().write(request);
        String status = in.readLine();
        for (String line = status; line != null && !line.isEmpty();) {
          line = in.readLine();
        }
        double millis = (System.nanoTime() - began) / 1e6;
        if (status == null || !status.contains(" 202 ")) {
          throw new BenchFailure("One of the first checks was answered " + status);
        }
        slowest = Math.max(slowest, millis);
        sum += millis;
      }
      return new ColdStart(enforcer.readyAfter(), slowest, sum / CHECKS, enforcer.process().residentMegabytes());
    } catch (IOException e) {
      throw new BenchFailure("The enforcer does not answer: " + e.getMessage());
    }
  }

  private static String request(String target, String cookie) {
    return "GET /oauth2/auth HTTP/1.1\r\nHost: localhost\r\nX-Original-URI: " + target + "\r\nX-Original-Method: GET\r\n"
        + "X-Original-Host: localhost\r\nX-Original-Scheme: http\r\nX-Real-IP: 127.0.0.1\r\nAccept: text/html\r\n"
        + "X-Request-ID: 0123456789abcdef0123456789abcdef\r\nSec-Fetch-Mode: navigate\r\nCookie: " + cookie + "\r\n\r\n";
  }
}
