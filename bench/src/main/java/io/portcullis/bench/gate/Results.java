package io.portcullis.bench.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portcullis.bench.Chart;
import io.portcullis.bench.Machine;
import io.portcullis.bench.Report;
import io.portcullis.bench.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the comparison found: as JSON for programs, as tables with the targets beside for people. */
final class Results {

  private final ObjectNode json = Report.json("gate");
  private final Map<String, String> names = new HashMap<>();
  private final List<Table> tables = new ArrayList<>();
  private final Table targets = new Table("Targets", "what", "measured", "target", "");

  Results(boolean quick) {
    json.put("quick", quick).put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("machine", Machine.description());
  }

  void rounds(List<Front> fronts, Front floor) {
    Table table = new Table("Throughput through one nginx worker, 32 connections, one user", "check", "requests/s",
        "against (iii)", "spread", "p50 ms", "p99 ms", "CPU of the asked, µs a check", "CPU of nginx, µs a request");
    ObjectNode ratios = json.putObject("throughput_ratio");
    ObjectNode cpu = json.putObject("cpu_us_per_check");
    ObjectNode all = json.putObject("throughput");
    for (Front front : fronts) {
      names.put(front.key(), front.title());
      Samples ratio = front.ratioTo(floor);
      Samples service = front.of(Front.Round::serviceMicros);
      table.row(front.title(), number(front.rates().median(), 0), number(ratio.median(), 2),
          number(ratio.least(), 2) + "-" + number(ratio.most(), 2), number(front.of(Front.Round::p50).median(), 2),
          number(front.of(Front.Round::p99).median(), 2), number(service.median(), 1),
          number(front.of(Front.Round::nginxMicros).median(), 1));
      ratios.put(front.key(), rounded(ratio.median(), 3));
      if (front.service() != null) {
        cpu.put(front.key(), rounded(service.median(), 1));
      }
      ObjectNode details = all.putObject(front.key());
      details.put("requests_per_second", rounded(front.rates().median(), 0)).put("ratio_least", rounded(ratio.least(), 3))
          .put("ratio_most", rounded(ratio.most(), 3)).put("p50_ms", rounded(front.of(Front.Round::p50).median(), 3))
          .put("p99_ms", rounded(front.of(Front.Round::p99).median(), 3))
          .put("nginx_us", rounded(front.of(Front.Round::nginxMicros).median(), 1));
    }
    tables.add(table);
    target("throughput of (v) against (iii)", ratios.path("uds").asDouble(), 2, "", Target.AT_LEAST, 0.95);
    target("throughput of (iv) against (iii)", ratios.path("tcp").asDouble(), 2, "", Target.AT_LEAST, 0.85);
    target("enforcer CPU a check, Unix socket", cpu.path("uds").asDouble(), 1, " µs", Target.LESS_THAN, 15);
    target("enforcer CPU a check, TCP", cpu.path("tcp").asDouble(), 1, " µs", Target.LESS_THAN, 20);
  }

  void pace(double rate, Map<String, List<Wrk.Result>> measured) {
    Table table = new Table("At 70 % of saturation (" + number(rate, 0) + " requests/s asked for), 200 clients", "check",
        "requests/s", "p50 ms", "p99 ms", "p99 over (iii), ms", "spread");
    ObjectNode details = json.putObject("paced").put("asked_per_second", rounded(rate, 0));
    List<Wrk.Result> floor = measured.get("floor");
    double worst = 0;
    for (Map.Entry<String, List<Wrk.Result>> front : measured.entrySet()) {
      List<Wrk.Result> rounds = front.getValue();
      List<Double> added = new ArrayList<>();
      for (int i = 0; i < rounds.size(); i++) {
        added.add(rounds.get(i).p99() - floor.get(i).p99());
      }
      Samples over = new Samples(added);
      Samples p99 = new Samples(rounds.stream().map(Wrk.Result::p99).toList());
      Samples p50 = new Samples(rounds.stream().map(Wrk.Result::p50).toList());
      double per = new Samples(rounds.stream().map(Wrk.Result::rate).toList()).median();
      table.row(title(front.getKey()), number(per, 0), number(p50.median(), 2), number(p99.median(), 2),
          number(over.median(), 2), number(over.least(), 2) + " to " + number(over.most(), 2));
      details.putObject(front.getKey()).put("requests_per_second", rounded(per, 0)).put("p50_ms", rounded(p50.median(), 3))
          .put("p99_ms", rounded(p99.median(), 3)).put("added_p99_ms", rounded(over.median(), 3));
      worst = front.getKey().equals("floor") ? worst : Math.max(worst, over.median());
    }
    tables.add(table);
    json.put("added_p99_ms", rounded(worst, 3));
    target("p99 over (iii) at 70 %, the worse of (iv) and (v)", worst, 2, " ms", Target.LESS_THAN, 1);
  }

  private static String title(String key) {
    return switch (key) {
      case "floor" -> "(iii) the floor";
      case "tcp" -> "(iv) the gate, TCP";
      default -> "(v) the gate, Unix socket";
    };
  }

  void scale(List<Comparison.Scale> scales) {
    Table table = new Table("By Unix socket, with many live sessions and many locations", "sessions", "locations",
        "requests/s", "against (iii)", "enforcer CPU, µs a check", "against one session", "RSS, MB");
    ObjectNode details = json.putObject("scale");
    double one = micros(scales.get(0));
    for (Comparison.Scale scale : scales) {
      double rate = new Samples(scale.gate.stream().map(Front.Round::rate).toList()).median();
      double ratio = new Samples(scale.ratios).median();
      table.row(String.format(Locale.ROOT, "%,d", scale.tokens), String.format(Locale.ROOT, "%,d", scale.locations),
          number(rate, 0), number(ratio, 2), number(micros(scale), 1), number(micros(scale) / one, 2),
          number(scale.resident, 0));
      details.putObject(scale.tokens + "_sessions_" + scale.locations + "_locations")
          .put("requests_per_second", rounded(rate, 0)).put("throughput_ratio", rounded(ratio, 3))
          .put("cpu_us_per_check", rounded(micros(scale), 1)).put("cost_against_one", rounded(micros(scale) / one, 2))
          .put("rss_mb", rounded(scale.resident, 0));
    }
    tables.add(table);
    Comparison.Scale most = scales.get(2);
    String sessions = String.format(Locale.ROOT, "%,d", most.tokens) + " sessions";
    target(sessions + " against one, CPU a check", micros(most) / one, 2, "", Target.AT_MOST, 1.3);
    target(sessions + ", RSS", most.resident, 0, " MB", Target.LESS_THAN, 200);
  }

  private static double micros(Comparison.Scale scale) {
    return new Samples(scale.gate.stream().map(Front.Round::serviceMicros).toList()).median();
  }

  void anew(Front front) {
    double micros = front.of(Front.Round::serviceMicros).median();
    json.put("cpu_us_per_check_verified_anew", rounded(micros, 1));
    target("enforcer CPU of a check that verifies RS256 anew", micros, 1, " µs", Target.LESS_THAN, 60);
  }

  void starts(List<ColdStart> starts) {
    double ready = new Samples(starts.stream().map(ColdStart::readySeconds).toList()).median();
    double slowest = starts.stream().mapToDouble(ColdStart::slowestMillis).max().orElseThrow();
    double mean = new Samples(starts.stream().map(ColdStart::meanMillis).toList()).median();
    double resident = new Samples(starts.stream().map(ColdStart::residentMegabytes).toList()).median();
    json.putObject("start").put("ready_s", rounded(ready, 2)).put("slowest_of_first_100_ms", rounded(slowest, 1))
        .put("mean_of_first_100_ms", rounded(mean, 2)).put("rss_mb", rounded(resident, 0));
    target("cold start to ready", ready, 2, " s", Target.LESS_THAN, 1.5);
    target("slowest of the first 100 checks, in " + starts.size() + " starts", slowest, 1, " ms", Target.LESS_THAN, 50);
  }

  private enum Target { AT_LEAST, AT_MOST, LESS_THAN }

  private void target(String what, double measured, int digits, String unit, Target kind, double bound) {
    boolean met = switch (kind) {
      case AT_LEAST -> measured >= bound;
      case AT_MOST -> measured <= bound;
      case LESS_THAN -> measured < bound;
    };
    String word = kind == Target.AT_LEAST ? "at least " : kind == Target.AT_MOST ? "at most " : "under ";
    targets.row(what, number(measured, digits) + unit, word + (bound == Math.rint(bound) ? number(bound, 0)
        : String.valueOf(bound)) + unit, met ? "met" : "MISSED");
    json.withObject("/targets").putObject(what).put("measured", rounded(measured, 3)).put("bound", bound).put("met", met);
  }

  private static double rounded(double value, int digits) {
    double scale = Math.pow(10, digits);
    return Math.round(value * scale) / scale;
  }

  private static String number(double value, int digits) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  /** For people. */
  String text() {
    return "\n" + json.path("machine").asText() + "\n\n" + tables.stream().map(Table::text).collect(Collectors.joining("\n"))
        + "\n" + targets.text();
  }

  void write(Path file) {
    Report.writeJson(file, json);
  }

  private List<Chart.Bar> bars(String of, String quantity) {
    List<Chart.Bar> bars = new ArrayList<>();
    json.path(of).properties().forEach(entry -> {
      double value = quantity == null ? entry.getValue().asDouble() : entry.getValue().path(quantity).asDouble();
      if (value > 0) {
        bars.add(new Chart.Bar(names.getOrDefault(entry.getKey(), entry.getKey()), value));
      }
    });
    return bars;
  }

  /** Tables and charts for a document. */
  void report(Path document) {
    List<Table> all = new ArrayList<>(tables);
    all.add(0, targets);
    Map<String, String> charts = new TreeMap<>();
    charts.put("throughput", Chart.bars("Requests a second through one nginx worker",
        bars("throughput", "requests_per_second"), 0, "", 0));
    charts.put("cpu", Chart.bars("CPU of the asked process for a check", bars("cpu_us_per_check", null), 1, " µs", 0));
    charts.put("latency", Chart.bars("p99 at 70 % of saturation", bars("paced", "p99_ms"), 2, " ms", 0));
    Report.write(document, "gate", json.path("machine").asText() + "; " + json.path("time").asText() + ".\n\n"
        + all.stream().map(Table::markdown).collect(Collectors.joining("\n")), charts);
  }
}
