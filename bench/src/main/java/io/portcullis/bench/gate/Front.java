package io.portcullis.bench.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * One way of putting a check before the application, and what was measured of it round by round.
 *
 * @param key its name in JSON
 * @param title its name in tables
 * @param port where wrk asks
 * @param nginx the worker that wrk asks
 * @param service CPU seconds so far of the process that nginx asks; {@code null} when it asks none
 */
record Front(String key, String title, int port, Running nginx, DoubleSupplier service, List<Round> rounds) {

  /**
   * One round.
   *
   * @param serviceMicros CPU of the asked process for one check
   * @param nginxMicros CPU of nginx for one request
   */
  record Round(double rate, double p50, double p99, double serviceMicros, double nginxMicros) {}

  Front(String key, String title, int port, Running nginx, DoubleSupplier service) {
    this(key, title, port, nginx, service, new ArrayList<>());
  }

  void saturate(Wrk wrk, java.nio.file.Path requests, double seconds) {
    double nginxBefore = nginx.cpuSeconds();
    double serviceBefore = service == null ? 0 : service.getAsDouble();
    Wrk.Result result = wrk.saturate(port, requests, 32, seconds);
    rounds.add(new Round(result.rate(), result.p50(), result.p99(),
        service == null ? Double.NaN : (service.getAsDouble() - serviceBefore) / result.requests() * 1e6,
        (nginx.cpuSeconds() - nginxBefore) / result.requests() * 1e6));
  }

  Samples rates() {
    return of(Round::rate);
  }

  Samples of(java.util.function.ToDoubleFunction<Round> quantity) {
    return new Samples(rounds.stream().map(quantity::applyAsDouble).toList());
  }

  /** Throughput against another front, round by round: what slows the machine for a while slows both. */
  Samples ratioTo(Front other) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(rounds.size(), other.rounds.size()); i++) {
      ratios.add(rounds.get(i).rate / other.rounds.get(i).rate);
    }
    return new Samples(ratios);
  }
}
