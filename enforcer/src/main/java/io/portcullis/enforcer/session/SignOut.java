package io.portcullis.enforcer.session;

import io.portcullis.enforcer.http.Caller;
import io.portcullis.enforcer.http.Page;
import io.portcullis.enforcer.http.Reply;
import io.portcullis.enforcer.revocation.RevocationIndex;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code /oauth2/sign_out}: ends the session here, in Keycloak and in the browser, and revokes its tokens. A POST by a
 * page of this site does it at once, a GET only with the browser's word that it came from this site; other GETs get a
 * page that asks.
 */
final class SignOut {

  private final Identify identify;
  private final Refreshes refreshes;
  private final AuthorizationServer server;
  private final RevocationIndex revocations;
  private final Origins origins;

  SignOut(Identify identify, Refreshes refreshes, AuthorizationServer server, RevocationIndex revocations,
      Origins origins) {
    this.identify = identify;
    this.refreshes = refreshes;
    this.server = server;
    this.revocations = revocations;
    this.origins = origins;
  }

  /** Handles {@code GET} and {@code POST}, with an optional {@code rd}. */
  void handle(RoutingContext context) {
    MultiMap headers = context.request().headers();
    boolean post = context.request().method().equals(HttpMethod.POST);
    Caller caller = Caller.of(headers);
    String asked = context.request().getParam("rd");
    String returnTo = ReturnAddress.of(asked != null || !post ? asked : context.request().getFormAttribute("rd"),
        origins.returnable());
    if (post && !origins.trusts(headers)) {
      Reply.error(context, 403, "cross_origin", "A sign-out may only be sent by a page of this site.");
    } else if (!post && !isMeant(headers)) {
      if (caller == Caller.NAVIGATION) {
        Reply.page(context, 200, Page.confirmSignOut(returnTo));
      } else {
        context.response().putHeader("Allow", "POST");
        Reply.error(context, 405, "method_not_allowed", "Send a POST to sign out.");
      }
    } else {
      CookieJar jar = CookieJar.of(headers.get("Cookie"));
      end(jar).thenAccept(Reply.later(context, ended -> signedOut(context, caller, returnTo, ended)));
    }
  }

  /** Whether a GET comes from a page of this site as a link or a script: not as an image, and not fetched in advance. */
  private static boolean isMeant(MultiMap headers) {
    String destination = headers.get("Sec-Fetch-Dest");
    return "same-origin".equals(headers.get("Sec-Fetch-Site"))
        && ("document".equals(destination) || "empty".equals(destination))
        && !"no-cors".equals(headers.get("Sec-Fetch-Mode"))
        && !headers.contains("Sec-Purpose");
  }

  /** Ends the session; whether Keycloak confirms it, or there was none to end. */
  private CompletionStage<Boolean> end(CookieJar jar) {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    identify.identify(Credentials.of(jar), who -> {
      try {
        // Only a session that is proved is ended here: a made-up sid in an unsigned cookie must not log out its owner.
        if (who instanceof Identification.Known known && known.token().sid() != null) {
          revocations.endSession(known.token().sid());
        }
        end(jar, who).whenComplete((confirmed, failure) -> ended.complete(failure == null && confirmed));
      } catch (RuntimeException e) {
        ended.complete(false);
      }
    });
    return ended;
  }

  private CompletionStage<Boolean> end(CookieJar jar, Identification who) {
    TokenPair pair = newest(jar, who);
    if (pair.refreshToken() == null) {
      return pair.accessToken() == null ? CompletableFuture.completedFuture(true)
          : server.revoke(pair.accessToken()).thenApply(revoked -> false);
    }
    // The access token first: once the session is gone, Keycloak takes no note of its tokens any more.
    CompletionStage<Boolean> revoked = who instanceof Identification.Known && pair.accessToken() != null
        ? server.revoke(pair.accessToken()) : CompletableFuture.completedFuture(true);
    return revoked.thenCompose(ignored -> server.endSession(pair.refreshToken())).thenApply(confirmed -> {
      refreshes.forget(jar.refreshToken());
      return confirmed || who instanceof Identification.Nobody;
    });
  }

  /** The session's tokens as they are now: others may have renewed them a moment ago. */
  private TokenPair newest(CookieJar jar, Identification who) {
    TokenPair latest = jar.refreshToken() == null ? null : refreshes.latest(jar.refreshToken());
    if (latest != null) {
      return latest;
    }
    return new TokenPair(who instanceof Identification.Known ? jar.accessToken() : null, jar.refreshToken());
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
