package io.portcullis.enforcer.session;

import io.portcullis.enforcer.token.AccessToken;

/** What came of a refresh, for every request that waited for it. */
sealed interface RefreshOutcome {

  /** New tokens; the access token among them is verified. */
  record Renewed(TokenPair pair, AccessToken token) implements RefreshOutcome {}

  /**
   * The session is over.
   *
   * @param error Keycloak's error code
   */
  record Ended(String error) implements RefreshOutcome {}

  /** Nobody can say now; the session may well be alive. */
  record Unavailable(String why) implements RefreshOutcome {}
}
