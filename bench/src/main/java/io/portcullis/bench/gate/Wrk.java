package io.portcullis.bench.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portcullis.bench.BenchFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** wrk, which asks as fast as it is answered, or, with thinking time, as often as it is told. */
final class Wrk {

  /**
   * What one run gave.
   *
   * @param rate requests a second
   * @param p50 milliseconds
   * @param p99 milliseconds
   */
  record Result(double rate, long requests, double p50, double p99, double max) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String program = Running.program("wrk");
  private final Path script;

  Wrk(Folder folder) {
    script = folder.write("requests.lua", read("requests.lua"));
  }

  private static String read(String name) {
    try (var in = Wrk.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As many requests as are answered. */
  Result saturate(int port, Path requests, int connections, double seconds) {
    return run(port, requests, connections, seconds, 0);
  }

  /** About so many requests a second: many clients, each of which thinks for a random time before it asks again. */
  Result paced(int port, Path requests, double rate, double seconds) {
    int clients = 200;
    return run(port, requests, clients, seconds, clients / rate * 1000);
  }

  private Result run(int port, Path requests, int connections, double seconds, double thinkMillis) {
    List<String> command = List.of(program, "-t", "1", "-c", Integer.toString(connections), "-d",
        Math.max(1, Math.round(seconds)) + "s", "-s", script.toString(), "http://127.0.0.1:" + port, "--",
        requests.toString(), Double.toString(thinkMillis));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      int at = output.indexOf("{\"requests\"");
      if (at < 0) {
        throw new BenchFailure("wrk failed:\n" + output);
      }
      JsonNode result = JSON.readTree(output.substring(at));
      if (result.path("errors").asLong() > 0) {
        throw new BenchFailure("Not every request was let through; wrk says:\n" + output);
      }
      double micros = result.path("duration").asDouble();
      return new Result(result.path("requests").asLong() / micros * 1e6, result.path("requests").asLong(),
          result.path("p50").asDouble() / 1000, result.path("p99").asDouble() / 1000, result.path("max").asDouble() / 1000);
    } catch (IOException e) {
      throw new BenchFailure("wrk cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("Interrupted");
    }
  }
}
