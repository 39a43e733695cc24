package io.portcullis.enforcer.ops;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * The first seconds of a stop (SIGTERM) where other enforcers can take over. Every check that still comes is refused by
 * closing its connection without an answer: a proxy takes that as "ask another one", and asks this one no more. What was
 * begun is finished, logins and callbacks that cannot be asked twice above all. A status would not do: nginx would
 * hand it on as a failure.
 */
@Singleton
public final class Drain {

  private static final Logger LOG = Logger.getLogger("io.portcullis");
  /** Before the check itself. */
  private static final int FIRST = -1000;

  private Router router;
  private volatile boolean begun;

  Drain() {}

  /** Whether checks must now go the way of the router, where they are turned away. */
  public boolean begun() {
    return begun;
  }

  void remember(@Observes Router router) {
    this.router = router;
  }

  void begin(@Observes ShutdownDelayInitiatedEvent event) {
    LOG.info("Asked to stop: new checks go to other enforcers, what was begun is finished");
    router.route("/oauth2/auth").order(FIRST).handler(context -> context.request().connection().close());
    begun = true;
  }
}
