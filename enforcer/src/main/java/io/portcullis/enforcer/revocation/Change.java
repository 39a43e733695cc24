package io.portcullis.enforcer.revocation;

import java.util.Objects;

/**
 * Something that happened at the issuer and makes older tokens outdated or void.
 *
 * @param id whom or what it concerns: a subject, session, token or client id; {@code null} for the whole realm
 * @param at when, in epoch milliseconds by the clock of the node where it happened
 * @param node that node's id as tokens state it in {@code roles_as_of}, or {@code null} when it is not known
 * @param notBefore for a not-before: epoch seconds, tokens issued earlier are void; else 0
 */
public record Change(Kind kind, String id, long at, String node, long notBefore) {

  /** What happened, and to what sort of thing. */
  public enum Kind {
    /** The roles, groups, attributes or credentials of a subject changed. */
    SUBJECT_CHANGED(Subject.SUBJECT),
    /** A subject may not do anything until it is enabled again; its sessions are kept. */
    SUBJECT_DISABLED(Subject.SUBJECT),
    /** A subject was changed and is enabled now. */
    SUBJECT_ENABLED(Subject.SUBJECT),
    /** A subject is gone for good. */
    SUBJECT_DELETED(Subject.SUBJECT),
    /** All sessions that a subject had ended. */
    SUBJECT_SESSIONS_ENDED(Subject.SUBJECT),
    /** Something about one session changed; the issuer knows what is left of it. */
    SESSION_CHANGED(Subject.SESSION),
    /** One session ended. */
    SESSION_ENDED(Subject.SESSION),
    /** One token was revoked (RFC 7009). */
    TOKEN_REVOKED(Subject.TOKEN),
    /** What tokens of a client hold may have changed. */
    CLIENT_CHANGED(Subject.CLIENT),
    /** A client is gone. */
    CLIENT_ENDED(Subject.CLIENT),
    /** Tokens that a client got before a time are void. */
    CLIENT_NOT_BEFORE(Subject.CLIENT),
    /** What any token holds may have changed. */
    REALM_CHANGED(Subject.REALM),
    /** All sessions ended. */
    REALM_ENDED(Subject.REALM),
    /** Tokens issued before a time are void. */
    REALM_NOT_BEFORE(Subject.REALM);

    private final Subject subject;

    Kind(Subject subject) {
      this.subject = subject;
    }

    /** The sort of thing that it happens to. */
    public Subject subject() {
      return subject;
    }
  }

  /** A sort of thing that changes. */
  public enum Subject {
    /** A user or service account, by {@code sub}. */
    SUBJECT,
    /** A session, by {@code sid}. */
    SESSION,
    /** An access token, by {@code jti}. */
    TOKEN,
    /** A client, by {@code azp}. */
    CLIENT,
    /** All of the realm. */
    REALM
  }

  /** @throws IllegalArgumentException when the id is missing where there must be one */
  public Change {
    Objects.requireNonNull(kind);
    if (id == null && kind.subject() != Subject.REALM) {
      throw new IllegalArgumentException(kind + " needs an id");
    }
  }

  /** Everything that is not known to be newer than the time counts as outdated. */
  public static Change ofRealm(long at) {
    return new Change(Kind.REALM_CHANGED, null, at, null, 0);
  }
}
