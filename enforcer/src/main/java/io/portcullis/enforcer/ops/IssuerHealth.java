package io.portcullis.enforcer.ops;

import io.portcullis.enforcer.token.IssuerRegistry;
import io.portcullis.enforcer.token.IssuerStatus;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says for each issuer whether its tokens can be verified, and if not, why not and since when. An issuer that is away
 * while its keys are at hand does not make the enforcer unready: live tokens pass, and taking all enforcers out of
 * service at once would only make it worse.
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
