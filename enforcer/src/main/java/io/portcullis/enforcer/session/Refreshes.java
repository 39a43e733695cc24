package io.portcullis.enforcer.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.portcullis.enforcer.token.Verification;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One refresh for any number of requests that carry the same refresh token.
 *
 * <p>A browser sends many requests at once, and rotation allows a refresh token to be spent once: without this class
 * the second request would be taken for a thief and end the session. The first request starts the refresh, and all
 * others, while it runs and for the grace time after it, get the same outcome, new cookies included. So a response that
 * was lost on its way costs nothing either. Keycloak may also answer when those who asked have given up: such a pair of
 * tokens is kept for the next request of the session, for the old pair is spent.
 *
 * <p>States of an entry: under way, then renewed (kept for the grace time once somebody has it, until then for long),
 * ended (kept briefly, so that a dead session's requests do not all reach Keycloak) or unavailable (kept very briefly, so
 * that an outage is felt by Keycloak as few calls). Invariant: at most one call is under way for a token. No thread
 * waits: a future is completed by the HTTP client, and its call has a time limit. Keys are digests, so that a heap dump
 * shows no spent tokens as keys; their number is bounded, and made-up refresh tokens meet the turnstile before Keycloak.
 */
final class Refreshes {

  private static final Duration ENDED_KEPT = Duration.ofSeconds(5);
  private static final Duration UNAVAILABLE_KEPT = Duration.ofSeconds(1);
  private static final Duration UNCLAIMED_KEPT = Duration.ofMinutes(10);
  private static final long MAX_ENTRIES = 20_000;
  private static final int MAX_SUCCESSORS = 8;
  private static final RefreshOutcome LATE = new RefreshOutcome.Unavailable("Keycloak did not answer in time");

  private final Function<String, CompletionStage<Grant>> server;
  private final Function<String, CompletionStage<Verification>> verifier;
  private final Consumer<String> metric;
  private final Cache<String, Entry> entries;
  private final Pace pace;

  /**
   * @param server asks Keycloak to refresh
   * @param verifier verifies an access token, waiting for new keys where it must
   * @param pace spreads refreshes that a single change makes necessary for very many sessions
   * @param grace how long a renewed outcome is kept once a request has it
   * @param metric told one word for each request: {@code ok}, {@code refused}, {@code unavailable}, {@code coalesced}
   */
  Refreshes(Function<String, CompletionStage<Grant>> server,
      Function<String, CompletionStage<Verification>> verifier, Pace pace, Duration grace, Ticker ticker,
      Consumer<String> metric) {
    this.server = server;
    this.pace = pace;
    this.verifier = verifier;
    this.metric = metric;
    this.entries = Caffeine.newBuilder().maximumSize(MAX_ENTRIES).ticker(ticker).executor(Runnable::run)
        .expireAfter(new Keep(grace)).build();
  }

  /**
   * The outcome of refreshing with this token, now or a moment ago.
   *
   * @param patience how long the caller can wait; the outcome is then {@link RefreshOutcome.Unavailable} for this caller
   * @param together whether very many sessions are refreshed for the same reason, so that each must wait its turn
   */
  CompletionStage<RefreshOutcome> refresh(String refreshToken, Duration patience, boolean together) {
    String key = digest(refreshToken);
    Entry mine = new Entry();
    Entry theirs = entries.asMap().putIfAbsent(key, mine);
    Entry entry = theirs == null ? mine : theirs;
    CompletionStage<RefreshOutcome> outcome = await(key, entry, patience);
    if (theirs != null) {
      metric.accept("coalesced");
    } else {
      start(key, mine, refreshToken, together ? pace.turn() : CompletableFuture.completedFuture(null));
    }
    return outcome;
  }

  private CompletionStage<RefreshOutcome> await(String key, Entry entry, Duration patience) {
    synchronized (entry) {
      entry.claims++;
    }
    if (entry.outcome.isDone()) {
      restart(key, entry);
      return entry.outcome;
    }
    return entry.outcome.copy().completeOnTimeout(LATE, patience.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(outcome -> {
          if (outcome == LATE) {
            synchronized (entry) {
              entry.claims--;
            }
          }
          return outcome;
        });
  }

  private void start(String key, Entry mine, String refreshToken, CompletionStage<Void> turn) {
    turn.thenCompose(now -> askNow(refreshToken)).whenComplete((outcome, failure) -> {
      RefreshOutcome settled = failure == null ? outcome
          : new RefreshOutcome.Unavailable("the refresh failed: " + failure.getClass().getSimpleName());
      metric.accept(settled instanceof RefreshOutcome.Renewed ? "ok"
          : settled instanceof RefreshOutcome.Ended ? "refused" : "unavailable");
      synchronized (mine) {
        mine.settled = settled;
        mine.claimed = mine.claims > 0;
      }
      entries.asMap().computeIfPresent(key, (k, same) -> same); // restarts its time to live, before anybody sees it
      mine.outcome.complete(settled);
    });
  }

  private CompletionStage<RefreshOutcome> askNow(String refreshToken) {
    long began = System.nanoTime();
    return ask(refreshToken).thenCompose(grant -> verified(grant, began));
  }

  private CompletionStage<Grant> ask(String refreshToken) {
    try {
      return server.apply(refreshToken);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The first request to get a pair that nobody had yet begins the grace time. */
  private void restart(String key, Entry entry) {
    synchronized (entry) {
      if (entry.claimed) {
        return;
      }
      entry.claimed = true;
    }
    entries.asMap().computeIfPresent(key, (k, same) -> same);
  }

  /** The pair that took this refresh token's place lately, at the end of however many rotations; {@code null} if none. */
  TokenPair latest(String refreshToken) {
    TokenPair latest = null;
    String token = refreshToken;
    for (int i = 0; i < MAX_SUCCESSORS && token != null; i++) {
      Entry entry = entries.getIfPresent(digest(token));
      if (entry == null || !(entry.outcome.getNow(null) instanceof RefreshOutcome.Renewed renewed)) {
        break;
      }
      latest = renewed.pair();
      token = latest.refreshToken();
    }
    return latest;
  }

  /** Forgets the outcome for a token whose session was just ended here. */
  void forget(String refreshToken) {
    entries.invalidate(digest(refreshToken));
  }

  private CompletionStage<RefreshOutcome> verified(Grant grant, long began) {
    if (grant instanceof Grant.Issued issued) {
      return verifier.apply(issued.pair().accessToken()).thenApply(verification -> {
        if (verification instanceof Verification.Verified verified) {
          return new RefreshOutcome.Renewed(issued.pair(), verified.token(), began);
        }
        return new RefreshOutcome.Unavailable("the renewed access token was not accepted: " + Identify.code(verification));
      });
    }
    RefreshOutcome outcome = grant instanceof Grant.Refused refused ? new RefreshOutcome.Ended(refused.error())
        : new RefreshOutcome.Unavailable(((Grant.Unavailable) grant).why());
    return CompletableFuture.completedFuture(outcome);
  }

  private static String digest(String token) {
    try {
      byte[] sha = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sha);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One refresh; all but the future is guarded by the entry itself. */
  private static final class Entry {
    final CompletableFuture<RefreshOutcome> outcome = new CompletableFuture<>();
    /** How many requests wait for the outcome, or have had it. */
    int claims;
    /** What it came to; {@code null} while under way. */
    RefreshOutcome settled;
    /** Whether somebody has it, so that the grace time runs. */
    boolean claimed;
  }

  /** Keeps an entry as long as its state deserves; one under way is bounded by its call's own time limit. */
  private record Keep(Duration grace) implements Expiry<String, Entry> {
    private static final long UNDER_WAY = Duration.ofMinutes(5).toNanos();

    @Override
    public long expireAfterCreate(String key, Entry entry, long now) {
      return lifetime(entry);
    }

    @Override
    public long expireAfterUpdate(String key, Entry entry, long now, long left) {
      return lifetime(entry);
    }

    @Override
    public long expireAfterRead(String key, Entry entry, long now, long left) {
      return left;
    }

    private long lifetime(Entry entry) {
      synchronized (entry) {
        if (entry.settled == null) {
          return UNDER_WAY;
        }
        if (entry.settled instanceof RefreshOutcome.Renewed) {
          return (entry.claimed ? grace : UNCLAIMED_KEPT).toNanos();
        }
        return (entry.settled instanceof RefreshOutcome.Ended ? ENDED_KEPT : UNAVAILABLE_KEPT).toNanos();
      }
    }
  }
}
