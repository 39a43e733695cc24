package io.portcullis.enforcer.subrequest;

import io.portcullis.enforcer.http.Caller;
import io.portcullis.enforcer.http.Page;
import io.portcullis.enforcer.http.Preflight;
import io.portcullis.enforcer.http.Reply;
import io.portcullis.enforcer.session.CookieJar;
import io.portcullis.enforcer.session.Credentials;
import io.portcullis.enforcer.session.Identification;
import io.portcullis.enforcer.session.Identify;
import io.portcullis.enforcer.session.Origins;
import io.portcullis.enforcer.session.ReturnAddress;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * {@code /oauth2/challenge}, which only nginx's error locations reach: tells a refused client what to do. A navigation is
 * sent to sign in and comes back to the same address; a program gets JSON.
 */
public final class Challenge {

  private final Identify identify;
  private final Origins origins;

  /** @param origins where browsers may be sent back to */
  public Challenge(Identify identify, Origins origins) {
    this.identify = identify;
    this.origins = origins;
  }

  /** Explains a {@code 401} or a {@code 403} to the client. */
  public void handle(RoutingContext context) {
    MultiMap headers = context.request().headers();
    Caller caller = Caller.of(headers);
    String status = headers.get("X-Portcullis-Status");
    if (origins.shares(headers) && ("401".equals(status) || "403".equals(status))) {
      Preflight.share(context);
      if (Preflight.is(headers.get("X-Original-Method"), headers)) {
        // A preflight has no credentials, so the policy refuses it; the request that it announces will be checked.
        Preflight.answer(context);
        return;
      }
    }
    if ("401".equals(status)) {
      unauthenticated(context, caller);
    } else if ("403".equals(status)) {
      forbidden(context, caller);
    } else {
      Reply.error(context, 404, "not_found", "There is nothing here.");
    }
  }

  private void unauthenticated(RoutingContext context, Caller caller) {
    String code = code(context);
    if (caller == Caller.NAVIGATION) {
      Reply.redirect(context, start(context.request().headers(), code));
      return;
    }
    JsonObject body = new JsonObject().put("error", "unauthorized").put("reason", code.split(";")[0])
        .put("login", "/oauth2/start");
    Reply.json(context, 401, body);
  }

  /**
   * Where a page is sent to sign in, so that it comes back to what was asked for.
   *
   * @param headers what the front door states of the request
   * @param code the code of why, with the step-up that is needed
   */
  private String start(MultiMap headers, String code) {
    String[] error = code.split(";");
    StringBuilder start = new StringBuilder("/oauth2/start?rd=").append(encode(wanted(headers)));
    for (int i = 1; i < error.length; i++) {
      int equals = error[i].indexOf('=');
      start.append('&').append(error[i].startsWith("acr=") ? "acr_values" : "max_age").append('=')
          .append(encode(error[i].substring(equals + 1)));
    }
    return start.toString();
  }

  /** The same with the origin that the request was sent to: Traefik takes an address without one for the enforcer's own. */
  String startInFull(MultiMap headers, String code) {
    return origins.of(headers) + start(headers, code);
  }

  private void forbidden(RoutingContext context, Caller caller) {
    String reason = code(context);
    if (caller != Caller.NAVIGATION) {
      Reply.json(context, 403, new JsonObject().put("error", "forbidden").put("reason", reason));
      return;
    }
    CookieJar jar = CookieJar.of(context.request().getHeader("Cookie"));
    identify.identify(Credentials.of(jar), Reply.later(context, who -> {
      String user = who instanceof Identification.Known known ? known.token().preferredUsername() : null;
      Reply.page(context, 403, Page.forbidden(user, reason, "/oauth2/start?rd=" + encode(wanted(context.request().headers()))));
    }));
  }

  private static String code(RoutingContext context) {
    String error = context.request().getHeader("X-Portcullis-Error");
    return error == null || error.isEmpty() ? "refused" : error;
  }

  /** The address to come back to: what was asked for, or, where that was not a plain GET, the page that sent it. */
  private String wanted(MultiMap headers) {
    String method = headers.get("X-Original-Method");
    if ("GET".equals(method) || "HEAD".equals(method)) {
      return ReturnAddress.of(headers.get("X-Original-URI"), origins.served());
    }
    String referer = headers.get("Referer");
    if (referer == null) {
      return ReturnAddress.HOME;
    }
    try {
      URI uri = URI.create(referer);
      boolean own = origins.served().contains(ReturnAddress.origin(uri));
      return own ? ReturnAddress.of(uri.getRawPath() + (uri.getRawQuery() == null ? "" : '?' + uri.getRawQuery()),
          origins.served()) : ReturnAddress.HOME;
    } catch (IllegalArgumentException e) {
      return ReturnAddress.HOME;
    }
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
