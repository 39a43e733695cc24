package io.portcullis.enforcer.subrequest;

import io.portcullis.enforcer.http.Caller;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * Traefik's ForwardAuth, Caddy's {@code forward_auth} and Envoy's {@code ext_authz} in nginx's place. Off unless their
 * addresses are listed.
 *
 * <p>They pass on whatever headers a client sends and state the request in headers or in the address of their own. So
 * for a listed peer only its own words count: {@code X-Forwarded-Method}, {@code -Host} and {@code -Uri} (Traefik,
 * Caddy), or the method, host and path of the call (Envoy); all that nginx would have said is removed first. For every
 * other peer nothing changes, and its {@code X-Forwarded-*} mean nothing. A request that is stated twice, or not at all,
 * is refused by the policy like any that has no single meaning.
 *
 * <p>They take a refusal to the client as it is, so a page is sent to sign in from here; and they copy headers of a
 * permit to the application, so each one is there even when empty: a client's own must never stay.
 */
public final class OtherFrontDoors {

  /** Where Envoy's {@code path_prefix} leads. */
  private static final String ENVOY = "/oauth2/ext_authz";
  private static final int BEFORE_THE_CHECK = -200;
  private static final int PERMIT = 202;
  /** Envoy takes only this status as a permit; any other is an answer to the client. */
  private static final int PERMIT_FOR_ENVOY = 200;
  private static final List<String> TO_THE_APPLICATION = List.of("X-Auth-Request-User",
      "X-Auth-Request-Preferred-Username", "X-Auth-Request-Email", "X-Auth-Request-Roles", "X-Auth-Request-Access-Token",
      "X-Portcullis-Cookie", "X-Portcullis-Authorization");

  private final TrustedPeers peers;
  private final Check check;
  private final Challenge challenge;

  /**
   * For the peers of a setting.
   *
   * @param trusted addresses and networks
   * @throws IllegalArgumentException when one of them is not; the message names the setting
   */
  public OtherFrontDoors(List<String> trusted, Check check, Challenge challenge) {
    this.peers = new TrustedPeers("PORTCULLIS_TRUSTED_PROXIES", trusted);
    this.check = check;
    this.challenge = challenge;
  }

  /** Gives them their addresses. */
  public void route(Router router) {
    router.route("/oauth2/auth").order(BEFORE_THE_CHECK).handler(this::forwarded);
    router.route(ENVOY + "/*").order(BEFORE_THE_CHECK).handler(this::envoy);
  }

  private void forwarded(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (trusted(request)) {
      MultiMap headers = request.headers();
      state(headers, only(headers, "X-Forwarded-Method"), only(headers, "X-Forwarded-Host"),
          only(headers, "X-Forwarded-Uri"), only(headers, "X-Forwarded-Proto"));
      onAnswer(request, PERMIT);
    }
    context.next();
  }

  private void envoy(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!trusted(request)) {
      context.response().setStatusCode(404).end();
      return;
    }
    MultiMap headers = request.headers();
    state(headers, request.method().name(), only(headers, "Host"), request.uri().substring(ENVOY.length()),
        only(headers, "X-Forwarded-Proto"));
    onAnswer(request, PERMIT_FOR_ENVOY);
    check.handle(request);
  }

  private boolean trusted(HttpServerRequest request) {
    return request.remoteAddress() != null && peers.hold(request.remoteAddress().hostAddress());
  }

  /** The one value of a header, or {@code null} when there is none, or more than one. */
  private static String only(MultiMap headers, String name) {
    List<String> values = headers.getAll(name);
    return values.size() == 1 ? values.get(0) : null;
  }

  private static void state(MultiMap headers, String method, String host, String uri, String scheme) {
    String client = only(headers, "X-Forwarded-For");
    for (String name : List.copyOf(headers.names())) {
      String lower = name.toLowerCase(java.util.Locale.ROOT);
      if (lower.startsWith("x-original-") || lower.startsWith("x-portcullis-") || lower.startsWith("x-auth-request-")
          || lower.startsWith("x-forwarded-") || lower.equals("x-real-ip") || lower.equals("x-request-id")) {
        headers.remove(name);
      }
    }
    headers.remove("Host");
    if (method != null && host != null && uri != null) {
      headers.set("X-Original-Method", method);
      headers.set("X-Original-URI", uri);
      headers.set("Host", host);
      headers.set("X-Original-Host", host.replaceFirst(":[0-9]{1,5}$", ""));
    }
    set(headers, "X-Original-Scheme", scheme);
    set(headers, "X-Real-IP", client == null ? null : client.substring(client.lastIndexOf(',') + 1).strip());
  }

  private static void set(MultiMap headers, String name, String value) {
    if (value != null) {
      headers.set(name, value);
    }
  }

  private void onAnswer(HttpServerRequest request, int permit) {
    HttpServerResponse response = request.response();
    response.headersEndHandler(ignored -> {
      MultiMap headers = response.headers();
      for (int i = 1; i <= 4; i++) {
        String cookie = headers.get("X-Auth-Cookie-" + i);
        if (cookie != null) {
          headers.add("Set-Cookie", cookie);
        }
      }
      if (response.getStatusCode() == PERMIT) {
        response.setStatusCode(permit);
        TO_THE_APPLICATION.forEach(name -> headers.set(name, orEmpty(headers.get(name))));
        headers.set("Cookie", headers.get("X-Portcullis-Cookie"));
        headers.set("Authorization", headers.get("X-Portcullis-Authorization"));
      } else if (response.getStatusCode() == 401 && Caller.of(request.headers()) == Caller.NAVIGATION) {
        response.setStatusCode(302);
        headers.set("Location", challenge.startInFull(request.headers(), orEmpty(headers.get("X-Portcullis-Error"))));
      }
      headers.set("Cache-Control", "no-store");
    });
  }

  private static String orEmpty(String value) {
    return value == null ? "" : value;
  }
}
