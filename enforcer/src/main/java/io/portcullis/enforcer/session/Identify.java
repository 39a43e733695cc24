package io.portcullis.enforcer.session;

import io.portcullis.enforcer.ops.Fault;
import io.portcullis.enforcer.revocation.RevocationIndex;
import io.portcullis.enforcer.token.AccessToken;
import io.portcullis.enforcer.token.TokenVerifier;
import io.portcullis.enforcer.token.Verification;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds out who a request comes from. A live token is settled at once, on the caller's thread and without any I/O; only
 * a token that must be refreshed, or whose signing key is new, is settled later.
 *
 * <p>A token in {@code Authorization} wins over cookies: whoever sends one is a program and means it.
 */
public final class Identify {

  private static final Identification NOBODY = new Identification.Nobody(null, List.of(), false);

  private final TokenVerifier verifier;
  private final RevocationIndex revocations;
  private final CookieSessions cookies;

  Identify(TokenVerifier verifier, RevocationIndex revocations, CookieSessions cookies) {
    this.verifier = verifier;
    this.revocations = revocations;
    this.cookies = cookies;
  }

  /**
   * Identifies the caller of one request.
   *
   * @param authorization the value of {@code Authorization}, or {@code null}
   * @param then told the outcome exactly once: on this thread before this method returns, or later on another one; must
   *     not throw
   */
  public void identify(CookieJar jar, String authorization, Consumer<Identification> then) {
    String scheme = tokenScheme(authorization);
    if (scheme != null) {
      String token = authorization.substring(scheme.length()).strip();
      verify(token, then, verification -> then.accept(ofToken(scheme, token, verification)));
    } else if (jar.duplicate()) {
      then.accept(CookieSessions.dead("duplicate_cookie"));
    } else if (!jar.hasSession()) {
      then.accept(NOBODY);
    } else if (jar.accessToken() == null) {
      cookies.settle(jar, null, then);
    } else {
      verify(jar.accessToken(), then, verification -> cookies.settle(jar, verification, then));
    }
  }

  /**
   * Refreshes a cookie session now, whatever time its access token has left.
   *
   * @param then told the outcome exactly once, on any thread; must not throw
   */
  void renew(CookieJar jar, Consumer<Identification> then) {
    if (jar.refreshToken() == null) {
      then.accept(NOBODY);
      return;
    }
    identify(jar, null, who -> step(then, () -> {
      if (who instanceof Identification.Known known && known.cookies().isEmpty()) {
        cookies.renewNow(jar, known.token(), then);
      } else {
        then.accept(who);
      }
    }));
  }

  /** Runs a step that must end in an answer: when it fails instead, the answer is that nobody can tell. */
  static void step(Consumer<Identification> then, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      then.accept(new Identification.Undecided("internal_error", "an error of the gate itself: " + Fault.name(e)));
    }
  }

  /** The scheme under which a credential carries an access token, with its blank; {@code null} for any other. */
  private static String tokenScheme(String authorization) {
    if (authorization == null) {
      return null;
    }
    return authorization.regionMatches(true, 0, "Bearer ", 0, 7) ? "Bearer "
        : authorization.regionMatches(true, 0, "DPoP ", 0, 5) ? "DPoP " : null;
  }

  private void verify(String token, Consumer<Identification> then, Consumer<Verification> verified) {
    Verification verification = verifier.verify(token);
    if (verification instanceof Verification.Unavailable) {
      verifier.verifyEventually(token)
          .thenAccept(settled -> step(then, () -> verified.accept(settled)));
    } else {
      verified.accept(verification);
    }
  }

  private Identification ofToken(String scheme, String compact, Verification verification) {
    if (verification instanceof Verification.Unavailable unavailable) {
      return new Identification.Undecided(Identification.Undecided.AWAY, unavailable.why());
    }
    if (!(verification instanceof Verification.Verified verified)) {
      return refused(code(verification));
    }
    AccessToken token = verified.token();
    if (token.confirmation() != null || !scheme.equals("Bearer ")) {
      return refused("proof_required");
    }
    return switch (revocations.standing(token)) {
      case LIVE -> new Identification.Known(token, compact, List.of(), false);
      case STALE, STALE_WITH_OTHERS -> refused("stale_token");
      case DISABLED -> refused("account_disabled");
      case ENDED -> refused("session_ended");
    };
  }

  private static Identification refused(String error) {
    return new Identification.Nobody(error, List.of(), true);
  }

  /** The code of a verification that gave no token. */
  static String code(Verification verification) {
    return verification instanceof Verification.Rejected rejected ? rejected.reason().code()
        : verification instanceof Verification.Expired ? "expired" : "unavailable";
  }
}
