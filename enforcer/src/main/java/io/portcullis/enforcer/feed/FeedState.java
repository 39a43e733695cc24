package io.portcullis.enforcer.feed;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How it stands with the change feed, for checks, health and metrics. What holds while it is away, the bound, is that a
 * change counts when the access tokens from before it have expired.
 */
public final class FeedState {

  /** What the feed is doing. */
  public enum Status {
    /** Switched off by the operator. */
    OFF,
    /** Not reached yet, and only just started. */
    STARTING,
    /** Changes arrive within a moment. */
    UP,
    /** Changes do not arrive. */
    AWAY
  }

  /**
   * How it stands at one moment.
   *
   * @param since since when the status is what it is
   * @param heard when the feed last answered, or {@code null} when it never did
   * @param problem why it is away, for a person, or {@code null}
   * @param lifespan how long access tokens live, as the feed said last, or {@code null} when it never did
   */
  public record Snapshot(Status status, Instant since, Instant heard, String problem, Duration lifespan) {}

  /** The other parts of the gate need a moment to start, and so does the first answer. */
  private static final Duration START = Duration.ofSeconds(5);
  /** Whoever follows hears an answer or a failure sooner than this; when not even that comes, nobody is following. */
  private static final Duration SILENCE = Duration.ofSeconds(15);

  /** How long a node's word counts for whom it does not hear: a balancer may ask another one next. */
  private static final Duration CLAIM = Duration.ofMinutes(1);

  private final Clock clock;
  private final boolean required;
  private final Duration grace;
  private volatile Snapshot now;
  private volatile long changes;
  private volatile long gaps;
  private volatile long delayMillis;
  private final Map<String, Claim> silent = new ConcurrentHashMap<>();

  /**
   * @param on whether the feed is followed at all
   * @param required whether checks are refused while it is away
   * @param grace how long it may be away before they are
   */
  public FeedState(boolean on, boolean required, Duration grace, Clock clock) {
    this.clock = clock;
    this.required = required;
    this.grace = grace;
    this.now = new Snapshot(on ? Status.STARTING : Status.OFF, clock.instant(), null, null, null);
  }

  /** How it stands now. */
  public Snapshot snapshot() {
    Snapshot current = now;
    Instant instant = clock.instant();
    if (current.status == Status.STARTING && instant.isAfter(current.since.plus(START))) {
      return new Snapshot(Status.AWAY, current.since, null, current.problem, null);
    }
    return current.status == Status.UP && instant.isAfter(current.heard.plus(SILENCE))
        ? new Snapshot(Status.AWAY, current.heard, current.heard, "neither an answer nor a failure for "
            + Duration.between(current.heard, instant).toSeconds() + " s", current.lifespan) : current;
  }

  /**
   * Whether no credential can be judged now: in the first moments, before it is known what was revoked while this gate
   * was not running, and, where the operator wants it so, while the feed is away.
   */
  public boolean refuses() {
    Snapshot known = now;
    if (known.status == Status.OFF || known.status == Status.UP && !required) {
      return false;
    }
    Snapshot current = snapshot();
    return current.status == Status.STARTING
        || current.status == Status.AWAY && required && clock.instant().isAfter(current.since.plus(grace));
  }

  /** Whether checks are refused while the feed is away. */
  public boolean required() {
    return required;
  }

  /** How many changes arrived. */
  public long changes() {
    return changes;
  }

  /** How often changes may have been missed, so that all older tokens counted as outdated. */
  public long gaps() {
    return gaps;
  }

  /** How long the last change took to get here, in milliseconds by the two clocks. */
  public long delayMillis() {
    return delayMillis;
  }

  /** Whom a node hears nothing more of, as it said at some time. */
  private record Claim(List<String> nodes, Instant at) {}

  /**
   * Keycloak's nodes of which another one hears nothing more, sorted. Mostly they died; one that is cut off from the others
   * and works on makes changes that are not told until the two have found each other again.
   */
  public List<String> silentNodes() {
    Instant instant = clock.instant();
    silent.values().removeIf(claim -> instant.isAfter(claim.at.plus(CLAIM)));
    return silent.values().stream().flatMap(claim -> claim.nodes.stream()).distinct().sorted().toList();
  }

  /** @return whether one is silent that was not before */
  boolean silent(String node, List<String> nodes) {
    boolean news = !silentNodes().containsAll(nodes);
    silent.put(node, new Claim(List.copyOf(nodes), clock.instant()));
    return news;
  }

  boolean answered(Duration lifespan) {
    Snapshot before = now;
    Instant instant = clock.instant();
    boolean returned = snapshot().status() != Status.UP;
    now = new Snapshot(Status.UP, returned ? instant : before.since, instant, null, lifespan);
    return returned;
  }

  /** @return whether that is news */
  boolean failed(String problem, boolean certain) {
    Snapshot before = now;
    boolean starting = snapshot().status == Status.STARTING && !certain;
    boolean news = !starting && (before.status != Status.AWAY || !problem.equals(before.problem));
    // Since when: what counts is when it was last known to be well.
    Instant since = before.status == Status.UP ? before.heard : before.since;
    now = new Snapshot(starting ? Status.STARTING : Status.AWAY, since, before.heard, problem, before.lifespan);
    return news;
  }

  void arrived(int number, long delay) {
    changes += number;
    delayMillis = delay;
  }

  void missed() {
    gaps++;
  }
}
