package io.portcullis.bench.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portcullis.bench.BenchFailure;
import io.portcullis.bench.Machine;
import io.portcullis.bench.Report;
import io.portcullis.bench.Table;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench refresh}: a crowd of sessions that expired together, each with several requests at once. */
@Command(name = "refresh", mixinStandardHelpOptions = true,
    description = {"A crowd of sessions that expired together, each with several requests at once, through nginx.",
        "Keycloak is played by a stand-in that takes 15 ms for a refresh, 32 at a time."})
public final class RefreshCommand implements Callable<Integer> {

  private static final int TABS = 4;
  private static final int UNDER_WAY = 800;

  @Option(names = "--quick", description = "500 sessions instead of 5,000.")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results there.")
  private Path json;

  @Option(names = "--report", paramLabel = "DOCUMENT", description = "Write a table into this Markdown file.")
  private Path report;

  @Override
  public Integer call() {
    int sessions = quick ? 500 : 5_000;
    try (Folder folder = Folder.fresh(); Stand stand = new Stand(Folder.checkout(), folder, null)) {
      ask(stand, stand.tokens.cookies(100, -60));
      stand.keycloak.refreshes.set(0);
      double cpu = stand.enforcer.process().cpuSeconds();
      long began = System.nanoTime();
      Answers answers = ask(stand, stand.tokens.cookies(sessions, -60));
      double seconds = (System.nanoTime() - began) / 1e9;
      report(sessions, answers, seconds, stand.enforcer.process().cpuSeconds() - cpu, stand.keycloak.refreshes.get());
      return answers.refused.get() == 0 ? 0 : 1;
    }
  }

  /** What came back. */
  private record Answers(List<Double> millis, AtomicInteger refused) {
    double percentile(double part) {
      return millis.get((int) Math.min(millis.size() - 1, Math.floor(millis.size() * part)));
    }
  }

  private static Answers ask(Stand stand, List<String> cookies) {
    URI address = URI.create("http://127.0.0.1:" + stand.front("uds").port() + Policies.targets(10, 1).get(0));
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    Answers answers = new Answers(Collections.synchronizedList(new ArrayList<>()), new AtomicInteger());
    Semaphore room = new Semaphore(UNDER_WAY);
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (String cookie : cookies) {
      for (int tab = 0; tab < TABS; tab++) {
        room.acquireUninterruptibly();
        long began = System.nanoTime();
        all.add(client.sendAsync(HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60)).header("Cookie", cookie).build(),
            HttpResponse.BodyHandlers.discarding()).whenComplete((answer, failure) -> {
              room.release();
              answers.millis.add((System.nanoTime() - began) / 1e6);
              boolean renewed = failure == null && answer.statusCode() == 200
                  && answer.headers().allValues("Set-Cookie").stream().anyMatch(value -> value.startsWith("__Host-portcullis_rt="));
              answers.refused.addAndGet(renewed ? 0 : 1);
            }));
      }
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).exceptionally(failure -> null).join();
    Collections.sort(answers.millis);
    return answers;
  }

  private void report(int sessions, Answers answers, double seconds, double cpu, int refreshes) {
    Table table = new Table("A crowd of expired sessions, " + TABS + " requests each, up to " + UNDER_WAY + " under way", "what", "");
    table.row("sessions", String.format(Locale.ROOT, "%,d", sessions));
    table.row("requests", String.format(Locale.ROOT, "%,d", answers.millis.size()));
    table.row("answered otherwise than 200 with new cookies", String.valueOf(answers.refused.get()));
    table.row("refreshes at Keycloak", String.format(Locale.ROOT, "%,d", refreshes));
    table.row("sessions a second", String.format(Locale.ROOT, "%,.0f", sessions / seconds));
    table.row("p50, ms", String.format(Locale.ROOT, "%.0f", answers.percentile(0.5)));
    table.row("p99, ms", String.format(Locale.ROOT, "%.0f", answers.percentile(0.99)));
    table.row("enforcer CPU for a refreshed session, µs", String.format(Locale.ROOT, "%.0f", cpu / sessions * 1e6));
    System.out.println("\n" + Machine.description() + "\n\n" + table.text());
    if (report != null) {
      Report.write(report, "refresh", table.markdown(), Map.of());
    }
    if (json != null) {
      ObjectNode results = Report.json("refresh").put("machine", Machine.description())
          .put("sessions", sessions).put("requests", answers.millis.size()).put("refused", answers.refused.get())
          .put("refreshes", refreshes).put("sessions_per_second", Math.round(sessions / seconds))
          .put("p50_ms", answers.percentile(0.5)).put("p99_ms", answers.percentile(0.99))
          .put("cpu_us_per_session", Math.round(cpu / sessions * 1e6));
      Report.writeJson(json, results);
    }
    if (refreshes != sessions) {
      throw new BenchFailure("Each session should have been refreshed once, and Keycloak was asked " + refreshes + " times");
    }
  }
}
