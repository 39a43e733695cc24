package io.portcullis.enforcer.session;

import io.portcullis.enforcer.http.Caller;
import io.portcullis.enforcer.http.Page;
import io.portcullis.enforcer.http.Reply;
import io.portcullis.enforcer.revocation.RevocationIndex;
import io.portcullis.enforcer.token.RefreshTokenClaims;
import io.vertx.core.Context;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /oauth2/userinfo}, {@code /oauth2/refresh} and {@code /oauth2/sign_out}: what a live session can ask for. */
final class SessionEndpoints {

  private final Identify identify;
  private final Refreshes refreshes;
  private final AuthorizationServer server;
  private final RevocationIndex revocations;
  private final Origins origins;

  SessionEndpoints(Identify identify, Refreshes refreshes, AuthorizationServer server, RevocationIndex revocations,
      Origins origins) {
    this.identify = identify;
    this.refreshes = refreshes;
    this.server = server;
    this.revocations = revocations;
    this.origins = origins;
  }

  /** {@code GET /oauth2/userinfo}: who is signed in, from the verified token. */
  void userinfo(RoutingContext context) {
    CookieJar jar = CookieJar.of(context.request().getHeader("Cookie"));
    Context here = context.vertx().getOrCreateContext();
    identify.identify(jar, context.request().getHeader("Authorization"), who -> here.runOnContext(ignored -> {
      if (who instanceof Identification.Known known) {
        Reply.cookies(context, known.cookies());
        Reply.json(context, 200, PasswordLogin.describe(known.token()));
      } else {
        notKnown(context, who);
      }
    }));
  }

  /** {@code POST /oauth2/refresh}: refreshes now, whatever time the access token has left. */
  void refresh(RoutingContext context) {
    CookieJar jar = CookieJar.of(context.request().getHeader("Cookie"));
    if (!origins.trusts(context.request().headers())) {
      Reply.error(context, 403, "cross_origin", "A refresh may only be asked for by a page of this site.");
      return;
    }
    Context here = context.vertx().getOrCreateContext();
    identify.renew(jar, who -> here.runOnContext(ignored -> {
      if (who instanceof Identification.Known known) {
        Reply.cookies(context, known.cookies());
        Reply.json(context, 200, PasswordLogin.describe(known.token()));
      } else {
        notKnown(context, who);
      }
    }));
  }

  private static void notKnown(RoutingContext context, Identification who) {
    if (who instanceof Identification.Nobody nobody) {
      Reply.cookies(context, nobody.cookies());
      context.response().putHeader("WWW-Authenticate", "Bearer");
      Reply.error(context, 401, nobody.error() == null ? "login_required" : nobody.error(),
          "There is no live session; sign in at /oauth2/start.");
    } else {
      Reply.unavailable(context, Caller.API);
    }
  }

  /**
   * {@code /oauth2/sign_out}: ends the session here, in Keycloak and in the browser. A POST by a page of this site does
   * it at once, a GET only with the browser's word that it came from this site; other GETs get a page that asks.
   */
  void signOut(RoutingContext context) {
    boolean post = context.request().method().name().equals("POST");
    Caller caller = Caller.of(context.request().headers());
    String asked = context.request().getParam("rd");
    String returnTo = ReturnAddress.of(asked != null || !post ? asked : context.request().getFormAttribute("rd"),
        origins.served());
    if (post && !origins.trusts(context.request().headers())) {
      Reply.error(context, 403, "cross_origin", "A sign-out may only be sent by a page of this site.");
      return;
    }
    if (!post && !"same-origin".equals(context.request().getHeader("Sec-Fetch-Site"))) {
      if (caller == Caller.NAVIGATION) {
        Reply.page(context, 200, Page.confirmSignOut(returnTo));
      } else {
        context.response().putHeader("Allow", "POST");
        Reply.error(context, 405, "method_not_allowed", "Send a POST to sign out.");
      }
      return;
    }
    CookieJar jar = CookieJar.of(context.request().getHeader("Cookie"));
    Context here = context.vertx().getOrCreateContext();
    end(jar).thenAccept(ended -> here.runOnContext(ignored -> signedOut(context, caller, returnTo, ended)));
  }

  private CompletionStage<Boolean> end(CookieJar jar) {
    Optional<RefreshTokenClaims> claims =
        jar.refreshToken() == null ? Optional.empty() : RefreshTokenClaims.parse(jar.refreshToken());
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    identify.identify(jar, null, who -> {
      // Only a session that is proved is ended here: a made-up sid in an unsigned cookie must not log out its owner.
      if (who instanceof Identification.Known known && known.token().sid() != null) {
        revocations.endSession(known.token().sid());
      }
      if (claims.isEmpty()) {
        ended.complete(true);
        return;
      }
      server.endSession(refreshes.latest(jar.refreshToken()))
          .thenAccept(ok -> ended.complete(ok || who instanceof Identification.Nobody));
      refreshes.forget(jar.refreshToken());
    });
    return ended;
  }

  private static void signedOut(RoutingContext context, Caller caller, String returnTo, boolean ended) {
    Reply.cookies(context, SessionCookies.cleared());
    if (caller == Caller.NAVIGATION && ended) {
      Reply.redirect(context, returnTo);
    } else if (caller == Caller.NAVIGATION) {
      Reply.page(context, 502, Page.of("You are signed out here",
          "Your session at this site is over. The identity provider did not confirm that it ended its own session;"
              + " if others use this computer, close the browser.", returnTo, "Go on"));
    } else {
      Reply.json(context, ended ? 200 : 502,
          new JsonObject().put("signed_out", true).put("identity_provider_session_ended", ended));
    }
  }
}
