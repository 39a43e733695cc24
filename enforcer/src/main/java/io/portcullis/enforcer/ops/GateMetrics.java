package io.portcullis.enforcer.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.portcullis.enforcer.token.Rejection;
import io.portcullis.enforcer.token.TokenEvents;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What the gate counts (Micrometer). Every label has few values: codes of this program's own, never anything that a
 * client can make up.
 */
public final class GateMetrics implements TokenEvents {

  private final MeterRegistry registry;
  private final Timer checkTime;
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, DistributionSummary> sizes = new ConcurrentHashMap<>();
  private final Counter cacheHits;
  private final Counter cacheMisses;

  /** Registers the meters. */
  public GateMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.checkTime = Timer.builder("portcullis.check.duration").description("Time to answer a check")
        .serviceLevelObjectives(Duration.ofNanos(50_000), Duration.ofNanos(250_000), Duration.ofMillis(1),
            Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100), Duration.ofSeconds(1))
        .register(registry);
    this.cacheHits = counter("portcullis.token.cache", "result", "hit");
    this.cacheMisses = counter("portcullis.token.cache", "result", "miss");
  }

  /**
   * A check was answered.
   *
   * @param outcome as in the decision log
   * @param reason as in the decision log
   * @param nanos how long it took, in nanoseconds
   */
  public void check(String outcome, String reason, long nanos) {
    checkTime.record(nanos, java.util.concurrent.TimeUnit.NANOSECONDS);
    counters.computeIfAbsent(outcome + '/' + reason, key -> Counter.builder("portcullis.checks")
        .description("Checks by outcome and reason").tag("outcome", outcome).tag("reason", reason).register(registry))
        .increment();
  }

  /** A request needed a refresh: {@code ok}, {@code refused}, {@code unavailable} or {@code coalesced}. */
  public void refresh(String result) {
    counter("portcullis.refreshes", "result", result).increment();
  }

  /** A login ended: {@code ok} or a code of why not. */
  public void login(String result) {
    counter("portcullis.logins", "result", result).increment();
  }

  /** A cookie was set: how many bytes it has, so that growth is seen before browsers drop it. */
  public void cookieSet(String name, int bytes) {
    sizes.computeIfAbsent(name, key -> DistributionSummary.builder("portcullis.cookie.size").baseUnit("bytes")
        .description("Bytes of the cookies that were set").tag("cookie", name).register(registry)).record(bytes);
  }

  /** A cookie was not set, since browsers would drop it. */
  public void cookieTooLarge(String name) {
    counter("portcullis.cookies.too_large", "cookie", name).increment();
  }

  /** Shows a number that is asked for when metrics are read. */
  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  @Override
  public void cacheHit() {
    cacheHits.increment();
  }

  @Override
  public void cacheMiss() {
    cacheMisses.increment();
  }

  @Override
  public void rejected(Rejection reason) {
    counter("portcullis.tokens.rejected", "reason", reason.code()).increment();
  }

  @Override
  public void keysFetched(URI issuer, boolean changed) {
    counter("portcullis.key.fetches", "result", changed ? "changed" : "unchanged").increment();
  }

  @Override
  public void keysFailed(URI issuer, String problem) {
    counter("portcullis.key.fetches", "result", "failed").increment();
  }

  private Counter counter(String name, String tag, String value) {
    return counters.computeIfAbsent(name + '/' + value,
        key -> Counter.builder(name).tag(tag, value).register(registry));
  }
}
