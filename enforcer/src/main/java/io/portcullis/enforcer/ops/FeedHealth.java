package io.portcullis.enforcer.ops;

import io.portcullis.enforcer.feed.FeedState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says whether changes at Keycloak arrive, and if not, since when, why, and what bound holds meanwhile. An enforcer
 * without the feed is ready all the same, unless the operator wants it required: all enforcers would lose the feed at
 * once, and none would be left to answer.
 */
@Readiness
@ApplicationScoped
final class FeedHealth implements HealthCheck {

  private final FeedState feed;

  FeedHealth(FeedState feed) {
    this.feed = feed;
  }

  @Override
  public HealthCheckResponse call() {
    FeedState.Snapshot now = feed.snapshot();
    boolean live = now.status() == FeedState.Status.UP;
    HealthCheckResponseBuilder response = HealthCheckResponse.named("change-feed")
        .withData("feed", now.status().name().toLowerCase(java.util.Locale.ROOT))
        .withData("since", now.since().toString())
        .withData("changes count within", live ? "1 s" : bound(now.lifespan()));
    if (now.heard() != null) {
      response.withData("last answer", now.heard().toString());
    }
    if (now.problem() != null && !live) {
      response.withData("problem", now.problem());
    }
    List<String> silent = feed.silentNodes();
    if (!silent.isEmpty()) {
      response.withData("silent nodes", String.join(", ", silent)
          + ": dead, or cut off from the other Keycloak nodes; then changes made there are not told");
    }
    if (feed.gaps() > 0) {
      response.withData("gaps", feed.gaps());
    }
    return response.status(!feed.refuses()).build();
  }

  private static String bound(Duration lifespan) {
    return lifespan == null ? "the lifetime of an access token"
        : lifespan.toSeconds() + " s, the lifetime of an access token";
  }
}
