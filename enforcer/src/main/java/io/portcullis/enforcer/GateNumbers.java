package io.portcullis.enforcer;

import io.portcullis.enforcer.decision.DecisionLog;
import io.portcullis.enforcer.decision.PolicyInForce;
import io.portcullis.enforcer.feed.FeedState;
import io.portcullis.enforcer.ops.GateMetrics;
import io.portcullis.enforcer.revocation.RevocationIndex;
import io.portcullis.enforcer.token.IssuerRegistry;
import io.portcullis.enforcer.token.IssuerStatus;
import io.portcullis.enforcer.token.TokenVerifier;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/** Shows the parts' own numbers among the metrics. They are asked for when metrics are read, and cost nothing else. */
final class GateNumbers {

  private final GateMetrics metrics;
  private final Clock clock;

  GateNumbers(GateMetrics metrics, Clock clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  void show(PolicyInForce policies, DecisionLog decisions, IssuerRegistry issuers, TokenVerifier verifier,
      FeedState feed, RevocationIndex revocations) {
    ofPolicy(policies);
    String lines = "Lines of the decision log that were dropped, since the writer fell behind";
    metrics.count("portcullis.decision.log.lines", "Lines of the decision log that were written", decisions::written);
    metrics.count("portcullis.decision.log.dropped", lines, () -> decisions.dropped("permit"), "kind", "permit");
    metrics.count("portcullis.decision.log.dropped", lines, () -> decisions.dropped("other"), "kind", "other");
    metrics.gauge("portcullis.token.cached", "Verified tokens remembered", verifier::cachedTokens);
    metrics.gauge("portcullis.issuer.ready", "1 when tokens of every issuer can be verified",
        () -> issuers.status().stream().allMatch(IssuerStatus::ready) ? 1 : 0);
    ofFeed(feed);
    metrics.gauge("portcullis.revocations", "Marks held on subjects, sessions, tokens and clients", revocations::size);
  }

  private void ofPolicy(PolicyInForce policies) {
    policies.tellRevision(metrics::policy);
    String reloads = "Changed policy files, put in force or refused";
    metrics.count("portcullis.policy.reloads", reloads, policies::reloads, "result", "ok");
    metrics.count("portcullis.policy.reloads", reloads, policies::refused, "result", "refused");
    metrics.gauge("portcullis.policy.valid", "1 when the policy file as it is now is in force",
        () -> policies.problem() == null ? 1 : 0);
  }

  private void ofFeed(FeedState feed) {
    metrics.gauge("portcullis.feed.up", "1 when changes at Keycloak arrive",
        () -> feed.snapshot().status() == FeedState.Status.UP ? 1 : 0);
    for (FeedState.Status status : FeedState.Status.values()) {
      metrics.gauge("portcullis.feed.state", "1 for the state that the change feed is in",
          () -> feed.snapshot().status() == status ? 1 : 0, "state", status.name().toLowerCase(Locale.ROOT));
    }
    metrics.gauge("portcullis.feed.silence.seconds", "Time since the change feed answered last", () -> silence(feed));
    metrics.gauge("portcullis.feed.delay.seconds", "How long the last change took to arrive",
        () -> feed.delayMillis() / 1000.0);
    metrics.gauge("portcullis.feed.silent.nodes", "Keycloak's nodes that fell silent without goodbye within the last hour",
        () -> feed.silentNodes().size());
    metrics.count("portcullis.feed.changes", "Changes that arrived", feed::changes);
    metrics.count("portcullis.feed.gaps", "How often changes may have been missed", feed::gaps);
  }

  private double silence(FeedState feed) {
    FeedState.Snapshot now = feed.snapshot();
    return now.heard() == null ? Double.NaN : Duration.between(now.heard(), clock.instant()).toMillis() / 1000.0;
  }
}
