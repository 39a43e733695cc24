package io.portcullis.enforcer.subrequest;

import io.portcullis.enforcer.decision.DecisionLog;
import io.portcullis.enforcer.decision.DecisionRecord;
import io.portcullis.enforcer.decision.Incidents;
import io.portcullis.enforcer.http.Headers;
import io.portcullis.enforcer.ops.GateMetrics;
import io.portcullis.enforcer.ops.Traces;
import io.portcullis.enforcer.session.Identification;
import io.portcullis.enforcer.token.AccessToken;
import io.portcullis.policy.AccessRequest;
import io.portcullis.policy.Decision;
import io.vertx.core.MultiMap;
import java.time.Clock;

/**
 * Keeps what is to be known of each check afterwards: it is counted, written into the decision log and, when it looks
 * like an attack that repeats itself, summarised. The answer is on its way by then, and nothing here changes it.
 */
public final class Witness {

  private final GateMetrics metrics;
  private final DecisionLog log;
  private final Incidents incidents;
  private final Traces traces;
  private final Clock clock;
  private final Outcomes outcomes;

  /**
   * Counts with these metrics, and writes to this log.
   *
   * @param traces where spans go, or {@code null} for none
   */
  public Witness(GateMetrics metrics, DecisionLog log, Incidents incidents, Traces traces, Clock clock) {
    this.metrics = metrics;
    this.log = log;
    this.incidents = incidents;
    this.traces = traces;
    this.clock = clock;
    this.outcomes = new Outcomes(metrics);
  }

  Outcomes outcomes() {
    return outcomes;
  }

  /**
   * A check was answered.
   *
   * @param token of the caller, when it counted
   * @param began when the check began, as {@link System#nanoTime} told it
   */
  void saw(MultiMap headers, AccessRequest asked, Identification who, AccessToken token, Decision decision,
      Outcome outcome, String revision, long began) {
    long nanos = System.nanoTime() - began;
    metrics.checked(outcome.counter(), nanos);
    if (!folded(headers, who, outcome) && log.wants(outcome.permits())) {
      log.add(new DecisionRecord(clock.millis(), outcome.name(), outcome.status(), outcome.reason(), asked.method(),
          asked.host(), asked.target(), decision, token, refreshed(who, token), revision, headers.get(Headers.REQUEST_ID),
          headers.get(Headers.REAL_IP)));
    }
    if (traces != null) {
      traces.check(headers, outcome.name(), outcome.status(), outcome.reason(), decision.location(), revision,
          refreshed(who, token), nanos);
    }
  }

  private static boolean refreshed(Identification who, AccessToken token) {
    return token != null && who instanceof Identification.Known known && !known.cookies().isEmpty();
  }

  /** A check failed by an error of the gate itself. */
  void broken(MultiMap headers, Outcome outcome, String revision, long began) {
    long nanos = System.nanoTime() - began;
    metrics.checked(outcome.counter(), nanos);
    if (traces != null) {
      traces.check(headers, outcome.name(), outcome.status(), outcome.reason(), null, revision, false, nanos);
    }
    if (log.wants(false)) {
      log.add(new DecisionRecord(clock.millis(), outcome.name(), outcome.status(), outcome.reason(),
          headers.get(Headers.ORIGINAL_METHOD), headers.get(Headers.ORIGINAL_HOST), headers.get(Headers.ORIGINAL_URI), null, null,
          false, revision, headers.get(Headers.REQUEST_ID), headers.get(Headers.REAL_IP)));
    }
  }

  /** Whether a security event tells of this decision. Only a credential that does not count can be part of one. */
  private boolean folded(MultiMap headers, Identification who, Outcome outcome) {
    if (!(who instanceof Identification.Nobody nobody) || nobody.error() == null) {
      return false;
    }
    Incidents.Kind kind = Incidents.Kind.of(nobody.error());
    return kind != null && incidents.note(kind, headers.get(Headers.REAL_IP), nobody.error(), headers.get(Headers.REQUEST_ID),
        outcome.reason().equals(nobody.error()));
  }
}
