package io.portcullis.enforcer.revocation;

import io.portcullis.enforcer.token.AccessToken;

/**
 * Whether a token can know of a change.
 *
 * <p>A token speaks as of the moment when its request began at Keycloak. The claim {@code roles_as_of} states it in
 * milliseconds, together with the node: compared with a change at the same node it is exact; with one at another node
 * the clocks of the two come in. Without the claim there is {@code iat}, which has whole seconds, and says when the token
 * was made and not as of when: then more is in doubt. What is in doubt is never taken for fresh; and as time goes by,
 * each new token is out of doubt.
 */
final class Freshness {

  /** How far the clocks of Keycloak's nodes may be apart. */
  static final long NODE_SKEW_MILLIS = 1_000;

  private static final String CLAIM = "roles_as_of";
  /** How long a request for a token may take at Keycloak, where only the time of issue is known; clocks included. */
  private static final long REQUEST_MILLIS = 2_000;
  /** No request for a token takes so long that one issued this much later can have begun before the change. */
  private static final long CERTAIN_MILLIS = 60_000;

  /** How a token stands in time to a change. */
  enum Moment { BEFORE, UNSURE, AFTER }

  private Freshness() {}

  static Moment of(AccessToken token, long mark, Nodes nodes) {
    long change = Mark.at(mark);
    long issued = token.issuedAt() * 1000;
    if (issued > change + CERTAIN_MILLIS) {
      return Moment.AFTER;
    }
    String asOf = token.claim(CLAIM);
    int dot = asOf == null ? -1 : asOf.lastIndexOf('.');
    long stated = millis(asOf, dot);
    if (stated < 0) {
      return issued > change + REQUEST_MILLIS ? Moment.AFTER
          : issued + 1000 + NODE_SKEW_MILLIS <= change ? Moment.BEFORE : Moment.UNSURE;
    }
    long doubt = nodes.is(Mark.node(mark), asOf.substring(0, dot)) ? 0 : NODE_SKEW_MILLIS;
    return stated > change + doubt ? Moment.AFTER : stated <= change - doubt ? Moment.BEFORE : Moment.UNSURE;
  }

  /** The digits after the dot; -1 when the claim is absent or is not what Portcullis writes. */
  private static long millis(String asOf, int dot) {
    if (dot <= 0 || asOf.length() - dot > 15) {
      return -1;
    }
    try {
      return Long.parseLong(asOf, dot + 1, asOf.length(), 10);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
