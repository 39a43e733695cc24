package io.portcullis.enforcer.session;

import io.portcullis.enforcer.http.Caller;
import io.portcullis.enforcer.http.Reply;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiConsumer;

/** {@code /oauth2/userinfo} and {@code /oauth2/refresh}: what a live session can ask for. */
final class SessionEndpoints {

  private final Identify identify;
  private final Origins origins;
  private final BiConsumer<RoutingContext, String> refused;

  /** @param refused told the code of why, for each request whose credential does not count */
  SessionEndpoints(Identify identify, Origins origins, BiConsumer<RoutingContext, String> refused) {
    this.identify = identify;
    this.origins = origins;
    this.refused = refused;
  }

  /** {@code GET /oauth2/userinfo}: who is signed in, from the verified token. */
  void userinfo(RoutingContext context) {
    identify.identify(Credentials.of(context.request()), Reply.later(context, who -> describe(context, who)));
  }

  /** {@code POST /oauth2/refresh}: refreshes now, whatever time the access token has left. */
  void refresh(RoutingContext context) {
    if (!origins.trusts(context.request().headers())) {
      Reply.error(context, 403, "cross_origin", "A refresh may only be asked for by a page of this site.");
      return;
    }
    CookieJar jar = CookieJar.of(context.request().getHeader("Cookie"));
    identify.renew(jar, Reply.later(context, who -> describe(context, who)));
  }

  private void describe(RoutingContext context, Identification who) {
    if (who instanceof Identification.Known known) {
      Reply.cookies(context, known.cookies());
      Reply.json(context, 200, PasswordLogin.describe(known.token()));
    } else if (who instanceof Identification.Nobody nobody) {
      if (nobody.error() != null) {
        refused.accept(context, nobody.error());
      }
      Reply.cookies(context, nobody.cookies());
      AuthenticateHeader.write(context.response().headers(), nobody.rebuff(), nobody.error());
      Reply.error(context, 401, nobody.error() == null ? "login_required" : nobody.error(),
          "There is no live session; sign in at /oauth2/start.");
    } else {
      Reply.unavailable(context, Caller.API);
    }
  }
}
