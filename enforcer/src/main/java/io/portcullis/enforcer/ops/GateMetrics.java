package io.portcullis.enforcer.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.portcullis.enforcer.token.Rejection;
import io.portcullis.enforcer.token.TokenEvents;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What the gate counts (Micrometer); {@code docs/observability.md} has the table. Every label has few values: codes of
 * this program's own, never anything that a client can make up. Counters exist from the start, so that a rate is seen
 * from the first event on and nothing is looked up by labels on the way of a check.
 */
public final class GateMetrics implements TokenEvents {

  private static final List<String> LOGINS = List.of("ok", "resumed", "refused", "unavailable", "bad_state",
      "bad_issuer", "no_cookie", "cross_origin", "malformed", "unusable_token", "cookie_too_large");
  private static final List<String> COOKIES =
      List.of("__Host-portcullis_at", "__Host-portcullis_rt", "__Host-portcullis_sk");

  private final MeterRegistry registry;
  private final Timer checkTime;
  private final Counter cacheHits;
  private final Counter cacheMisses;
  private final Counter[] rejections = new Counter[Rejection.values().length];
  private final Codes<Counter> refreshes;
  private final Codes<Counter> logins;
  private final Codes<Counter> keyFetches;
  private final Codes<Counter> largeCookies;
  private final Codes<DistributionSummary> cookieSizes;
  private final MultiGauge policy;
  /** The registry itself would forget them. */
  private final List<Supplier<Number>> counted = new CopyOnWriteArrayList<>();

  /** Registers the meters. */
  public GateMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.checkTime = Timer.builder("portcullis.check.duration").description("Time to answer a check")
        .serviceLevelObjectives(Duration.ofNanos(50_000), Duration.ofNanos(250_000), Duration.ofMillis(1),
            Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100), Duration.ofSeconds(1))
        .register(registry);
    String verified = "Verifications of access tokens, answered from memory or done in full";
    this.cacheHits = counter("portcullis.token.cache", verified, "result", "hit");
    this.cacheMisses = counter("portcullis.token.cache", verified, "result", "miss");
    for (Rejection reason : Rejection.ofAccessTokens()) {
      rejections[reason.ordinal()] = rejection(reason);
    }
    this.refreshes = counters("portcullis.refreshes", "Requests that needed a refresh of their session", "result",
        List.of("ok", "refused", "unavailable", "coalesced"));
    this.logins = counters("portcullis.logins", "Logins that ended at the gate", "result", LOGINS);
    this.keyFetches = counters("portcullis.key.fetches", "Fetches of an issuer's keys (JWKS)", "result",
        List.of("changed", "unchanged", "failed"));
    this.largeCookies = counters("portcullis.cookies.too_large", "Cookies not set, since browsers would drop them",
        "cookie", COOKIES);
    this.cookieSizes = new Codes<>(COOKIES, name -> DistributionSummary.builder("portcullis.cookie.size")
        .baseUnit("bytes").description("Bytes of the cookies that were set").tag("cookie", name).register(registry));
    this.policy = MultiGauge.builder("portcullis.policy.info").description("1 for the policy revision in force")
        .register(registry);
  }

  /** The counter of the checks that end in one way. To be asked for once, and given to {@link #checked}. */
  public Counter checks(String outcome, String reason) {
    return Counter.builder("portcullis.checks").description("Checks by outcome and reason")
        .tag("outcome", outcome).tag("reason", reason).register(registry);
  }

  /**
   * A check was answered.
   *
   * @param outcome the counter of its outcome
   * @param nanos how long it took, in nanoseconds
   */
  public void checked(Counter outcome, long nanos) {
    checkTime.record(nanos, TimeUnit.NANOSECONDS);
    outcome.increment();
  }

  /** A request needed a refresh: {@code ok}, {@code refused}, {@code unavailable} or {@code coalesced}. */
  public void refresh(String result) {
    refreshes.of(result).increment();
  }

  /** A login ended: {@code ok} or a code of why not. */
  public void login(String result) {
    logins.of(result).increment();
  }

  /** A cookie was set: how many bytes it has, so that growth is seen before browsers drop it. */
  public void cookieSet(String name, int bytes) {
    cookieSizes.of(name).record(bytes);
  }

  /** A cookie was not set, since browsers would drop it. */
  public void cookieTooLarge(String name) {
    largeCookies.of(name).increment();
  }

  /** Counters of the security events that were written, by the codes of their kinds. */
  public Codes<Counter> securityEvents(List<String> kinds) {
    return counters("portcullis.security.events", "Security events: what one address repeated within a window", "event",
        kinds);
  }

  /** The policy in force from now on; only its revision has a series. */
  public void policy(String revision) {
    policy.register(List.of(MultiGauge.Row.of(Tags.of("revision", revision), 1)), true);
  }

  /** Shows a number that is asked for when metrics are read; labels as names and values in turn. */
  public void gauge(String name, String description, Supplier<Number> value, String... labels) {
    Gauge.builder(name, value).description(description).tags(labels).register(registry);
  }

  /** Shows a number that only grows, and is asked for when metrics are read; labels as names and values in turn. */
  public void count(String name, String description, Supplier<Number> value, String... labels) {
    counted.add(value);
    FunctionCounter.builder(name, value, supplier -> supplier.get().doubleValue()).description(description)
        .tags(labels).register(registry);
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
    Counter known = rejections[reason.ordinal()];
    (known == null ? rejection(reason) : known).increment();
  }

  @Override
  public void keysFetched(URI issuer, boolean changed) {
    keyFetches.of(changed ? "changed" : "unchanged").increment();
  }

  @Override
  public void keysFailed(URI issuer, String problem) {
    keyFetches.of("failed").increment();
  }

  private Counter rejection(Rejection reason) {
    return counter("portcullis.tokens.rejected", "Access tokens refused, by why", "reason", reason.code());
  }

  private Codes<Counter> counters(String name, String description, String label, List<String> values) {
    return new Codes<>(values, value -> counter(name, description, label, value));
  }

  private Counter counter(String name, String description, String label, String value) {
    return Counter.builder(name).description(description).tag(label, value).register(registry);
  }
}
