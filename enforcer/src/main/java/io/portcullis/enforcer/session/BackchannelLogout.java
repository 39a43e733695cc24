package io.portcullis.enforcer.session;

import io.portcullis.enforcer.http.Reply;
import io.portcullis.enforcer.revocation.RevocationIndex;
import io.portcullis.enforcer.token.LogoutToken;
import io.portcullis.enforcer.token.LogoutTokenVerifier;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/**
 * {@code /oauth2/backchannel-logout}: Keycloak says that a session, or all sessions of a user, are over (OpenID Connect
 * Back-Channel Logout section 2.5). Nothing but a fully verified logout token has any effect.
 */
final class BackchannelLogout {

  private final LogoutTokenVerifier verifier;
  private final RevocationIndex revocations;
  private final Consumer<String> problems;

  BackchannelLogout(LogoutTokenVerifier verifier, RevocationIndex revocations, Consumer<String> problems) {
    this.verifier = verifier;
    this.revocations = revocations;
    this.problems = problems;
  }

  /** Takes the form parameter {@code logout_token}. */
  void handle(RoutingContext context) {
    String token = context.request().getFormAttribute("logout_token");
    verifier.verify(token).thenAccept(Reply.later(context, outcome -> {
      if (outcome instanceof LogoutToken.Verification.Verified verified) {
        apply(verified.token());
        context.response().setStatusCode(200).putHeader("Cache-Control", "no-store").end();
      } else if (outcome instanceof LogoutToken.Verification.Rejected rejected) {
        problems.accept("A back-channel logout was refused: " + rejected.reason().code());
        Reply.error(context, 400, "invalid_request", "The logout token is refused: " + rejected.reason().code());
      } else {
        context.response().putHeader("Retry-After", "2");
        Reply.error(context, 503, "temporarily_unavailable", "The issuer's keys are not at hand.");
      }
    }));
  }

  private void apply(LogoutToken token) {
    if (token.sessionId() != null) {
      revocations.endSession(token.sessionId());
    } else {
      revocations.endSubject(token.subject(), token.issuedAt());
    }
  }
}
