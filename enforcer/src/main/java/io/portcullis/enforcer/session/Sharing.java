package io.portcullis.enforcer.session;

import io.portcullis.enforcer.http.Preflight;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/** Lets scripts of the origins that the operator allows read the gate's own answers (CORS, Fetch Standard section 3.2). */
final class Sharing {

  private final Origins origins;

  Sharing(Origins origins) {
    this.origins = origins;
  }

  /** Marks the answer for an allowed origin; answers a preflight by itself, and hands all else on. */
  void handle(RoutingContext context) {
    MultiMap headers = context.request().headers();
    if (origins.shares(headers)) {
      Preflight.share(context);
      if (Preflight.is(context.request().method().name(), headers)) {
        Preflight.answer(context);
        return;
      }
    }
    context.next();
  }
}
