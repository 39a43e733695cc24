package io.portcullis.bench.gate;

import io.portcullis.bench.BenchFailure;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The enforcer, as the local stack runs it, on ports of its own. */
final class Enforcer implements AutoCloseable {

  private final Running process;
  private final int port;
  private final int management;
  private final Path socket;
  private final double readyAfter;

  private Enforcer(Running process, int port, int management, Path socket, double readyAfter) {
    this.process = process;
    this.port = port;
    this.management = management;
    this.socket = socket;
    this.readyAfter = readyAfter;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param more settings besides those that point it to the issuer and the policy
   */
  static Enforcer start(Path home, Folder folder, String name, String issuer, Path policy, Map<String, String> more) {
    Path jar = home.resolve("enforcer/target/quarkus-app/quarkus-run.jar");
    if (!Files.exists(jar)) {
      throw new BenchFailure("The enforcer is not built; run this by ./portcullis bench");
    }
    int port = Running.freePort();
    int management = Running.freePort();
    Path socket = folder.file(name + ".sock");
    Map<String, String> settings = new HashMap<>(Map.of(
        "PORTCULLIS_ISSUER", issuer,
        "PORTCULLIS_CLIENT_SECRET", "a-secret-for-this-measurement-only",
        "PORTCULLIS_POLICY", policy.toString(),
        "PORTCULLIS_FEED", "false",
        "PORTCULLIS_ENFORCER_PORT", Integer.toString(port),
        "PORTCULLIS_MANAGEMENT_PORT", Integer.toString(management),
        "PORTCULLIS_ENFORCER_SOCKET", socket.toString()));
    settings.putAll(more);
    Path archive = folder.file("classes.jsa");
    if (!Files.exists(archive)) {
      // As the local stack and the image do: a start that writes the classes down, and ends.
      Running.start("archive", java(home, jar, "-XX:ArchiveClassesAtExit=" + archive, "-Dio.portcullis.rehearsal=true"),
          settings, folder.path()).ended();
    }
    List<String> command = java(home, jar, "-XX:SharedArchiveFile=" + archive, "-Xshare:auto");
    long began = System.nanoTime();
    Running process = Running.start(name, command, settings, folder.path())
        .when(() -> answers(management, "/q/health/ready"), "become ready");
    return new Enforcer(process, port, management, socket, (System.nanoTime() - began) / 1e9);
  }

  private static List<String> java(Path home, Path jar, String... more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("@" + home.resolve("enforcer/jvm.options"), "-Xmx256m"));
    command.addAll(List.of(more));
    command.addAll(List.of("-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-jar", jar.toString()));
    return command;
  }

  private static boolean answers(int port, String path) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(2000);
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  Running process() {
    return process;
  }

  int port() {
    return port;
  }

  /** What an nginx upstream calls its TCP port. */
  String tcp() {
    return "127.0.0.1:" + port;
  }

  /** What an nginx upstream calls its socket. */
  String unix() {
    return "unix:" + socket;
  }

  /** Seconds from its start to the first answer that it is ready. */
  double readyAfter() {
    return readyAfter;
  }

  /** The enforcer's metrics, as they are written. */
  String metrics() {
    try (var in = URI.create("http://127.0.0.1:" + management + "/q/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new BenchFailure("The enforcer's metrics cannot be read: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
