package io.portcullis.enforcer.token;

import io.portcullis.enforcer.token.Presentation.Scheme;
import java.time.Clock;
import java.util.Optional;

/**
 * Checks that the caller holds what its access token is bound to: a key (DPoP, RFC 9449) or a client certificate
 * (RFC 8705 section 3). To be asked for every verified access token, bound or not, each time it is presented: the
 * answer is about the request, not about the token. Thread-safe; never blocks.
 */
public final class ProofOfPossession {

  /** What came of the check. */
  public sealed interface Outcome {

    /** The token may be used for this request: it is bound to nothing, or what it is bound to has been proven. */
    record Accepted(boolean bound) implements Outcome {}

    /**
     * The token may not be used for this request.
     *
     * @param nonce what to send as {@code DPoP-Nonce} (RFC 9449 section 9), or {@code null}
     */
    record Refused(ProofProblem problem, String nonce) implements Outcome {}
  }

  private final DpopProof proofs;
  private final ProofNonce nonces;

  /** @param clock judges the age of proofs */
  public ProofOfPossession(ProofSettings settings, Clock clock) {
    this.nonces = settings.nonceKey() == null ? null : new ProofNonce(settings.nonceKey(), clock);
    this.proofs = new DpopProof(settings, nonces, clock);
  }

  /** Whether the token may be used for this request. */
  public Outcome check(AccessToken token, Presentation presented) {
    Confirmation bound = token.confirmation();
    boolean keyBound = bound != null && bound.keyThumbprint() != null;
    if (!keyBound && presented.scheme() == Scheme.DPOP) {
      return refused(ProofProblem.UNBOUND_TOKEN_AS_DPOP);
    }
    if (bound == null) {
      return new Outcome.Accepted(false);
    }
    if (keyBound && presented.scheme() != Scheme.DPOP) {
      return refused(ProofProblem.BOUND_TOKEN_AS_BEARER);
    }
    if (bound.certificateThumbprint() != null
        && !ClientCertificate.matches(presented.escapedCertificate(), bound.certificateThumbprint())) {
      return refused(ProofProblem.CERTIFICATE);
    }
    Optional<ProofProblem> problem =
        keyBound ? proofs.problem(bound.keyThumbprint(), presented) : Optional.empty();
    return problem.isPresent() ? refused(problem.get()) : new Outcome.Accepted(true);
  }

  /**
   * A nonce to hand out with {@code DPoP-Nonce}, so that callers need not be refused once in order to get one; empty
   * when no nonces are asked for.
   */
  public Optional<String> nonce() {
    return Optional.ofNullable(nonces).map(ProofNonce::issue);
  }

  private Outcome refused(ProofProblem problem) {
    return new Outcome.Refused(problem, problem == ProofProblem.NONCE ? nonces.issue() : null);
  }
}
