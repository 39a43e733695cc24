package io.portcullis.enforcer.session;

import io.portcullis.enforcer.token.AccessToken;

/** What came of a refresh, for every request that waited for it. */
sealed interface RefreshOutcome {

  /**
   * New tokens; the access token among them is verified.
   *
   * @param began when Keycloak was asked, by {@link System#nanoTime}: all that happened before then is in the token
   */
  record Renewed(TokenPair pair, AccessToken token, long began) implements RefreshOutcome {}

  /**
   * The session is over.
   *
   * @param error Keycloak's error code
   */
  record Ended(String error) implements RefreshOutcome {}

  /** Nobody can say now; the session may well be alive. */
  record Unavailable(String why) implements RefreshOutcome {}
}
