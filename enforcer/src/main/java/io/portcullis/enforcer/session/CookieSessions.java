package io.portcullis.enforcer.session;

import io.portcullis.enforcer.revocation.RevocationIndex;
import io.portcullis.enforcer.revocation.RevocationIndex.Standing;
import io.portcullis.enforcer.token.AccessToken;
import io.portcullis.enforcer.token.ExpiredAccessToken;
import io.portcullis.enforcer.token.RefreshTokenClaims;
import io.portcullis.enforcer.token.Rejection;
import io.portcullis.enforcer.token.TokenText;
import io.portcullis.enforcer.token.TokenVerifier;
import io.portcullis.enforcer.token.Verification;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The sessions that browsers carry in cookies: whether the two tokens belong together, whether they still count, and
 * when they must be renewed.
 *
 * <p>A session is cleared from the browser only when it is certain that it is over. Whenever nobody can tell, the answer
 * is {@link Identification.Undecided}, and the cookies stay.
 */
final class CookieSessions {

  /** A pair that others renewed a moment ago may itself be out of date by now; more than a few in a row are a fault. */
  private static final int MAX_RENEWALS = 3;
  /** How long a request with a live token waits for its early refresh; the next one takes the result. */
  private static final Duration EARLY_PATIENCE = Duration.ofMillis(500);

  /** The same words each time, so that many are told once: whose they are is in the decision log. */
  private static final String REFUSED =
      "; refused, and both cleared. The decision log has the requests (cookie_mismatch), and who repeats it.";

  /** The session is refused, and kept for the day when its user is enabled again. */
  private static final Identification DISABLED = new Identification.Nobody("account_disabled", List.of(), null);

  private final String issuer;
  private final TokenVerifier verifier;
  private final RevocationIndex revocations;
  private final Refreshes refreshes;
  private final Clock clock;
  private final long refreshAhead;
  private final SessionCookies cookies;
  private final Duration patience;
  private final Consumer<String> problems;

  /**
   * @param issuer the issuer that this gate logs in with: no other's tokens are taken from a cookie
   * @param verifier remembers which tokens belong together
   * @param refreshAhead how long before an access token's end its session is refreshed
   * @param patience how long a request waits for a refresh that it cannot do without
   * @param problems told what an operator must mend or ought to know, in words
   */
  CookieSessions(String issuer, TokenVerifier verifier, RevocationIndex revocations, Refreshes refreshes, SessionCookies cookies, Clock clock,
      Duration refreshAhead, Duration patience, Consumer<String> problems) {
    this.issuer = issuer;
    this.verifier = verifier;
    this.revocations = revocations;
    this.refreshes = refreshes;
    this.clock = clock;
    this.refreshAhead = refreshAhead.toSeconds();
    this.cookies = cookies;
    this.patience = patience;
    this.problems = problems;
  }

  /**
   * Settles a session whose access token was verified.
   *
   * @param verification of the access token; {@code null} when there is none in the jar
   * @param then told the outcome exactly once, on this thread or later on another
   */
  void settle(CookieJar jar, Verification verification, Consumer<Identification> then) {
    if (verification instanceof Verification.Verified verified && isAllWell(jar, verified.token())) {
      then.accept(unchanged(jar, verified.token()));
      return;
    }
    RefreshTokenClaims refresh = null;
    if (jar.refreshToken() != null) {
      refresh = RefreshTokenClaims.parse(jar.refreshToken()).orElse(null);
      if (refresh == null) {
        then.accept(dead("malformed_refresh_token"));
        return;
      }
    }
    if (verification == null) {
      renew(jar, refresh, new Reason("expired", null, null), then);
    } else if (verification instanceof Verification.Verified verified) {
      ofLive(jar, refresh, verified.token(), then);
    } else if (verification instanceof Verification.Expired expired) {
      ofExpired(jar, refresh, expired.token(), then);
    } else if (verification instanceof Verification.Unavailable unavailable) {
      then.accept(new Identification.Undecided(Identification.Undecided.AWAY, unavailable.why()));
    } else {
      ofRejected(jar, refresh, ((Verification.Rejected) verification).reason(), then);
    }
  }

  /** The common case: two tokens that are known to belong together, and nothing to be done about them. */
  private boolean isAllWell(CookieJar jar, AccessToken token) {
    return jar.refresh() != null && verifier.isPaired(token, jar.refresh()) && token.issuer().equals(issuer)
        && token.confirmation() == null && revocations.standing(token) == Standing.LIVE && token.expiresAt() - now() > refreshAhead;
  }

  private void ofRejected(CookieJar jar, RefreshTokenClaims refresh, Rejection reason, Consumer<Identification> then) {
    if (reason == Rejection.UNKNOWN_KEY) {
      // Signed with a key that the realm has retired: Keycloak tells by the refresh token whether the session lives.
      renew(jar, refresh, new Reason(reason.code(), null, null), then);
    } else if (reason == Rejection.NOT_YET_VALID) {
      String why = "A session's token is not valid yet: the clock here is behind Keycloak's, by more than"
          + " PORTCULLIS_CLOCK_SKEW; set both by NTP";
      problems.accept(why);
      then.accept(new Identification.Undecided(reason.code(), why));
    } else {
      then.accept(dead(reason.code()));
    }
  }

  private void ofLive(CookieJar jar, RefreshTokenClaims refresh, AccessToken token, Consumer<Identification> then) {
    if (!token.issuer().equals(issuer)) {
      then.accept(dead(Rejection.UNKNOWN_ISSUER.code()));
    } else if (token.confirmation() != null) {
      // Whoever stole a token that is bound to a key must not get around the proof by way of a cookie.
      then.accept(dead("proof_required"));
    } else if (refresh != null && !linked(token.jti(), token.sid(), refresh)) {
      then.accept(mixed());
    } else {
      switch (revocations.standing(token)) {
        case ENDED -> then.accept(dead("session_ended"));
        case DISABLED -> then.accept(DISABLED);
        case STALE -> renew(jar, refresh, new Reason("stale_token", token.subject(), null), then);
        case STALE_WITH_OTHERS ->
            renew(jar, refresh, new Reason("stale_token", token.subject(), null, true), then);
        case LIVE -> {
          if (refresh != null && token.expiresAt() - now() <= refreshAhead) {
            renew(jar, refresh, new Reason(null, token.subject(), token), then);
          } else {
            if (refresh != null) {
              verifier.pair(token, jar.refresh());
            }
            then.accept(unchanged(jar, token));
          }
        }
      }
    }
  }

  private void ofExpired(CookieJar jar, RefreshTokenClaims refresh, ExpiredAccessToken token,
      Consumer<Identification> then) {
    if (!token.issuer().equals(issuer)) {
      then.accept(dead(Rejection.UNKNOWN_ISSUER.code()));
    } else if (refresh != null && !linked(token.jti(), token.sid(), refresh)) {
      then.accept(mixed());
    } else if (token.sid() != null && revocations.isEnded(token.sid())) {
      then.accept(dead("session_ended"));
    } else if (revocations.isDisabled(token.subject())) {
      then.accept(DISABLED);
    } else {
      renew(jar, refresh, new Reason("expired", token.subject(), null), then);
    }
  }

  /** Refreshes a session whose live token is known, whatever time it has left. */
  void renewNow(CookieJar jar, AccessToken token, Consumer<Identification> then) {
    renew(jar, RefreshTokenClaims.parse(jar.refreshToken()).orElse(null),
        new Reason("expired", token.subject(), null), then);
  }

  /** Whether two cookies were issued together: by the linkage claim, or by the session where Keycloak writes none. */
  private static boolean linked(String jti, String sid, RefreshTokenClaims refresh) {
    if (refresh.accessTokenId() != null) {
      return refresh.accessTokenId().equals(jti);
    }
    return refresh.sessionId() != null && refresh.sessionId().equals(sid);
  }

  /**
   * Why a session is renewed.
   *
   * @param error the code of why the old token no longer counts; {@code null} when it is good for a moment yet
   * @param subject whose session it must be; {@code null} when the cookies do not say
   * @param live the old token, when it is good for a moment yet
   * @param together whether very many sessions are renewed for the same reason
   */
  private record Reason(String error, String subject, AccessToken live, boolean together) {
    Reason(String error, String subject, AccessToken live) {
      this(error, subject, live, false);
    }
  }

  private void renew(CookieJar jar, RefreshTokenClaims refresh, Reason reason, Consumer<Identification> then) {
    if (refresh == null || refresh.expiresAt() > 0 && refresh.expiresAt() <= now()) {
      then.accept(reason.live == null ? dead(reason.error) : unchanged(jar, reason.live));
      return;
    }
    refresh(jar, jar.refreshToken(), reason, MAX_RENEWALS, then);
  }

  private void refresh(CookieJar jar, String refreshToken, Reason reason, int left, Consumer<Identification> then) {
    Duration wait = reason.live != null && patience.compareTo(EARLY_PATIENCE) > 0 ? EARLY_PATIENCE : patience;
    refreshes.refresh(refreshToken, wait, reason.together).whenComplete((outcome, failure) -> Identify.step(then, () -> {
      if (outcome instanceof RefreshOutcome.Renewed renewed) {
        renewed(jar, renewed, reason, left - 1, then);
      } else if (outcome instanceof RefreshOutcome.Ended) {
        then.accept(dead("session_ended"));
      } else {
        String why = outcome instanceof RefreshOutcome.Unavailable away ? away.why() : "the refresh failed";
        problems.accept("A session could not be refreshed: " + why);
        then.accept(reason.live == null ? new Identification.Undecided(Identification.Undecided.AWAY, why)
            : unchanged(jar, reason.live));
      }
    }));
  }

  private void renewed(CookieJar jar, RefreshOutcome.Renewed renewed, Reason reason, int left,
      Consumer<Identification> then) {
    AccessToken token = renewed.token();
    Standing standing = revocations.standing(token, renewed.began());
    if (reason.subject != null && !reason.subject.equals(token.subject())) {
      problems.accept("Cookies of two users came together" + REFUSED);
      then.accept(dead("cookie_mismatch"));
    } else if (standing == Standing.ENDED) {
      then.accept(dead("session_ended"));
    } else if (standing == Standing.DISABLED) {
      then.accept(DISABLED);
    } else if (standing == Standing.LIVE && token.expiresAt() > now()) {
      then.accept(known(renewed));
    } else if (left > 0 && renewed.pair().refreshToken() != null) {
      // The pair was made a while ago, for another request: what has changed since is in its successor.
      refresh(jar, renewed.pair().refreshToken(), reason, left, then);
    } else {
      String why = "Keycloak's new tokens are out of date as soon as they are made; compare the clocks";
      problems.accept(why);
      then.accept(new Identification.Undecided("stale_after_refresh", why));
    }
  }

  private Identification known(RefreshOutcome.Renewed renewed) {
    try {
      return new Identification.Known(renewed.token(), TokenText.of(renewed.pair().accessToken()),
          cookies.of(renewed.pair(), renewed.token().sid()), true);
    } catch (SessionCookies.CookieTooLargeException e) {
      problems.accept(e.getMessage());
      return new Identification.Undecided("cookie_too_large", e.getMessage());
    }
  }

  private static Identification unchanged(CookieJar jar, AccessToken token) {
    return new Identification.Known(token, jar.access(), List.of(), true);
  }

  private Identification mixed() {
    problems.accept("Cookies of different logins came together" + REFUSED);
    return dead("cookie_mismatch");
  }

  static Identification dead(String error) {
    return new Identification.Nobody(error, SessionCookies.cleared(), null);
  }

  private long now() {
    return Math.floorDiv(clock.millis(), 1000L);
  }
}
