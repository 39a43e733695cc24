package io.portcullis.enforcer.feed;

/** The feed gave no answer that can be used. The message says, for a person, what is wrong and what to do. */
final class FeedUnavailableException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What may help. */
  enum Cure {
    /** Trying again soon. */
    TIME,
    /** A new access token. */
    NEW_TOKEN,
    /** Somebody must do something at Keycloak. */
    ADMINISTRATOR
  }

  private final Cure cure;

  FeedUnavailableException(Cure cure, String message) {
    super(message, null, false, false);
    this.cure = cure;
  }

  Cure cure() {
    return cure;
  }
}
