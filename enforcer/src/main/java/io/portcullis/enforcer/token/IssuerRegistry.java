package io.portcullis.enforcer.token;

import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The issuers whose tokens are accepted, with their keys and endpoints. A token's {@code iss} picks exactly one of
 * them. Everything is fetched in the background; {@link #start} begins, {@link #close} ends it.
 */
public final class IssuerRegistry implements AutoCloseable {

  private final Map<String, KeySource> sources = new HashMap<>();
  private final ScheduledThreadPoolExecutor scheduler;
  private final Transport transport;

  /**
   * @param issuers at least one; no two of the same identifier
   * @param timing when keys are fetched and how long they are kept
   * @param transport fetches the documents; closed with this registry
   * @throws IllegalArgumentException when there is no issuer, or one twice
   */
  public IssuerRegistry(
      List<Issuer> issuers, KeyFetching timing, Transport transport, Clock clock, TokenEvents events) {
    if (issuers.isEmpty()) {
      throw new IllegalArgumentException("At least one issuer must be configured");
    }
    this.transport = transport;
    this.scheduler = new ScheduledThreadPoolExecutor(issuers.size(), task -> {
      Thread thread = new Thread(task, "portcullis-keys");
      thread.setDaemon(true);
      return thread;
    });
    scheduler.setRemoveOnCancelPolicy(true);
    for (Issuer issuer : issuers) {
      KeySource source = new KeySource(issuer, timing, transport, scheduler, clock, events);
      if (sources.put(issuer.issuer().toString(), source) != null) {
        throw new IllegalArgumentException("The issuer " + issuer.issuer() + " is configured twice");
      }
    }
  }

  /** Begins to fetch, in the background: returns at once, whether or not an issuer can be reached. */
  public void start() {
    sources.values().forEach(KeySource::refresh);
  }

  /** How it stands with each issuer. */
  public List<IssuerStatus> status() {
    return sources.values().stream().map(KeySource::status).toList();
  }

  /** Where the issuer offers what; empty as long as its discovery document was never fetched. */
  public Optional<IssuerEndpoints> endpoints(URI issuer) {
    return Optional.ofNullable(sources.get(issuer.toString())).map(KeySource::endpoints);
  }

  /** Has every issuer's keys fetched now, in the background: for an operator who knows that they changed. */
  public void refresh() {
    sources.values().forEach(KeySource::refresh);
  }

  /**
   * Does what the first verifications would otherwise wait for: loads classes and cryptographic providers. Takes
   * a moment of CPU, so not to be called on a thread that must not be held up; to be called when keys are at hand.
   */
  public void warmUp() {
    sources.values().forEach(WarmUp::with);
  }

  /** Ends all fetching. Tokens are still verified with the keys at hand until those are too old. */
  @Override
  public void close() {
    sources.values().forEach(KeySource::stop);
    scheduler.shutdownNow();
    transport.close();
  }

  KeySource source(String issuer) {
    return issuer == null ? null : sources.get(issuer);
  }
}
