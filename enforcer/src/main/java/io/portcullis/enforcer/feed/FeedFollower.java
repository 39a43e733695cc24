package io.portcullis.enforcer.feed;

import io.portcullis.enforcer.feed.FeedUnavailableException.Cure;
import io.portcullis.enforcer.revocation.Change;
import io.portcullis.enforcer.revocation.RevocationIndex;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Follows the change feed on a thread of its own.
 *
 * <p>Each answer says which node gave it, up to which position in that node's order, and since when that node knows
 * everything. The follower keeps a position for every node, for a proxy may lead to another one each time, and the time
 * up to which it knows everything itself. Invariant: no change before {@code completeUntil} is unknown to the index. When
 * a node's knowledge begins later than that (it restarted, or this gate was away for longer than the node remembers),
 * changes may be missing: then everything older than the node's beginning counts as outdated. The same holds at the
 * start, where nothing is known yet.
 */
public final class FeedFollower implements AutoCloseable {

  private static final Duration WAIT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(2);
  /** A change takes a moment from node to node. */
  private static final long ON_ITS_WAY_MILLIS = 2_000;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 3_000;
  private static final int MAX_NODES = 32;
  /** How often, a moment apart, another node is looked for that knows what this one does not. */
  private static final int QUESTIONS_BEFORE_A_GAP = 10;
  private static final Duration HOUSEKEEPING = Duration.ofMinutes(1);

  private final Feed feed;
  private final RevocationIndex index;
  private final FeedState state;
  private final Clock clock;
  private final Consumer<String> news;
  private final Consumer<String> problems;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, Long> positions = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
      return size() > MAX_NODES;
    }
  };
  private final Thread thread = new Thread(this::run, "portcullis-feed");
  private long completeUntil;
  private long longestLifespan;
  private long pause = FIRST_PAUSE_MILLIS;
  private boolean retried;
  private int doubts;
  private long housekeptAt;

  FeedFollower(Feed feed, RevocationIndex index, FeedState state, Clock clock, Consumer<String> news,
      Consumer<String> problems) {
    this.feed = feed;
    this.index = index;
    this.state = state;
    this.clock = clock;
    this.news = news;
    this.problems = problems;
    thread.setDaemon(true);
  }

  /**
   * @param issuer where the issuer is reached from here
   * @param tokens obtains an access token of the gate's service account; fails with an exception whose message says why
   * @param news told in words when the feed is there
   * @param problems told in words when it is not, and why
   */
  public static FeedFollower of(URI issuer, Supplier<CompletionStage<String>> tokens, RevocationIndex index,
      FeedState state, Clock clock, Consumer<String> news, Consumer<String> problems) {
    return new FeedFollower(new FeedConnection(issuer, tokens, ANSWER), index, state, clock, news, problems);
  }

  /** Begins to follow; returns at once. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (closed.getCount() > 0) {
        long rest = step();
        if (rest > 0 && closed.await(rest, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Asks once; gives back how long to pause, in milliseconds. */
  long step() throws InterruptedException {
    try {
      FeedPage page = feed.poll(Map.copyOf(positions), completeUntil, doubts > 0 ? Duration.ZERO : WAIT);
      pause = FIRST_PAUSE_MILLIS;
      retried = false;
      if (anotherMayKnowMore(page)) {
        // Heeded already; what the position would skip is asked for again.
        page.changes().forEach(index::apply);
        return FIRST_PAUSE_MILLIS;
      }
      accept(page);
      return 0;
    } catch (FeedUnavailableException e) {
      if (e.cure() == Cure.NEW_TOKEN && !retried) {
        // Every token of a service account ends some day; that alone is no outage.
        retried = true;
        return 0;
      }
      if (state.failed(e.getMessage(), e.cure() == Cure.ADMINISTRATOR)) {
        problems.accept("The change feed is away: " + e.getMessage() + ". Until it is back, a change at Keycloak counts when"
            + " the access tokens from before it have expired.");
      }
    } catch (RuntimeException | Error e) {
      // Even then: a thread that ended here would follow nothing until the next restart.
      state.failed("an error of the gate itself: " + e, true);
      problems.accept("The change feed cannot be followed: " + e);
    }
    long rest = pause;
    pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
    return rest;
  }

  private boolean anotherMayKnowMore(FeedPage page) {
    boolean gap = completeUntil > 0 && page.completeSince() > completeUntil;
    doubts = gap && doubts < QUESTIONS_BEFORE_A_GAP ? doubts + 1 : 0;
    return doubts > 0;
  }

  private void accept(FeedPage page) {
    if (page.longestLifespanSeconds() > longestLifespan) {
      // Tokens from before a setting was lowered still live: what counts is the longest that was ever heard of.
      longestLifespan = page.longestLifespanSeconds();
      index.tokenLifetime(Duration.ofSeconds(longestLifespan));
    }
    if (page.completeSince() > completeUntil) {
      index.gap(page.completeSince());
      if (completeUntil > 0) {
        state.missed();
        problems.accept("Changes may have been missed; every token from before "
            + Instant.ofEpochMilli(page.completeSince()) + " is renewed.");
      }
    }
    page.changes().forEach(index::apply);
    if (!page.changes().isEmpty()) {
      Change last = page.changes().get(page.changes().size() - 1);
      // What another node tells again is old; its delay says nothing.
      boolean fresh = positions.containsKey(page.node());
      state.arrived(page.changes().size(), fresh ? Math.max(0, clock.millis() - last.at()) : state.delayMillis());
    }
    positions.put(page.node(), page.position());
    if (!page.more()) {
      // What is older than the node's knowledge was just marked as outdated: that is as good as known.
      completeUntil = Math.max(completeUntil, Math.max(page.completeSince(), page.now() - ON_ITS_WAY_MILLIS));
      if (state.answered(Duration.ofSeconds(page.lifespanSeconds()))) {
        news.accept("The change feed is connected: changes at Keycloak count within a second.");
      }
      if (state.silent(page.node(), page.silentNodes())) {
        problems.accept("Keycloak's node " + page.node() + " hears nothing more of " + String.join(", ", page.silentNodes())
            + ". If that node did not die but is cut off and works on, what is changed there counts when the access tokens"
            + " from before it have expired, or when the nodes have found each other again.");
      }
    }
    if (clock.millis() - housekeptAt > HOUSEKEEPING.toMillis()) {
      housekeptAt = clock.millis();
      index.forgetExpired();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
