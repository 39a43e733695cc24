package io.portcullis.enforcer.session;

import io.portcullis.enforcer.http.Reply;
import io.portcullis.enforcer.revocation.RevocationIndex;
import io.portcullis.enforcer.token.PushedRevocationVerifier;
import io.vertx.ext.web.RoutingContext;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * {@code /oauth2/k_push_not_before} and {@code /oauth2/k_logout}: Keycloak pushes a not-before to the client's admin URL,
 * for gates that do not follow the change feed. Nothing but a message that the realm signed for this client has any
 * effect, and it can only refuse more.
 */
final class PushedRevocation {

  private final PushedRevocationVerifier verifier;
  private final RevocationIndex revocations;
  private final Consumer<String> problems;

  PushedRevocation(PushedRevocationVerifier verifier, RevocationIndex revocations, Consumer<String> problems) {
    this.verifier = verifier;
    this.revocations = revocations;
    this.problems = problems;
  }

  /** Takes the message as the whole body. */
  void handle(RoutingContext context) {
    String body = context.body().asString();
    OptionalLong notBefore = verifier.notBefore(body == null ? null : body.strip());
    if (notBefore.isPresent()) {
      revocations.pushedNotBefore(notBefore.getAsLong());
      context.response().setStatusCode(204).putHeader("Cache-Control", "no-store").end();
    } else {
      problems.accept("A pushed revocation was refused: it is not one of this realm for this client");
      Reply.error(context, 400, "invalid_request", "The message is not one of the realm for this client.");
    }
  }
}
