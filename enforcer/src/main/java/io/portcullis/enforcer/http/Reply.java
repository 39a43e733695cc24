package io.portcullis.enforcer.http;

import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.function.Consumer;

/** Writes the answers of the endpoints that browsers and programs see. None of them may be cached or framed. */
public final class Reply {

  private static final String UNREADABLE =
      "The address holds a character that must be percent-encoded, or a percent sign that begins no escape.";

  private Reply() {}

  /** JSON with a status. */
  public static void json(RoutingContext context, int status, JsonObject body) {
    start(context, status).putHeader("Content-Type", "application/json").end(body.encode());
  }

  /**
   * An error as OAuth writes it (RFC 6749 section 5.2).
   *
   * @param error a code
   * @param description what went wrong and what to do, free of secrets
   */
  public static void error(RoutingContext context, int status, String error, String description) {
    json(context, status, new JsonObject().put("error", error).put("error_description", description));
  }

  /** A page with a status. */
  public static void page(RoutingContext context, int status, String html) {
    start(context, status).putHeader("Content-Type", "text/html; charset=utf-8")
        .putHeader("Content-Security-Policy", Page.CONTENT_SECURITY_POLICY).end(html);
  }

  /**
   * A redirect. A {@code 302} is for a GET; whatever came with a POST is answered with {@code 303} (RFC 9110 section
   * 15.4.4).
   *
   * @param location an address that the gate made or accepted
   */
  public static void redirect(RoutingContext context, String location) {
    boolean post = context.request().method().equals(HttpMethod.POST);
    start(context, post ? 303 : 302).putHeader("Location", location).end();
  }

  /** Says that Keycloak cannot be asked now, to a person or a program, and when to try again. */
  public static void unavailable(RoutingContext context, Caller caller) {
    context.response().putHeader("Retry-After", "2");
    if (caller == Caller.NAVIGATION) {
      page(context, 503, Page.of("Sign-in is not available just now",
          "The identity provider does not answer. Your session is not lost; try again in a moment.", "/", "Back"));
    } else {
      error(context, 503, "temporarily_unavailable", "The identity provider does not answer; try again.");
    }
  }

  /** Adds {@code Set-Cookie} lines to the answer. */
  public static void cookies(RoutingContext context, List<String> values) {
    for (String value : values) {
      context.response().headers().add("Set-Cookie", value);
    }
  }

  /**
   * Finishes an answer later: on the event loop that its request came on, whichever thread brings the news. An error on
   * the way ends the request too, as {@code 500}.
   */
  public static <T> Consumer<T> later(RoutingContext context, Consumer<T> answer) {
    Context loop = context.vertx().getOrCreateContext();
    return news -> loop.runOnContext(ignored -> {
      try {
        answer.accept(news);
      } catch (RuntimeException | Error e) {
        context.fail(500, e);
      }
    });
  }

  /** Ends a request that went wrong with an error in JSON, which tells nothing of the inside. */
  public static void failed(RoutingContext context) {
    if (context.response().ended() || context.response().closed()) {
      return;
    }
    int status = context.statusCode() < 400 ? 500 : context.statusCode();
    context.response().headers().clear();
    if (status >= 500) {
      error(context, status, "server_error", "The gate made an error; its log says more.");
    } else {
      error(context, status, "invalid_request", status == 413 ? "The request is too large." : "The request is malformed.");
    }
  }

  /**
   * Refuses a request whose address is no URI (RFC 3986), as with a raw brace or bar in its query: the framework answers it
   * with nothing.
   *
   * @return whether it was refused, and answered
   */
  public static boolean refusedForItsAddress(HttpServerRequest request) {
    try {
      new URI(request.uri());
      return false;
    } catch (URISyntaxException e) {
      boolean person = Caller.of(request.headers()) == Caller.NAVIGATION;
      start(request.response(), 400)
          .putHeader("Content-Type", person ? "text/html; charset=utf-8" : "application/json")
          .putHeader("Content-Security-Policy", Page.CONTENT_SECURITY_POLICY)
          .end(person ? Page.of("This address cannot be read", UNREADABLE, "/", "Go on")
              : new JsonObject().put("error", "invalid_request").put("error_description", UNREADABLE).encode());
      return true;
    }
  }

  private static HttpServerResponse start(RoutingContext context, int status) {
    return start(context.response(), status);
  }

  private static HttpServerResponse start(HttpServerResponse response, int status) {
    return response.setStatusCode(status)
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "same-origin");
  }
}
