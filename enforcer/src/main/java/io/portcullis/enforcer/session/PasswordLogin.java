package io.portcullis.enforcer.session;

import io.portcullis.enforcer.http.Caller;
import io.portcullis.enforcer.http.Reply;
import io.portcullis.enforcer.token.AccessToken;
import io.portcullis.enforcer.token.TokenVerifier;
import io.portcullis.enforcer.token.Verification;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * {@code POST /oauth2/login}: username and password for a session, for scripts and for pages with a form of their own.
 * Off unless the operator turns it on: a password ought to be typed on Keycloak's page only (RFC 9700 section 2.4).
 */
final class PasswordLogin {

  private static final int MAX_LENGTH = 1024;

  private final AuthorizationServer server;
  private final TokenVerifier verifier;
  private final Origins origins;
  private final SessionCookies cookies;
  private final BiConsumer<RoutingContext, String> metric;
  private final Consumer<String> problems;

  PasswordLogin(AuthorizationServer server, TokenVerifier verifier, Origins origins, SessionCookies cookies,
      BiConsumer<RoutingContext, String> metric, Consumer<String> problems) {
    this.server = server;
    this.verifier = verifier;
    this.origins = origins;
    this.cookies = cookies;
    this.metric = metric;
    this.problems = problems;
  }

  /** Takes {@code {"username": …, "password": …}} or the same as a form; a form may name {@code rd}. */
  void handle(RoutingContext context) {
    if (!origins.trusts(context.request().headers())) {
      metric.accept(context, "cross_origin");
      Reply.error(context, 403, "cross_origin", "A sign-in may only be sent by a page of this site.");
      return;
    }
    String username;
    String password;
    String type = String.valueOf(context.request().getHeader("Content-Type"));
    if (type.startsWith("application/json")) {
      try {
        JsonObject body = context.body().asJsonObject();
        username = text(body, "username");
        password = text(body, "password");
      } catch (DecodeException | ClassCastException e) {
        username = null;
        password = null;
      }
    } else {
      username = context.request().getFormAttribute("username");
      password = context.request().getFormAttribute("password");
    }
    if (!acceptable(username) || !acceptable(password)) {
      metric.accept(context, "malformed");
      Reply.error(context, 400, "invalid_request", "Send username and password as a JSON object or as a form.");
      return;
    }
    server.password(username, password).thenAccept(Reply.later(context, grant -> answer(context, grant)));
  }

  private static String text(JsonObject body, String name) {
    return body != null && body.getValue(name) instanceof String value ? value : null;
  }

  private static boolean acceptable(String s) {
    return s != null && !s.isEmpty() && s.length() <= MAX_LENGTH;
  }

  private void answer(RoutingContext context, Grant grant) {
    if (grant instanceof Grant.Issued issued) {
      verifier.verifyIssued(issued.pair().accessToken())
          .thenAccept(Reply.later(context, verification -> finish(context, issued, verification)));
    } else if (grant instanceof Grant.Refused refused) {
      metric.accept(context, "refused");
      boolean known = refused.error().equals("access_denied");
      if (known) {
        Reply.cookies(context, SessionCookies.denied());
      }
      Reply.error(context, known ? 403 : 401, refused.error(), refused.description());
    } else {
      metric.accept(context, "unavailable");
      problems.accept("A password login could not be finished: " + ((Grant.Unavailable) grant).why());
      Reply.unavailable(context, Caller.of(context.request().headers()));
    }
  }

  private void finish(RoutingContext context, Grant.Issued issued, Verification verification) {
    if (!(verification instanceof Verification.Verified verified)) {
      metric.accept(context, "unusable_token");
      problems.accept("A login gave an access token that this gate does not accept: " + Identify.code(verification));
      Reply.error(context, 500, "server_error", "Keycloak's token is not one that this gate accepts ("
          + Identify.code(verification) + "); `portcullis doctor` names the cause.");
      return;
    }
    try {
      AccessToken token = verified.token();
      Reply.cookies(context, cookies.of(issued.pair(), token.sid()));
      metric.accept(context, "ok");
      if (Caller.of(context.request().headers()) == Caller.NAVIGATION) {
        Reply.redirect(context, ReturnAddress.of(context.request().getParam("rd") != null
            ? context.request().getParam("rd") : context.request().getFormAttribute("rd"), origins.returnable()));
      } else {
        Reply.json(context, 200, describe(token));
      }
    } catch (SessionCookies.CookieTooLargeException e) {
      metric.accept(context, "cookie_too_large");
      problems.accept(e.getMessage());
      Reply.error(context, 500, "cookie_too_large", e.getMessage());
    }
  }

  /** What a caller may know of its own token: claims of the user, and never the token. */
  static JsonObject describe(AccessToken token) {
    return new JsonObject()
        .put("sub", token.subject())
        .put("preferred_username", token.preferredUsername())
        .put("email", token.email())
        .put("roles", new JsonArray(token.roles().stream().sorted().toList()))
        .put("expires_at", token.expiresAt());
  }
}
