package io.portcullis.enforcer.ops;

import io.portcullis.enforcer.token.IssuerRegistry;
import io.portcullis.enforcer.token.IssuerStatus;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Says for each issuer whether its tokens can be verified, and if not, why not and since when. */
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
      boolean reachable = status.ready() && status.problem() == null;
      well &= reachable;
      response.withData(status.issuer().toString(), reachable ? "ready, " + status.keys() + " keys"
          : (status.ready() ? "live tokens still pass; " : "not ready; ") + status.problem());
      response.withData(status.issuer() + " since", status.since().toString());
    }
    return response.status(well).build();
  }
}
