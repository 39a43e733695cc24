package io.portcullis.enforcer.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;

/**
 * Where an issuer offers what, from its discovery document (OpenID Connect Discovery section 3, RFC 8414, RFC 9126). All
 * but the first are called from here, so they are given as they are reached from here ({@link Issuer#reached}).
 *
 * @param authorization where browsers are sent to log in
 * @param token where codes and refresh tokens are exchanged
 * @param jwks where the signing keys are published
 * @param endSession where sessions are ended, or {@code null}
 * @param revocation where tokens are revoked (RFC 7009), or {@code null}
 * @param introspection where tokens are introspected (RFC 7662), or {@code null}
 * @param pushedAuthorization where authorization requests are pushed (RFC 9126), or {@code null}
 */
public record IssuerEndpoints(
    URI authorization, URI token, URI jwks, URI endSession, URI revocation, URI introspection,
    URI pushedAuthorization) {

  /** @throws IOException with a message for a person when the document is another issuer's, or lacks what is needed */
  static IssuerEndpoints of(ObjectNode document, Issuer issuer) throws IOException {
    String named = document.path("issuer").asText("");
    if (!named.equals(issuer.issuer().toString())) {
      throw new IOException(issuer.discoveryUrl() + " names the issuer \"" + named + "\", but \"" + issuer.issuer()
          + "\" is configured; the two must be equal to the letter");
    }
    return new IssuerEndpoints(
        required(document, "authorization_endpoint", issuer),
        issuer.reached(required(document, "token_endpoint", issuer)),
        issuer.reached(required(document, "jwks_uri", issuer)),
        reached(document, "end_session_endpoint", issuer),
        reached(document, "revocation_endpoint", issuer),
        reached(document, "introspection_endpoint", issuer),
        reached(document, "pushed_authorization_request_endpoint", issuer));
  }

  private static URI reached(ObjectNode document, String member, Issuer issuer) throws IOException {
    URI address = optional(document, member, issuer);
    return address == null ? null : issuer.reached(address);
  }

  private static URI required(ObjectNode document, String member, Issuer issuer) throws IOException {
    URI address = optional(document, member, issuer);
    if (address == null) {
      throw new IOException(issuer.discoveryUrl() + " does not say " + member);
    }
    return address;
  }

  private static URI optional(ObjectNode document, String member, Issuer issuer) throws IOException {
    JsonNode value = document.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    try {
      URI address = URI.create(value.asText());
      boolean secure = "https".equals(address.getScheme());
      // Keys and secrets must not go in the clear because one line of an encrypted document says so.
      boolean plainAllowed = "http".equals(address.getScheme()) && "http".equals(issuer.discoveryUrl().getScheme());
      if (address.getHost() != null && (secure || plainAllowed)) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Falls through to the message below.
    }
    throw new IOException(issuer.discoveryUrl() + " gives an address as " + member + " that cannot be used");
  }
}
