package io.portcullis.enforcer.http;

import io.portcullis.enforcer.ops.Traces;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** Has spans made of the gate's own endpoints: login, callback, refresh and so on. Only there when traces are on. */
public final class TracedEndpoints {

  private static final int BEFORE_ALL = -500;
  private static final Set<String> ENDPOINTS = Set.of("/oauth2/start", "/oauth2/callback", "/oauth2/userinfo",
      "/oauth2/refresh", "/oauth2/sign_out", "/oauth2/login", "/oauth2/challenge", "/oauth2/backchannel-logout",
      "/oauth2/k_push_not_before", "/oauth2/k_logout");

  private final Traces traces;

  /** Sends them there. */
  public TracedEndpoints(Traces traces) {
    this.traces = traces;
  }

  /** Goes before the endpoints' own handlers. */
  public void route(Router router) {
    router.route("/oauth2/*").order(BEFORE_ALL).handler(this::begin);
  }

  private void begin(RoutingContext context) {
    String path = context.request().path();
    if (ENDPOINTS.contains(path)) {
      long began = System.nanoTime();
      context.addEndHandler(ended -> traces.endpoint(context.request().headers(), context.request().method().name(),
          path, context.response().getStatusCode(), System.nanoTime() - began));
    }
    context.next();
  }
}
