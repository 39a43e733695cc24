package io.portcullis.enforcer.session;

import io.portcullis.enforcer.revocation.RevocationIndex;
import io.portcullis.enforcer.revocation.RevocationIndex.Standing;
import io.portcullis.enforcer.token.AccessToken;
import io.portcullis.enforcer.token.ExpiredAccessToken;
import io.portcullis.enforcer.token.RefreshTokenClaims;
import io.portcullis.enforcer.token.Rejection;
import io.portcullis.enforcer.token.TokenVerifier;
import io.portcullis.enforcer.token.Verification;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds out who a request comes from. A live token is settled at once, on the caller's thread and without any I/O; only
 * a token that must be refreshed, or whose signing key is new, is settled later.
 *
 * <p>A token in {@code Authorization} wins over cookies: whoever sends one is a program and means it.
 */
public final class Identify {

  private final TokenVerifier verifier;
  private final RevocationIndex revocations;
  private final Refreshes refreshes;
  private final Clock clock;
  private final long refreshAhead;
  private final Consumer<String> problems;

  /**
   * @param refreshAheadSeconds how long before an access token's end a cookie session is refreshed
   * @param problems told what an operator must mend, in words
   */
  Identify(TokenVerifier verifier, RevocationIndex revocations, Refreshes refreshes, Clock clock,
      long refreshAheadSeconds, Consumer<String> problems) {
    this.verifier = verifier;
    this.revocations = revocations;
    this.refreshes = refreshes;
    this.clock = clock;
    this.refreshAhead = refreshAheadSeconds;
    this.problems = problems;
  }

  /**
   * Identifies the caller of one request.
   *
   * @param authorization the value of {@code Authorization}, or {@code null}
   * @param then told the outcome exactly once: on this thread before this method returns, or later on another one
   */
  public void identify(CookieJar jar, String authorization, Consumer<Identification> then) {
    String bearer = bearerToken(authorization);
    if (bearer != null) {
      verify(bearer, verification -> then.accept(ofBearer(bearer, verification)));
    } else if (jar.duplicate()) {
      then.accept(dead("duplicate_cookie"));
    } else if (jar.hasSession()) {
      ofCookies(jar, then);
    } else {
      then.accept(NOBODY);
    }
  }

  /**
   * Refreshes a cookie session now, whatever time its access token has left.
   *
   * @param then told the outcome exactly once, on any thread
   */
  void renew(CookieJar jar, Consumer<Identification> then) {
    if (jar.refreshToken() == null) {
      then.accept(NOBODY);
      return;
    }
    identify(jar, null, who -> {
      if (who instanceof Identification.Known known && known.cookies().isEmpty()) {
        renew(jar, RefreshTokenClaims.parse(jar.refreshToken()).orElse(null), known.token(), known.token().subject(),
            "expired", then);
      } else {
        then.accept(who);
      }
    });
  }

  private static final Identification NOBODY = new Identification.Nobody(null, List.of(), false);

  /** The token of a {@code Bearer} credential (RFC 6750 section 2.1), or {@code null} for any other. */
  public static String bearerToken(String authorization) {
    return authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
        ? authorization.substring(7).strip() : null;
  }

  private void verify(String token, Consumer<Verification> then) {
    Verification verification = verifier.verify(token);
    if (verification instanceof Verification.Unavailable) {
      verifier.verifyEventually(token).thenAccept(then);
    } else {
      then.accept(verification);
    }
  }

  private Identification ofBearer(String bearer, Verification verification) {
    if (verification instanceof Verification.Verified verified) {
      Standing standing = revocations.standing(verified.token());
      return standing == Standing.LIVE ? new Identification.Known(verified.token(), bearer, List.of(), false)
          : new Identification.Nobody(standing == Standing.ENDED ? "session_ended" : "stale_token", List.of(), true);
    }
    return verification instanceof Verification.Unavailable unavailable
        ? new Identification.Undecided(unavailable.why())
        : new Identification.Nobody(code(verification), List.of(), true);
  }

  private void ofCookies(CookieJar jar, Consumer<Identification> then) {
    Optional<RefreshTokenClaims> refresh = Optional.empty();
    if (jar.refreshToken() != null) {
      refresh = RefreshTokenClaims.parse(jar.refreshToken());
      if (refresh.isEmpty()) {
        then.accept(dead("malformed_refresh_token"));
        return;
      }
    }
    RefreshTokenClaims claims = refresh.orElse(null);
    if (jar.accessToken() == null) {
      renew(jar, claims, null, null, "expired", then);
    } else {
      verify(jar.accessToken(), verification -> ofCookies(jar, claims, verification, then));
    }
  }

  private void ofCookies(CookieJar jar, RefreshTokenClaims refresh, Verification verification,
      Consumer<Identification> then) {
    if (verification instanceof Verification.Unavailable unavailable) {
      then.accept(new Identification.Undecided(unavailable.why()));
      return;
    }
    if (verification instanceof Verification.Verified verified) {
      ofLive(jar, refresh, verified.token(), then);
    } else if (verification instanceof Verification.Expired expired) {
      ofExpired(jar, refresh, expired.token(), then);
    } else if (((Verification.Rejected) verification).reason() == Rejection.UNKNOWN_KEY) {
      // Signed with a key that the realm has retired: Keycloak tells by the refresh token whether the session lives.
      renew(jar, refresh, null, null, "unknown_key", then);
    } else {
      then.accept(dead(code(verification)));
    }
  }

  private void ofLive(CookieJar jar, RefreshTokenClaims refresh, AccessToken token, Consumer<Identification> then) {
    if (refresh != null && !linked(token.jti(), token.sid(), refresh)) {
      then.accept(dead("cookie_mismatch"));
      return;
    }
    Standing standing = revocations.standing(token);
    if (standing == Standing.ENDED) {
      then.accept(dead("session_ended"));
    } else if (standing == Standing.STALE) {
      renew(jar, refresh, token, token.subject(), "stale_token", then);
    } else if (refresh != null && token.expiresAt() - clock.instant().getEpochSecond() <= refreshAhead) {
      renew(jar, refresh, token, token.subject(), null, then);
    } else {
      then.accept(new Identification.Known(token, jar.accessToken(), List.of(), true));
    }
  }

  private void ofExpired(CookieJar jar, RefreshTokenClaims refresh, ExpiredAccessToken token,
      Consumer<Identification> then) {
    if (refresh != null && !linked(token.jti(), token.sid(), refresh)) {
      then.accept(dead("cookie_mismatch"));
    } else if (token.sid() != null && revocations.isEnded(token.sid())) {
      then.accept(dead("session_ended"));
    } else {
      renew(jar, refresh, null, token.subject(), "expired", then);
    }
  }

  /** Whether two cookies were issued together: by the linkage claim, or by the session where Keycloak writes none. */
  private static boolean linked(String jti, String sid, RefreshTokenClaims refresh) {
    if (refresh.accessTokenId() != null) {
      return refresh.accessTokenId().equals(jti);
    }
    return refresh.sessionId() != null && refresh.sessionId().equals(sid);
  }

  /** The code of a verification that gave no token. */
  static String code(Verification verification) {
    return verification instanceof Verification.Rejected rejected ? rejected.reason().code()
        : verification instanceof Verification.Expired ? "expired" : "unavailable";
  }

  /**
   * Refreshes the session.
   *
   * @param old the live token that the cookies hold, or {@code null}
   * @param subject whose session it must be; {@code null} when the cookies do not say
   * @param error why the old token no longer counts; {@code null} when it is still good for a moment
   */
  private void renew(CookieJar jar, RefreshTokenClaims refresh, AccessToken old, String subject, String error,
      Consumer<Identification> then) {
    if (refresh == null || refresh.expiresAt() > 0 && refresh.expiresAt() <= clock.instant().getEpochSecond()) {
      then.accept(error == null ? new Identification.Known(old, jar.accessToken(), List.of(), true) : dead(error));
      return;
    }
    refreshes.refresh(jar.refreshToken()).whenComplete((outcome, failure) -> {
      if (outcome instanceof RefreshOutcome.Renewed renewed) {
        then.accept(renewed(renewed, subject));
      } else if (outcome instanceof RefreshOutcome.Ended) {
        then.accept(dead("session_ended"));
      } else if (error == null) {
        then.accept(new Identification.Known(old, jar.accessToken(), List.of(), true));
      } else {
        then.accept(new Identification.Undecided(outcome instanceof RefreshOutcome.Unavailable unavailable
            ? unavailable.why() : "the refresh failed"));
      }
    });
  }

  private Identification renewed(RefreshOutcome.Renewed renewed, String subject) {
    AccessToken token = renewed.token();
    if (subject != null && !subject.equals(token.subject())) {
      return dead("cookie_mismatch");
    }
    if (revocations.standing(token) == Standing.ENDED) {
      return dead("session_ended");
    }
    try {
      return new Identification.Known(token, renewed.pair().accessToken(),
          SessionCookies.of(renewed.pair(), token.sid()), true);
    } catch (SessionCookies.CookieTooLargeException e) {
      problems.accept(e.getMessage());
      return new Identification.Undecided(e.getMessage());
    }
  }

  private static Identification dead(String error) {
    return new Identification.Nobody(error, SessionCookies.cleared(), false);
  }
}
