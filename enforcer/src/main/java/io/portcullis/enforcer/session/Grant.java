package io.portcullis.enforcer.session;

/** What Keycloak's token endpoint answered. */
sealed interface Grant {

  /**
   * Tokens were issued (RFC 6749 section 5.1).
   *
   * @param idToken the ID token in compact serialization, or {@code null}
   */
  record Issued(TokenPair pair, String idToken) implements Grant {
    @Override
    public String toString() {
      return "Issued[…]";
    }
  }

  /**
   * The grant was refused for good (RFC 6749 section 5.2): asking again gives the same.
   *
   * @param error the error code, such as {@code invalid_grant}
   * @param description Keycloak's description, or the empty string
   */
  record Refused(String error, String description) implements Grant {}

  /**
   * No answer that says anything about the grant: Keycloak is away, slow, overloaded, or does not know this client.
   *
   * @param why in words, for logs
   */
  record Unavailable(String why) implements Grant {}
}
