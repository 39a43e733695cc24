package io.portcullis.bench.gate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portcullis.bench.Chart;
import io.portcullis.bench.Machine;
import io.portcullis.bench.Report;
import io.portcullis.bench.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench soak}: memory and latency over time. */
@Command(name = "soak", mixinStandardHelpOptions = true,
    description = {"Memory and latency over time, at a steady pace through nginx. Every part of the run brings sessions that",
        "were never seen before, and ends some."})
public final class SoakCommand implements Callable<Integer> {

  private static final double PART_SECONDS = 20;
  private static final int USERS = 2_000;
  /** Short, so that tokens end as fast as new ones come after some minutes, as in a long day. */
  private static final long LIFETIME_SECONDS = 100;

  @Option(names = "--minutes", defaultValue = "20", description = "How long (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(names = "--quick", description = "Two minutes.")
  private boolean quick;

  @Option(names = "--rate", defaultValue = "4000", description = "Requests a second (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results there.")
  private Path json;

  @Option(names = "--report", paramLabel = "DOCUMENT", description = "Write a table and charts into this Markdown file.")
  private Path report;

  /** What was seen in one part of the run. */
  private record Sample(double minute, double p50, double p99, double micros, double megabytes) {}

  @Override
  public Integer call() {
    List<Sample> samples = new ArrayList<>();
    try (Folder folder = Folder.fresh(); Stand stand = new Stand(Folder.checkout(), folder, null)) {
      Front front = stand.front("uds");
      Running enforcer = stand.enforcer.process();
      long began = System.nanoTime();
      double end = (quick ? 2 : minutes) * 60;
      for (double at = 0; at < end; at = (System.nanoTime() - began) / 1e9) {
        Path requests = stand.requests("soak", stand.tokens.cookies(USERS, LIFETIME_SECONDS), Policies.targets(Stand.FEW_LOCATIONS, 100));
        double cpu = enforcer.cpuSeconds();
        Wrk.Result result = stand.wrk.paced(front.port(), requests, rate, PART_SECONDS);
        samples.add(new Sample((System.nanoTime() - began) / 6e10, result.p50(), result.p99(),
            (enforcer.cpuSeconds() - cpu) / result.requests() * 1e6, enforcer.residentMegabytes()));
        enforcer.emptyLog();
        System.err.printf(Locale.ROOT, "minute %.1f: p99 %.2f ms, %.1f µs a check, %.0f MB%n", samples.get(samples.size() - 1).minute,
            result.p99(), samples.get(samples.size() - 1).micros, samples.get(samples.size() - 1).megabytes);
      }
    }
    show(samples);
    return 0;
  }

  private void show(List<Sample> samples) {
    Table table = new Table(String.format(Locale.ROOT, "Soak: %,.0f requests/s, %,d new sessions every %.0f s", rate, USERS, PART_SECONDS),
        "minute", "p50 ms", "p99 ms", "CPU, µs a check", "RSS, MB");
    int step = Math.max(1, samples.size() / 12);
    for (int i = 0; i < samples.size(); i += step) {
      Sample sample = samples.get(i);
      table.row(String.format(Locale.ROOT, "%.1f", sample.minute), String.format(Locale.ROOT, "%.2f", sample.p50),
          String.format(Locale.ROOT, "%.2f", sample.p99), String.format(Locale.ROOT, "%.1f", sample.micros),
          String.format(Locale.ROOT, "%.0f", sample.megabytes));
    }
    System.out.println("\n" + Machine.description() + "\n\n" + table.text());
    if (json != null) {
      ObjectNode results = Report.json("soak").put("machine", Machine.description()).put("rate", rate);
      ArrayNode array = results.putArray("samples");
      samples.forEach(sample -> array.addObject().put("minute", sample.minute).put("p50_ms", sample.p50)
          .put("p99_ms", sample.p99).put("cpu_us_per_check", sample.micros).put("rss_mb", sample.megabytes));
      Report.writeJson(json, results);
    }
    if (report != null) {
      List<Double> time = samples.stream().map(Sample::minute).toList();
      Report.write(report, "soak", table.markdown(), Map.of(
          "soak-memory", Chart.lines("Soak: memory", "minutes", "RSS, MB", time, samples.stream().map(Sample::megabytes).toList()),
          "soak-latency", Chart.lines("Soak: p99", "minutes", "ms", time, samples.stream().map(Sample::p99).toList())));
    }
  }
}
