package io.portcullis.enforcer.ops;

import io.portcullis.enforcer.token.IssuerRegistry;
import io.portcullis.enforcer.token.IssuerStatus;
import io.smallrye.health.api.HealthGroup;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * For what sends traffic here ({@code /q/health/group/serving}): whether this enforcer can answer checks. Unlike
 * readiness, which says that all is well, it stays up while Keycloak is away: taking every enforcer out of service then
 * would refuse the live tokens that they can still verify.
 */
@HealthGroup("serving")
@ApplicationScoped
final class ServingHealth implements HealthCheck {

  private final IssuerRegistry issuers;

  ServingHealth(IssuerRegistry issuers) {
    this.issuers = issuers;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("serving")
        .status(issuers.status().stream().allMatch(IssuerStatus::ready)).build();
  }
}
