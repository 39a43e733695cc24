package io.portcullis.enforcer.http;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/**
 * Cross-origin requests of scripts (CORS, Fetch Standard section 3.2). A browser asks beforehand, without credentials,
 * whether a page may send a request; the answer promises nothing but that, and the request itself is checked as any.
 */
public final class Preflight {

  private static final String TEN_MINUTES = "600";

  private Preflight() {}

  /**
   * Whether a request is a preflight.
   *
   * @param method the client's method
   * @param headers the client's headers
   */
  public static boolean is(String method, MultiMap headers) {
    return "OPTIONS".equals(method) && headers.contains("Origin") && headers.contains("Access-Control-Request-Method");
  }

  /** Lets the page that sent this request read the answer. Only for an origin that was found allowed. */
  public static void share(RoutingContext context) {
    context.response()
        .putHeader("Access-Control-Allow-Origin", context.request().getHeader("Origin"))
        .putHeader("Access-Control-Allow-Credentials", "true")
        .putHeader("Access-Control-Expose-Headers", "WWW-Authenticate, Retry-After")
        .putHeader("Vary", "Origin");
  }

  /** Answers a preflight of an origin that was found allowed: it may send what it asks to. */
  public static void answer(RoutingContext context) {
    MultiMap headers = context.request().headers();
    context.response().putHeader("Access-Control-Allow-Methods", listed(headers.get("Access-Control-Request-Method")));
    String names = listed(headers.get("Access-Control-Request-Headers"));
    if (!names.isEmpty()) {
      context.response().putHeader("Access-Control-Allow-Headers", names);
    }
    context.response().putHeader("Access-Control-Max-Age", TEN_MINUTES).setStatusCode(204).end();
  }

  /** A list of tokens as it came, or nothing when it is anything else (RFC 9110 section 5.6.2). */
  private static String listed(String value) {
    return value != null && value.length() <= 1024 && value.matches("[A-Za-z0-9!#$%&'*+.^_`|~, -]*") ? value : "";
  }
}
