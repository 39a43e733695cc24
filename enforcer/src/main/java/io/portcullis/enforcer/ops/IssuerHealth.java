package io.portcullis.enforcer.ops;

import io.portcullis.enforcer.token.IssuerRegistry;
import io.portcullis.enforcer.token.IssuerStatus;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says for each issuer whether all is well with it, and if not, what is wrong, since when, and whether live tokens pass
 * meanwhile. Whether this enforcer can be sent traffic is another question: see {@link ServingHealth}.
 */
@Readiness
@ApplicationScoped
final class IssuerHealth implements HealthCheck {

  private final IssuerRegistry issuers;

  IssuerHealth(IssuerRegistry issuers) {
    this.issuers = issuers;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("identity-provider");
    boolean well = true;
    for (IssuerStatus status : issuers.status()) {
      well &= status.ready() && status.problem() == null;
      response.withData(status.issuer().toString(), status.problem() == null ? "ready, " + status.keys() + " keys"
          : (status.ready() ? "away, live tokens pass; " : "not ready; ") + status.problem());
      response.withData(status.issuer() + " since", status.since().toString());
    }
    return response.status(well).build();
  }
}
