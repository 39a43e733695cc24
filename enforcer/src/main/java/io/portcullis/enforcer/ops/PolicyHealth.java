package io.portcullis.enforcer.ops;

import io.portcullis.enforcer.decision.PolicyInForce;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says which policy is in force, and what is wrong with a file that was refused. A refused file does not make the
 * enforcer unready: the last good policy decides.
 */
@Readiness
@ApplicationScoped
final class PolicyHealth implements HealthCheck {

  private final PolicyInForce policies;

  PolicyHealth(PolicyInForce policies) {
    this.policies = policies;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("policy").up()
        .withData("revision", policies.current().revision())
        .withData("since", policies.since().toString());
    String problem = policies.problem();
    if (problem != null) {
      response.withData("refused", problem);
    }
    return response.build();
  }
}
