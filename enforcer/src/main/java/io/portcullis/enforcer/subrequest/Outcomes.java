package io.portcullis.enforcer.subrequest;

import io.portcullis.enforcer.ops.Codes;
import io.portcullis.enforcer.ops.GateMetrics;
import io.portcullis.enforcer.session.Identification;
import io.portcullis.policy.Decision;
import io.portcullis.policy.Decision.Reason;
import java.util.Locale;

/** All ways in which a check may end, made beforehand: an outcome is looked up, and nothing is made for it. */
final class Outcomes {

  static final int PERMITTED = 202;
  private static final int UNAUTHENTICATED = 401;
  private static final int FORBIDDEN = 403;
  private static final int BROKEN = 500;
  private static final int UNAVAILABLE = 503;

  private final Outcome[] byReason = new Outcome[Reason.values().length];
  private final Codes<Outcome> logins;
  private final Codes<Outcome> unavailable;
  private final Outcome crossOrigin;
  private final Outcome broken;

  Outcomes(GateMetrics metrics) {
    for (Reason reason : Reason.values()) {
      String code = reason.name().toLowerCase(Locale.ROOT);
      byReason[reason.ordinal()] = switch (reason) {
        case PUBLIC, AUTHENTICATED, ROLE -> outcome(metrics, "permit", PERMITTED, code);
        case NO_IDENTITY -> outcome(metrics, "login", UNAUTHENTICATED, code);
        case STEP_UP -> outcome(metrics, "step_up", UNAUTHENTICATED, code);
        case INSUFFICIENT_ROLE, NOT_IN_POLICY, AMBIGUOUS_REQUEST -> outcome(metrics, "forbid", FORBIDDEN, code);
      };
    }
    crossOrigin = outcome(metrics, "forbid", FORBIDDEN, "cross_origin");
    logins = new Codes<>(Identification.Nobody.codes(), code -> outcome(metrics, "login", UNAUTHENTICATED, code));
    unavailable = new Codes<>(Identification.Undecided.codes(),
        code -> outcome(metrics, "unavailable", UNAVAILABLE, code));
    broken = new Outcome("unavailable", BROKEN, "internal_error", unavailable.of("internal_error").counter());
  }

  private static Outcome outcome(GateMetrics metrics, String name, int status, String reason) {
    return new Outcome(name, status, reason, metrics.checks(name, reason));
  }

  /** The outcome of a decision, where nothing but the policy has a say. A permit is nothing but a permit's. */
  Outcome of(Decision decision) {
    Outcome outcome = byReason[decision.reason().ordinal()];
    if (outcome.permits() != decision instanceof Decision.Permit) {
      throw new IllegalStateException("A decision and its reason are at odds: " + decision.reason());
    }
    return outcome;
  }

  /** A page of another site may be behind it. */
  Outcome crossOrigin() {
    return crossOrigin;
  }

  /** Keycloak refused this browser a login for want of a role a moment ago. */
  Outcome denied() {
    return byReason[Reason.INSUFFICIENT_ROLE.ordinal()];
  }

  /** The credential does not count. */
  Outcome login(String code) {
    return logins.of(code);
  }

  /** Nobody can tell now. */
  Outcome unavailable(String code) {
    return unavailable.of(code);
  }

  /** An error of the gate itself. */
  Outcome broken() {
    return broken;
  }
}
