package io.portcullis.enforcer.token;

import io.portcullis.enforcer.token.Verification.Expired;
import io.portcullis.enforcer.token.Verification.Rejected;
import io.portcullis.enforcer.token.Verification.Unavailable;
import io.portcullis.enforcer.token.Verification.Verified;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Says of a token whether it is an access token for the gate (RFC 7519 section 7.2, RFC 8725). Thread-safe.
 *
 * <p>What does not change with time is verified once and remembered; what does change (times, published keys,
 * not-before) is judged each time, by the same code whether the token is remembered or new: so both ways give the same
 * answer.
 */
public final class TokenVerifier {

  private final IssuerRegistry issuers;
  private final Clock clock;
  private final long skewSeconds;
  private final long maxWaitMillis;
  private final TokenEvents events;
  private final TokenCache cache;
  private final AccessToken.Pool pool = new AccessToken.Pool();

  /** @param issuers whose keys to verify with; started and closed by the caller */
  public TokenVerifier(
      IssuerRegistry issuers, VerificationSettings settings, KeyFetching timing, Clock clock, TokenEvents events) {
    this.issuers = issuers;
    this.clock = clock;
    this.skewSeconds = settings.clockSkew().toSeconds();
    this.maxWaitMillis = timing.maxWait().toMillis();
    this.events = events;
    this.cache = new TokenCache(settings.cachedTokens(), clock);
  }

  /**
   * Verifies at once, with what is at hand: never blocks, never does input or output. Where the answer is
   * {@link Unavailable}, {@link #verifyEventually} may know better a moment later.
   *
   * @param compact the token as it was sent; anything, also {@code null}
   */
  public Verification verify(String compact) {
    return compact == null ? refuse(Rejection.MALFORMED) : verify(TokenText.of(compact));
  }

  /** As {@link #verify(String)}, of a token where it stands. */
  public Verification verify(TokenText compact) {
    if (compact.length() > CompactJws.MAX_LENGTH) {
      return refuse(Rejection.TOO_LARGE);
    }
    TokenCache.Digest digest = cache.key(compact);
    TokenCache.Entry entry = cache.get(digest);
    if (entry != null && stillCounts(entry)) {
      Verification outcome = judge(entry.outcome(), entry.source());
      if (outcome == entry.outcome()) {
        events.cacheHit();
        return outcome;
      }
    }
    events.cacheMiss();
    return meaning(digest, SignedToken.check(compact.toString(), issuers));
  }

  /**
   * As {@link #verify}, but a token whose key is not known yet waits for the keys to be fetched, so that a change of
   * keys at the issuer costs no request. Waits no longer than the configured bound; never fails.
   */
  public CompletionStage<Verification> verifyEventually(String compact) {
    return eventually(compact, false);
  }

  /**
   * As {@link #verifyEventually}, for a token that the caller has just been given by the issuer's token endpoint. An
   * unknown key is then fetched without regard to the least interval between fetches. Never to be used for a token that
   * came with a request.
   */
  public CompletionStage<Verification> verifyIssued(String compact) {
    return eventually(compact, true);
  }

  /**
   * Refuses all tokens of the issuer that were issued before the time (Keycloak's not-before of the realm or client).
   *
   * @param epochSeconds the time; 0 lifts an earlier one
   * @throws IllegalArgumentException when the issuer is not configured
   */
  public void notBefore(URI issuer, long epochSeconds) {
    KeySource source = issuers.source(issuer.toString());
    if (source == null) {
      throw new IllegalArgumentException("The issuer " + issuer + " is not configured");
    }
    source.notBefore(epochSeconds);
  }

  /** Forgets the remembered tokens that meet the condition, as when they were revoked. Looks at every one of them. */
  public void forget(Predicate<AccessToken> condition) {
    cache.forgetIf(condition);
  }

  /** Forgets every remembered token; all are verified anew. */
  public void invalidateAll() {
    cache.clear();
  }

  /**
   * Whether this very refresh token was {@link #pair found} to belong to the access token. Browsers send both with every
   * request: what holds of the two texts needs to be found out once.
   */
  public boolean isPaired(AccessToken token, TokenText refreshToken) {
    return token.isPartner(cache.key(refreshToken));
  }

  /** Remembers that a refresh token is well-formed and belongs to the access token. */
  public void pair(AccessToken token, TokenText refreshToken) {
    token.partner(cache.key(refreshToken));
  }

  /** How many verified tokens are remembered now. */
  public long cachedTokens() {
    return cache.size();
  }

  private CompletionStage<Verification> eventually(String compact, boolean fromIssuer) {
    Verification now = verify(compact);
    boolean mayHelp = now instanceof Unavailable
        || fromIssuer && now instanceof Rejected rejected && rejected.reason() == Rejection.UNKNOWN_KEY;
    if (!mayHelp) {
      return CompletableFuture.completedFuture(now);
    }
    return SignedToken.eventually(compact, issuers, fromIssuer, outcome -> meaning(cache.key(TokenText.of(compact)), outcome))
        .completeOnTimeout(new Unavailable("The keys of the issuer did not come in time"),
            maxWaitMillis, TimeUnit.MILLISECONDS);
  }

  private boolean stillCounts(TokenCache.Entry entry) {
    KeySet keys = entry.source().keys();
    return keys != null && keys.holds(entry.key());
  }

  private Verification meaning(TokenCache.Digest digest, SignedToken signed) {
    if (signed instanceof SignedToken.Refusal refusal) {
      return refuse(refusal.reason());
    }
    if (signed instanceof SignedToken.KeyUnknown unknown) {
      return new Unavailable(unknown.why());
    }
    SignedToken.Genuine genuine = (SignedToken.Genuine) signed;
    try {
      Verified verified = new Verified(AccessTokenRules.read(genuine.token(), genuine.source().issuer(), pool));
      Verification outcome = judge(verified, genuine.source());
      if (outcome == verified) {
        cache.put(digest, new TokenCache.Entry(verified, genuine.source(), genuine.key()));
      } else if (outcome instanceof Rejected rejected) {
        events.rejected(rejected.reason());
      }
      return outcome;
    } catch (Refused e) {
      return refuse(e.reason());
    }
  }

  private Rejected refuse(Rejection reason) {
    events.rejected(reason);
    return new Rejected(reason);
  }

  /** What depends on when one asks. Gives back the very object it was given when the token is good. */
  private Verification judge(Verified verified, KeySource source) {
    AccessToken token = verified.token();
    long now = Math.floorDiv(clock.millis(), 1000L);
    if (token.issuedAt() < source.notBefore()) {
      return new Rejected(Rejection.NOT_BEFORE);
    }
    if (token.issuedAt() > now + skewSeconds || token.notBefore() > now + skewSeconds) {
      return new Rejected(Rejection.NOT_YET_VALID);
    }
    return now >= token.expiresAt() ? new Expired(new ExpiredAccessToken(token)) : verified;
  }
}
