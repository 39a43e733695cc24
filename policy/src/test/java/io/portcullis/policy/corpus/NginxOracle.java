package io.portcullis.policy.corpus;

import io.portcullis.policy.NginxLocation;
import io.portcullis.policy.Policy;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real nginx with a location for every location of a policy, which tells of any raw target the location it chose and
 * the path it matched on.
 */
public final class NginxOracle implements AutoCloseable {

  private static final int BATCH = 40;

  private final Process nginx;
  private final int port;
  /** The locations of each server; the first server is for every host that the policy does not name. */
  private final List<List<NginxLocation>> servers;

  private NginxOracle(Process nginx, int port, List<List<NginxLocation>> servers) {
    this.nginx = nginx;
    this.port = port;
    this.servers = servers;
  }

  /**
   * What nginx made of a target.
   *
   * @param status the status of its answer; anything but 200 means that nginx itself refused the request
   * @param host the host it took the request to be for ({@code $host}): the target's own, in absolute form
   * @param location the location it chose, or {@code null} for the one that stands for all that the policy leaves out
   * @param requestUri what it would hand to the gate ({@code $request_uri})
   * @param uri the path it matched on ({@code $uri}), as octets
   */
  public record Answer(int status, String host, NginxLocation location, String requestUri, String uri) {}

  /** Where nginx is on this machine, if it is. */
  public static Optional<Path> binary() {
    return Stream.concat(Stream.of(System.getenv().getOrDefault("PATH", "").split(":")), Stream.of("/usr/sbin"))
        .map(folder -> Path.of(folder, "nginx")).filter(Files::isExecutable).findFirst();
  }

  /** Starts nginx on a free port of the loopback interface, with its files in the given folder. */
  public static NginxOracle start(Path binary, Policy policy, Path folder) throws IOException, InterruptedException {
    Map<String, List<NginxLocation>> servers = new TreeMap<>();
    Set<String> hosts = new LinkedHashSet<>(List.of(""));
    policy.locations().stream().filter(location -> location.host() != null).forEach(l -> hosts.add(l.host()));
    for (String host : hosts) {
      servers.put(host, NginxLocation.of(policy.locations().stream()
          .filter(location -> location.host() == null || location.host().equals(host)).toList()));
    }
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path conf = Files.writeString(folder.resolve("nginx.conf"), configuration(servers, port));
    Process nginx = new ProcessBuilder(binary.toString(), "-p", folder.toString(), "-c", conf.toString(),
        "-e", folder.resolve("error.log").toString()).redirectErrorStream(true)
        .redirectOutput(folder.resolve("out.log").toFile()).start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < deadline && nginx.isAlive()) {
      try (Socket ready = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return new NginxOracle(nginx, port, List.copyOf(servers.values()));
      } catch (IOException notYet) {
        nginx.waitFor(20, TimeUnit.MILLISECONDS);
      }
    }
    nginx.destroy();
    throw new IOException("nginx did not start: " + Files.readString(folder.resolve("error.log")));
  }

  private static String configuration(Map<String, List<NginxLocation>> servers, int port) {
    StringBuilder conf = new StringBuilder("daemon off;\nmaster_process off;\npid nginx.pid;\nevents {}\nhttp {\n"
        + "access_log off;\nserver_tokens off;\ndefault_type text/plain;\nkeepalive_requests 1000000;\n"
        + "large_client_header_buffers 4 32k;\nserver_names_hash_bucket_size 128;\n"
        + "client_body_temp_path t1;\nproxy_temp_path t2;\nfastcgi_temp_path t3;\nuwsgi_temp_path t4;\n"
        + "scgi_temp_path t5;\n");
    int server = 0;
    for (var entry : servers.entrySet()) {
      String host = entry.getKey();
      List<NginxLocation> locations = entry.getValue();
      String listen = "127.0.0.1:" + port + (host.isEmpty() ? " default_server" : "");
      conf.append("server {\nlisten ").append(listen).append(";\nserver_name \"").append(host).append("\";\n");
      boolean catchesAll = false;
      for (int i = 0; i < locations.size(); i++) {
        NginxLocation location = locations.get(i);
        catchesAll |= location.directive().equals("location ^~ /");
        conf.append(location.directive()).append(" { ").append(answer(server, i)).append(" }\n");
      }
      conf.append(catchesAll ? "" : "location / { " + answer(server, -1) + " }\n").append("}\n");
      server++;
    }
    return conf.append("}\n").toString();
  }

  private static String answer(int server, int location) {
    return "return 200 \"" + server + " " + location + " $host $request_uri $uri\";";
  }

  /** Asks for every target, in order, with a GET. Targets that nginx lets live share connections. */
  public List<Answer> ask(String host, List<String> targets) throws IOException {
    List<Answer> answers = new ArrayList<>(targets.size());
    while (answers.size() < targets.size()) {
      List<String> batch = new ArrayList<>();
      for (int i = answers.size(); i < targets.size() && batch.size() < BATCH; i++) {
        boolean harmless = isHarmless(targets.get(i));
        if (harmless || batch.isEmpty()) {
          batch.add(targets.get(i));
        }
        if (!harmless) {
          break;
        }
      }
      answers.addAll(askBatch(host, batch));
    }
    return answers;
  }

  private List<Answer> askBatch(String host, List<String> batch) throws IOException {
    List<Answer> answers = new ArrayList<>(batch.size());
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      ByteArrayOutputStream requests = new ByteArrayOutputStream();
      for (String target : batch) {
        requests.writeBytes(("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
      }
      socket.getOutputStream().write(requests.toByteArray());
      var in = new BufferedInputStream(socket.getInputStream());
      while (answers.size() < batch.size()) {
        answers.add(read(in));
      }
    } catch (IOException closed) {
      if (batch.size() > 1) {
        // nginx closed in the middle: one at a time, then.
        for (String target : batch.subList(answers.size(), batch.size())) {
          answers.addAll(askBatch(host, List.of(target)));
        }
      } else {
        answers.add(new Answer(0, null, null, null, null));
      }
    }
    return answers;
  }

  private Answer read(BufferedInputStream in) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 ")) {
      throw new IOException("not an answer");
    }
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    String body = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    int code = Integer.parseInt(status.substring(9, 12));
    if (code != 200) {
      return new Answer(code, null, null, null, null);
    }
    String[] parts = body.split(" ", 5);
    int location = Integer.parseInt(parts[1]);
    NginxLocation chosen = location < 0 ? null : servers.get(Integer.parseInt(parts[0])).get(location);
    return new Answer(code, parts[2], chosen, parts[3], parts[4]);
  }

  private static String line(BufferedInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Whether nginx answers it and leaves the connection open: a mere hint, wrong guesses cost time only. */
  private static boolean isHarmless(String target) {
    return target.startsWith("/") && target.chars().allMatch(c -> c > ' ' && c != 0x7f)
        && !target.contains("%00") && !target.matches(".*%(?![0-9A-Fa-f]{2}).*");
  }

  @Override
  public void close() {
    nginx.destroy();
    try {
      if (!nginx.waitFor(5, TimeUnit.SECONDS)) {
        nginx.destroyForcibly();
      }
    } catch (InterruptedException e) {
      nginx.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
