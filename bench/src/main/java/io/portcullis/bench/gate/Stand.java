package io.portcullis.bench.gate;

import io.portcullis.bench.BenchFailure;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** All that takes part: issuer, application, floor, enforcer, and one nginx before each. Everything ends with it. */
final class Stand implements AutoCloseable {

  static final int FEW_LOCATIONS = 10;
  static final int MANY_LOCATIONS = 10_000;

  private final Deque<AutoCloseable> ends = new ArrayDeque<>();
  private final Nginx nginx;
  private final int application = Running.freePort();
  final Path home;
  final Folder folder;
  final String issuer;
  final SessionTokens tokens;
  final Wrk wrk;
  final Path policy;
  final LocalIssuer keycloak;
  final Enforcer enforcer;
  final List<Front> fronts = new ArrayList<>();

  Stand(Path home, Folder folder, GateCommand.Peer peer) {
    this.home = home;
    this.folder = folder;
    int issuerPort = Running.freePort();
    issuer = LocalIssuer.url(issuerPort);
    tokens = new SessionTokens(issuer);
    wrk = new Wrk(folder);
    policy = folder.write("policy.json", Policies.of(FEW_LOCATIONS));
    nginx = new Nginx(home, folder);
    try {
      keycloak = kept(new LocalIssuer(tokens, issuerPort));
      ends.push(nginx.answering("application", application, "return 200 \"Hello from the application.\\n\";"));
      int floorPort = Running.freePort();
      Running floor = kept(nginx.answering("floor", floorPort, "return 204;"));
      int permitsPort = Running.freePort();
      Running permits = kept(nginx.answering("permits", permitsPort, "return 202;"));
      enforcer = enforcer("enforcer", Map.of());
      Running gate = enforcer.process();
      front("none", "(i) no check", port -> nginx.unchecked(port, application), null);
      front("internal", "(ii) nginx by itself", port -> nginx.checkedByItself(port, application), null);
      front("floor", "(iii) another nginx: the floor",
          port -> nginx.checkedBy("front-floor", port, application, "127.0.0.1:" + floorPort, "/"), floor);
      front("snippets", "(iii) by the gate's snippets",
          port -> nginx.guarded("front-snippets", port, application, "127.0.0.1:" + permitsPort), permits);
      front("tcp", "(iv) the gate, TCP", port -> nginx.guarded("front-tcp", port, application, enforcer.tcp()), gate);
      front("uds", "(v) the gate, Unix socket",
          port -> nginx.guarded("front-uds", port, application, enforcer.unix()), gate);
      if (peer != null) {
        Running other = kept(Running.start("peer", List.of("sh", "-c", "exec " + peer.command()), Map.of(), folder.path()))
            .listening(peer.port());
        front("peer", "the other service",
            port -> nginx.checkedBy("front-peer", port, application, "127.0.0.1:" + peer.port(), peer.path()), other);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Another enforcer of the same issuer and policy. */
  Enforcer enforcer(String name, Map<String, String> settings) {
    return kept(Enforcer.start(home, folder, name, issuer, policy, settings));
  }

  /** Another front with the gate's snippets. */
  Front guarded(String key, Enforcer by) {
    int port = Running.freePort();
    return new Front(key, key, port, kept(nginx.guarded("front-" + key, port, application, by.unix())),
        by.process()::cpuSeconds);
  }

  private interface Start {
    Running at(int port);
  }

  private void front(String key, String title, Start start, Running service) {
    int port = Running.freePort();
    fronts.add(new Front(key, title, port, kept(start.at(port)), service == null ? null : service::cpuSeconds));
  }

  private <T extends AutoCloseable> T kept(T part) {
    ends.push(part);
    return part;
  }

  Front front(String key) {
    return fronts.stream().filter(front -> front.key().equals(key)).findFirst().orElseThrow();
  }

  /** wrk's file of requests: every cookie and every address, in turn. */
  Path requests(String name, List<String> cookies, List<String> targets) {
    int count = Math.max(cookies.size(), targets.size());
    List<String> lines = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      lines.add(targets.get(i % targets.size()) + '\t' + cookies.get(i % cookies.size()));
    }
    return folder.lines(name, lines);
  }

  /** What a front answers to one request. */
  static int status(Front front, String target, String cookie) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create("http://127.0.0.1:" + front.port() + target).toURL().openConnection();
      connection.setInstanceFollowRedirects(false);
      connection.setRequestProperty("Cookie", cookie);
      connection.setRequestProperty("Accept", "application/json");
      return connection.getResponseCode();
    } catch (IOException e) {
      throw new BenchFailure(front.title() + " does not answer: " + e.getMessage());
    }
  }

  /** Puts a policy of another size in force, and waits until it is. */
  void policy(int locations) {
    String last = Policies.targets(locations, locations).get((locations - 1) / 3);
    folder.write("policy.json", Policies.of(locations));
    String cookie = tokens.cookies(1).get(0);
    enforcer.process().when(() -> status(front("tcp"), last, cookie) == 200, "take up the changed policy");
  }

  @Override
  public void close() {
    while (!ends.isEmpty()) {
      try {
        ends.pop().close();
      } catch (Exception e) {
        System.err.println("Could not be ended: " + e.getMessage());
      }
    }
  }
}
