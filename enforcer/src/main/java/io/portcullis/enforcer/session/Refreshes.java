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
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One refresh for any number of requests that carry the same refresh token.
 *
 * <p>A browser sends many requests at once, and rotation allows a refresh token to be spent once: without this class
 * the second request would be taken for a thief and end the session. The first request to arrive starts the refresh and
 * all others, while it runs and for the grace time after it, get the same outcome, new cookies included. So a response
 * that was lost on its way costs nothing either.
 *
 * <p>States of an entry: under way (a future that is not done), then renewed (kept for the grace time), ended (kept
 * briefly, so that a dead session's requests do not all reach Keycloak) or unavailable (kept very briefly, so that an
 * outage is felt by Keycloak as few calls). Invariant: at most one call is under way for a token. No thread waits: a
 * future is completed by the HTTP client, and its call has a time limit. The key is a digest, so that a heap dump shows
 * no spent tokens as keys; the number of entries is bounded, and an attacker who floods it with made-up refresh tokens
 * meets the turnstile before Keycloak does.
 */
final class Refreshes {

  private static final Duration ENDED_KEPT = Duration.ofSeconds(5);
  private static final Duration UNAVAILABLE_KEPT = Duration.ofSeconds(1);
  private static final long MAX_ENTRIES = 100_000;

  private final AuthorizationServer server;
  private final Function<String, CompletionStage<Verification>> verifier;
  private final Consumer<String> metric;
  private final Cache<String, CompletableFuture<RefreshOutcome>> outcomes;

  /**
   * @param verifier verifies an access token, waiting for new keys where it must
   * @param grace how long a renewed outcome is kept
   * @param metric told one word for each request: {@code ok}, {@code refused}, {@code unavailable}, {@code coalesced}
   */
  Refreshes(AuthorizationServer server, Function<String, CompletionStage<Verification>> verifier, Duration grace,
      Ticker ticker, Consumer<String> metric) {
    this.server = server;
    this.verifier = verifier;
    this.metric = metric;
    this.outcomes = Caffeine.newBuilder().maximumSize(MAX_ENTRIES).ticker(ticker).expireAfter(new Keep(grace)).build();
  }

  /** The outcome of refreshing with this token, now or a moment ago. */
  CompletionStage<RefreshOutcome> refresh(String refreshToken) {
    String key = digest(refreshToken);
    CompletableFuture<RefreshOutcome> mine = new CompletableFuture<>();
    CompletableFuture<RefreshOutcome> theirs = outcomes.asMap().putIfAbsent(key, mine);
    if (theirs != null) {
      metric.accept("coalesced");
      return theirs;
    }
    server.refresh(refreshToken).thenCompose(this::verified).whenComplete((outcome, failure) -> {
      RefreshOutcome settled = failure == null ? outcome
          : new RefreshOutcome.Unavailable("the refresh failed: " + failure.getClass().getSimpleName());
      metric.accept(settled instanceof RefreshOutcome.Renewed ? "ok"
          : settled instanceof RefreshOutcome.Ended ? "refused" : "unavailable");
      mine.complete(settled);
      outcomes.asMap().computeIfPresent(key, (k, same) -> same == mine ? mine : same); // restarts its time to live
    });
    return mine;
  }

  /** The refresh token that took this one's place a moment ago, or this one itself. */
  String latest(String refreshToken) {
    CompletableFuture<RefreshOutcome> outcome = outcomes.getIfPresent(digest(refreshToken));
    return outcome != null && outcome.isDone() && outcome.join() instanceof RefreshOutcome.Renewed renewed
        && renewed.pair().refreshToken() != null ? renewed.pair().refreshToken() : refreshToken;
  }

  /** Forgets the outcome for a token whose session was just ended here. */
  void forget(String refreshToken) {
    outcomes.invalidate(digest(refreshToken));
  }

  private CompletionStage<RefreshOutcome> verified(Grant grant) {
    if (grant instanceof Grant.Issued issued) {
      return verifier.apply(issued.pair().accessToken()).thenApply(verification -> {
        if (verification instanceof Verification.Verified verified) {
          return new RefreshOutcome.Renewed(issued.pair(), verified.token());
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

  /** Keeps an entry as long as its state deserves; one under way is bounded by its call's own time limit. */
  private record Keep(Duration grace) implements Expiry<String, CompletableFuture<RefreshOutcome>> {
    private static final long UNDER_WAY = Duration.ofMinutes(2).toNanos();

    @Override
    public long expireAfterCreate(String key, CompletableFuture<RefreshOutcome> outcome, long now) {
      return lifetime(outcome);
    }

    @Override
    public long expireAfterUpdate(String key, CompletableFuture<RefreshOutcome> outcome, long now, long left) {
      return lifetime(outcome);
    }

    @Override
    public long expireAfterRead(String key, CompletableFuture<RefreshOutcome> outcome, long now, long left) {
      return left;
    }

    private long lifetime(CompletableFuture<RefreshOutcome> outcome) {
      if (!outcome.isDone()) {
        return UNDER_WAY;
      }
      RefreshOutcome settled = outcome.join();
      return settled instanceof RefreshOutcome.Renewed ? grace.toNanos()
          : settled instanceof RefreshOutcome.Ended ? ENDED_KEPT.toNanos() : UNAVAILABLE_KEPT.toNanos();
    }
  }
}
