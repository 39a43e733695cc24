package io.portcullis.policy;

import io.portcullis.policy.Decision.Reason;
import java.util.Set;

/** A key of the compiled policy: whom its entries are for. */
final class Key {

  /** Whom a key stands for. */
  enum Kind { EVERYONE, ANY_CALLER, ROLE }

  final String name;
  final Kind kind;
  /** Why it is permitted what its entries name. */
  final Reason reason;
  /** Whether any entry of the key, its inherited ones included, asks for step-up. */
  boolean asksForStepUp;

  Key(String name) {
    this.name = name;
    this.kind = switch (name) {
      case KeyEntry.PUBLIC -> Kind.EVERYONE;
      case KeyEntry.AUTHENTICATED -> Kind.ANY_CALLER;
      default -> Kind.ROLE;
    };
    this.reason = switch (kind) {
      case EVERYONE -> Reason.PUBLIC;
      case ANY_CALLER -> Reason.AUTHENTICATED;
      case ROLE -> Reason.ROLE;
    };
  }

  /** Whether the key's entries are for this caller; {@code null} is an anonymous one. */
  boolean isHeldBy(Identity caller) {
    return switch (kind) {
      case EVERYONE -> true;
      case ANY_CALLER -> caller != null;
      case ROLE -> caller != null && holds(caller.roles());
    };
  }

  private boolean holds(Set<String> roles) {
    return roles != null && roles.contains(name);
  }
}
