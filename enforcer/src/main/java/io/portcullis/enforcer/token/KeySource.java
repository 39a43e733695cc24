package io.portcullis.enforcer.token;

import io.portcullis.enforcer.token.KeyWaiters.Answer;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One issuer's keys: fetched in the background, kept through outages, and fetched early when a token names a key that
 * is not known yet.
 *
 * <p>States: no keys yet, keys at hand, keys too old to be relied on. At most one fetch is under way, and at most one
 * is planned. The attacker invents {@code kid}s to make us hammer the issuer or hold requests; the honest caller brings
 * a token whose key was made a moment ago. Hence: such a token waits for a fetch that begins after it came, but fetches
 * that tokens cause keep an interval; a {@code kid} that a fetch did not bring is refused at once until the interval is
 * over; and once someone waited an interval in vain, nobody waits that long again for a while. Tokens that came from
 * the issuer's own token endpoint are above suspicion: for them a fetch begins at once.
 */
final class KeySource {

  private static final Pattern PLAUSIBLE_KEY_ID = Pattern.compile("[A-Za-z0-9._~=+-]{1,128}");
  private static final long MAX_RETRY_MILLIS = 30_000;
  private static final long NO_PARKING_MILLIS = 60_000;
  private static final long ISSUED_BEFORE_TOLERANCE_SECONDS = 60;

  private record Snapshot(KeySet keys, IssuerEndpoints endpoints, long discoveredMillis, long fetchedMillis) {}

  private final Issuer issuer;
  private final KeyFetching timing;
  private final IssuerDocuments documents;
  private final ScheduledExecutorService scheduler;
  private final Clock clock;
  private final TokenEvents events;

  private volatile Snapshot snapshot;
  private volatile long notBefore;

  private final KeyWaiters waiters = new KeyWaiters();
  private boolean fetching;
  private long fetchNumber;
  private long lastStartMillis = Long.MIN_VALUE / 2;
  /** When the last fetch began that tokens of requests had caused. */
  private long lastCausedMillis = Long.MIN_VALUE / 2;
  private long noParkingUntilMillis = Long.MIN_VALUE;
  private int failures;
  private String problem = "The keys have not been fetched yet";
  private Instant readySince;
  private final Instant startedAt;
  private ScheduledFuture<?> planned;
  private long plannedMillis;

  KeySource(Issuer issuer, KeyFetching timing, Transport transport, ScheduledExecutorService scheduler, Clock clock,
      TokenEvents events) {
    this.issuer = issuer;
    this.timing = timing;
    this.documents = new IssuerDocuments(issuer, transport);
    this.scheduler = scheduler;
    this.clock = clock;
    this.events = events;
    this.startedAt = clock.instant();
  }

  Issuer issuer() {
    return issuer;
  }

  /** Tokens issued before this time, in epoch seconds, are refused. */
  long notBefore() {
    return notBefore;
  }

  void notBefore(long epochSeconds) {
    notBefore = epochSeconds;
  }

  /** Has the keys fetched as soon as possible, whatever was planned. */
  synchronized void refresh() {
    plan(0);
  }

  /** The keys to verify with now, or {@code null} when there are none that can be relied on. */
  KeySet keys() {
    Snapshot held = snapshot;
    return held == null || held.keys.size() == 0
        || clock.millis() - held.fetchedMillis > timing.keepFor().toMillis() ? null : held.keys;
  }

  IssuerEndpoints endpoints() {
    Snapshot held = snapshot;
    return held == null ? null : held.endpoints;
  }

  synchronized IssuerStatus status() {
    Snapshot held = snapshot;
    boolean ready = keys() != null;
    Instant since = ready ? readySince : held == null ? startedAt
        : Instant.ofEpochMilli(held.fetchedMillis + (held.keys.size() == 0 ? 0 : timing.keepFor().toMillis()));
    return new IssuerStatus(issuer.issuer(), ready, since, held == null ? 0 : held.keys.size(),
        held == null ? null : Instant.ofEpochMilli(held.fetchedMillis),
        ready && failures == 0 ? null
            : problem != null ? problem : "The keys were last fetched too long ago to be relied on");
  }

  /** Whether asking the issuer could bring a key that is not known, for a token that claims to be issued then. */
  synchronized boolean mayLearn(String keyId, long claimedIssuedAt) {
    Snapshot held = snapshot;
    if (keyId == null || !PLAUSIBLE_KEY_ID.matcher(keyId).matches()) {
      return false;
    }
    // A key that a token was signed with existed when the token was issued: an earlier fetch would have brought it.
    if (held != null && claimedIssuedAt < held.fetchedMillis / 1000 - ISSUED_BEFORE_TOLERANCE_SECONDS) {
      return false;
    }
    long now = clock.millis();
    if (waiters.knownAbsent(keyId) && millisLeft(lastStartMillis, now) > 0) {
      return false;
    }
    return millisLeft(lastCausedMillis, now) == 0 || waiters.roomToPark(keyId) && (fetching || mayPark(now));
  }

  /**
   * Waits until it is known whether the key exists.
   *
   * @param fromIssuer whether the token came from the issuer's own token endpoint, so that no interval is kept
   */
  synchronized CompletableFuture<Answer> learn(String keyId, boolean fromIssuer) {
    KeySet keys = keys();
    if (keys != null && keys.names(keyId)) {
      return CompletableFuture.completedFuture(Answer.PUBLISHED);
    }
    long wait = fromIssuer ? 0 : millisLeft(lastCausedMillis, clock.millis());
    if (keys == null && !fetching && wait > 0) {
      return CompletableFuture.completedFuture(Answer.UNDECIDED);
    }
    CompletableFuture<Answer> answer = waiters.add(keyId, fetchNumber, fromIssuer, wait > 0);
    if (!fetching && !answer.isDone()) {
      plan(wait);
    }
    return answer;
  }

  synchronized void stop() {
    if (planned != null) {
      planned.cancel(false);
    }
    fetching = true;
    waiters.giveUp().forEach(Runnable::run);
  }

  /** Whether it makes sense to wait until the next fetch is allowed. */
  private boolean mayPark(long now) {
    long wait = millisLeft(lastCausedMillis, now);
    return wait == 0 || now >= noParkingUntilMillis && wait <= timing.maxWait().toMillis();
  }

  /** What is left of the interval that began then. A clock that was set back must not lock the keys out. */
  private long millisLeft(long beganMillis, long now) {
    long since = now - beganMillis;
    return since < 0 ? 0 : Math.max(0, timing.unknownKeyInterval().toMillis() - since);
  }

  private void plan(long delayMillis) {
    if (fetching || scheduler.isShutdown()) {
      return;
    }
    long due = System.nanoTime() / 1_000_000 + delayMillis;
    if (planned != null && !planned.isDone()) {
      if (plannedMillis <= due) {
        return;
      }
      planned.cancel(false);
    }
    plannedMillis = due;
    planned = scheduler.schedule(this::fetch, delayMillis, TimeUnit.MILLISECONDS);
  }

  private void fetch() {
    long number;
    long started = clock.millis();
    Snapshot held = snapshot;
    boolean discover;
    synchronized (this) {
      if (fetching) {
        return;
      }
      fetching = true;
      planned = null;
      number = ++fetchNumber;
      lastStartMillis = started;
      if (waiters.anyOfRequests()) {
        lastCausedMillis = started;
      }
      waiters.fetchBegins();
      discover = held == null || failures > 0 || started - held.discoveredMillis >= timing.every().toMillis();
    }
    CompletableFuture<IssuerEndpoints> endpoints =
        discover ? documents.endpoints() : CompletableFuture.completedFuture(held.endpoints);
    endpoints
        .thenCompose(known -> documents.keys(known, held == null ? null : held.keys).thenApply(keys ->
            new Snapshot(keys, known, discover ? started : held.discoveredMillis, started)))
        .whenComplete((fetched, failure) -> settle(number, fetched, failure));
  }

  private void settle(long number, Snapshot fetched, Throwable failure) {
    List<Runnable> answers;
    boolean changed = false;
    String trouble = null;
    synchronized (this) {
      if (scheduler.isShutdown()) {
        return;
      }
      fetching = false;
      if (failure == null) {
        Snapshot held = snapshot;
        changed = held == null || !held.keys.sameAs(fetched.keys);
        if (keys() == null) {
          readySince = clock.instant();
        }
        snapshot = fetched;
        failures = 0;
        if (held != null) {
          waiters.withdrawn(held.keys.idsMissingFrom(fetched.keys));
        }
        problem = fetched.keys.size() > 0 ? null
            : fetched.endpoints.jwks() + " publishes no signing key that can be used";
        KeyWaiters.Settled settled = waiters.settle(fetched.keys, number, mayPark(clock.millis()));
        answers = settled.answers();
        if (settled.parkedInVain()) {
          noParkingUntilMillis = clock.millis() + NO_PARKING_MILLIS;
        }
        plan(waiters.isEmpty() ? timing.every().toMillis()
            : waiters.anyOfIssuer() ? 0 : millisLeft(lastCausedMillis, clock.millis()));
      } else {
        failures++;
        trouble = IssuerDocuments.inWords(failure);
        problem = trouble;
        answers = waiters.giveUp();
        plan(Math.min(MAX_RETRY_MILLIS, timing.retryAfter().toMillis() << Math.min(10, failures - 1)));
      }
    }
    answers.forEach(Runnable::run);
    if (trouble == null) {
      events.keysFetched(issuer.issuer(), changed);
    } else {
      events.keysFailed(issuer.issuer(), trouble);
    }
  }
}
