package io.portcullis.policy;

import java.util.Set;

/**
 * The outcome of a policy decision: a value, made by pure code. Exactly one place turns it into HTTP.
 */
public sealed interface Decision {

  /** The stable code of why, for logs and metrics. */
  Reason reason();

  /** The policy's location, as its author wrote it, that settled the matter; {@code null} when none did. */
  String location();

  /**
   * The request may pass.
   *
   * @param role the policy key whose entry permits it: a role, {@code @public} or {@code @authenticated}
   */
  record Permit(Reason reason, String location, String role) implements Decision {}

  /**
   * An entry names the location, and a caller who signs in may be permitted.
   *
   * @param roles the policy keys that would permit it
   */
  record Unauthenticated(Reason reason, String location, Set<String> roles) implements Decision {}

  /**
   * The caller is not permitted, whoever asks again with the same roles.
   *
   * @param roles the policy keys that would permit it; empty when nobody is permitted
   */
  record Forbidden(Reason reason, String location, Set<String> roles) implements Decision {}

  /**
   * The caller has the role, and must authenticate again, more strongly or more recently (RFC 9470).
   *
   * @param acr the {@code acr_values} to ask for, or {@code null}
   * @param maxAge the {@code max_age} to ask for, in seconds, or {@code -1}
   */
  record StepUp(Reason reason, String location, String acr, long maxAge) implements Decision {}

  /** Why a decision fell as it did. The names, in lower case, appear in logs, metrics and the CLI. */
  enum Reason {
    /** The location is open to everyone. */
    PUBLIC,
    /** The location is open to every caller with a valid token. */
    AUTHENTICATED,
    /** One of the caller's roles permits the location. */
    ROLE,
    /** The location needs a caller, and there is none. */
    NO_IDENTITY,
    /** None of the caller's roles permits the location. */
    INSUFFICIENT_ROLE,
    /** No entry names the location: refused for everyone. */
    NOT_IN_POLICY,
    /** The role is there, and the authentication is too weak or too old. */
    STEP_UP,
    /** The request target or method has no single meaning: refused for everyone. */
    AMBIGUOUS_REQUEST
  }
}
