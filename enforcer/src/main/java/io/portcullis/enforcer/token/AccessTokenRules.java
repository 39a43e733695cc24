package io.portcullis.enforcer.token;

import java.util.Set;

/** What the claims of a genuine token must say for it to be an access token for the gate (RFC 8725, RFC 9068). */
final class AccessTokenRules {

  private static final Set<String> HEADER_TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private AccessTokenRules() {}

  /** Everything but the times, which depend on when one asks. */
  static AccessToken read(UnverifiedToken token, Issuer issuer, AccessToken.Pool pool) throws Refused {
    if (token.jws().type() != null && !HEADER_TYPES.contains(token.jws().type())) {
      throw new Refused(Rejection.TYPE);
    }
    ClaimReader payload = new ClaimReader(token.claims());
    // Keycloak states the kind of each token here: ID, Refresh, Offline, Logout, and Bearer or DPoP for access tokens.
    String type = payload.object().path("typ").textValue();
    boolean keyBound = "DPoP".equals(type);
    if (!keyBound && !"Bearer".equals(type)) {
      throw new Refused(Rejection.TYPE);
    }
    if (!payload.audienceContains(issuer.audience())) {
      throw new Refused(Rejection.AUDIENCE);
    }
    AccessToken access = new AccessToken(payload, issuer.issuer().toString(), pool);
    if (keyBound && (access.confirmation() == null || access.confirmation().keyThumbprint() == null)) {
      throw new Refused(Rejection.TYPE);
    }
    if (issuer.bindAuthorizedParty() && !issuer.clientId().equals(access.clientId())) {
      throw new Refused(Rejection.AUTHORIZED_PARTY);
    }
    if (access.expiresAt() <= access.issuedAt()) {
      throw new Refused(Rejection.CLAIMS);
    }
    return access;
  }
}
