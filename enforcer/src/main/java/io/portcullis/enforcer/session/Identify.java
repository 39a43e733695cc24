package io.portcullis.enforcer.session;

import io.portcullis.enforcer.ops.Fault;
import io.portcullis.enforcer.revocation.RevocationIndex;
import io.portcullis.enforcer.token.AccessToken;
import io.portcullis.enforcer.token.Presentation;
import io.portcullis.enforcer.token.Presentation.Scheme;
import io.portcullis.enforcer.token.ProofOfPossession;
import io.portcullis.enforcer.token.ProofProblem;
import io.portcullis.enforcer.token.TokenText;
import io.portcullis.enforcer.token.TokenVerifier;
import io.portcullis.enforcer.token.Verification;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Finds out who a request comes from. A live token is settled at once, on the caller's thread and without any I/O; only
 * a token that must be refreshed, or whose signing key is new, is settled later.
 *
 * <p>A token in {@code Authorization} wins over cookies: whoever sends one is a program and means it.
 */
public final class Identify {

  private static final Identification NOBODY = new Identification.Nobody(null, List.of(), null);

  private static final Identification BLIND = new Identification.Undecided("change_feed_away",
      "it is not known what was revoked lately");

  private final TokenVerifier verifier;
  private final RevocationIndex revocations;
  private final ProofOfPossession proofs;
  private final CookieSessions cookies;
  private final BooleanSupplier blind;

  /** @param blind whether it cannot be told now what was revoked, so that no credential may be judged */
  Identify(TokenVerifier verifier, RevocationIndex revocations, ProofOfPossession proofs, CookieSessions cookies,
      BooleanSupplier blind) {
    this.blind = blind;
    this.verifier = verifier;
    this.revocations = revocations;
    this.proofs = proofs;
    this.cookies = cookies;
  }

  /**
   * Identifies the caller of one request.
   *
   * @param then told the outcome exactly once: on this thread before this method returns, or later on another one; must
   *     not throw
   */
  public void identify(Credentials credentials, Consumer<Identification> then) {
    Presentation presented = credentials.presentation();
    CookieJar jar = credentials.jar();
    if (presented == null && !jar.duplicate() && !jar.hasSession()) {
      then.accept(NOBODY);
    } else if (blind.getAsBoolean()) {
      then.accept(BLIND);
    } else if (presented != null) {
      verify(TokenText.of(presented.compact()), then, verification -> then.accept(ofToken(presented, verification)));
    } else if (jar.duplicate()) {
      then.accept(CookieSessions.dead("duplicate_cookie"));
    } else if (jar.access() == null) {
      cookies.settle(jar, null, then);
    } else {
      verify(jar.access(), then, verification -> cookies.settle(jar, verification, then));
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
    identify(Credentials.of(jar), who -> step(then, () -> {
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

  private void verify(TokenText token, Consumer<Identification> then, Consumer<Verification> verified) {
    Verification verification = verifier.verify(token);
    if (verification instanceof Verification.Unavailable) {
      verifier.verifyEventually(token.toString())
          .thenAccept(settled -> step(then, () -> verified.accept(settled)));
    } else {
      verified.accept(verification);
    }
  }

  private Identification ofToken(Presentation presented, Verification verification) {
    if (verification instanceof Verification.Unavailable unavailable) {
      return new Identification.Undecided(Identification.Undecided.AWAY, unavailable.why());
    }
    if (!(verification instanceof Verification.Verified verified)) {
      return refused(presented, code(verification));
    }
    AccessToken token = verified.token();
    String outdated = switch (revocations.standing(token)) {
      case LIVE -> null;
      case STALE, STALE_WITH_OTHERS -> "stale_token";
      case DISABLED -> "account_disabled";
      case ENDED -> "session_ended";
    };
    if (outdated != null) {
      return refused(presented, outdated);
    }
    // Last, since a good proof is used up by it.
    if (proofs.check(token, presented) instanceof ProofOfPossession.Outcome.Refused refused) {
      // A certificate goes with any scheme; whatever else is missing is a matter of DPoP.
      Scheme scheme = refused.problem() == ProofProblem.CERTIFICATE ? presented.scheme() : Scheme.DPOP;
      return new Identification.Nobody(refused.problem().code(), List.of(),
          new Identification.Rebuff(scheme, refused.problem().error(), refused.nonce()));
    }
    return new Identification.Known(token, TokenText.of(presented.compact()), List.of(), false);
  }

  private static Identification refused(Presentation presented, String code) {
    return new Identification.Nobody(code, List.of(),
        new Identification.Rebuff(presented.scheme(), "invalid_token", null));
  }

  /** The code of a verification that gave no token. */
  static String code(Verification verification) {
    return verification instanceof Verification.Rejected rejected ? rejected.reason().code()
        : verification instanceof Verification.Expired ? "expired" : "unavailable";
  }
}
