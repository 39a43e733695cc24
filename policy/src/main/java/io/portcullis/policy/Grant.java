package io.portcullis.policy;

import io.portcullis.policy.Decision.Forbidden;
import io.portcullis.policy.Decision.Permit;
import io.portcullis.policy.Decision.Reason;
import io.portcullis.policy.Decision.Unauthenticated;
import java.util.List;
import java.util.Set;

/**
 * A rule in its compiled form, for the keys that have it on the same terms: the one it stands under, and those that
 * inherit it with the same exceptions. The grants of one location are linked.
 */
final class Grant {

  private static final LocationIndex[] NO_EXCEPTIONS = {};

  final long methods;
  final Rule rule;
  final Key[] holders;
  private final LocationIndex[] except;
  private final Permit permit;
  private final Refusals refusals;
  private Grant next;
  private final boolean forRoles;
  private boolean only;

  /** Kept apart, so that what a permit needs lies together. */
  private record Refusals(Unauthenticated unauthenticated, Forbidden forbidden) {}

  /**
   * @param names the holders' names, one set for all grants of the same holders
   */
  Grant(Rule rule, long methods, Key[] holders, Set<String> names, LocationIndex[] except) {
    this.rule = rule;
    this.methods = methods;
    this.holders = holders;
    this.except = except;
    // Made once: what a decision gives back need not be made for it.
    Key.Kind kind = holders.length == 0 ? Key.Kind.ROLE : holders[0].kind;
    permit = permit(kind);
    forRoles = kind == Key.Kind.ROLE;
    String text = rule.location().text();
    refusals = new Refusals(new Unauthenticated(Reason.NO_IDENTITY, text, names),
        new Forbidden(Reason.INSUFFICIENT_ROLE, text, names));
  }

  /** A grant of nothing to nobody: it marks a location. */
  static Grant mark(Location location, long methods) {
    Rule rule = new Rule("", location, List.of(), null, -1, false, 0, 0);
    return new Grant(rule, methods, new Key[0], Set.of(), NO_EXCEPTIONS);
  }

  /** Puts a grant behind those of the same location; the first of them. */
  static Grant append(Grant first, Grant grant) {
    if (first == null) {
      return grant;
    }
    // Behind the second in line rather than at the end, so that very many grants of one location are no burden.
    grant.next = first.next;
    first.next = grant;
    return first;
  }

  Grant next() {
    return next;
  }

  /** Says that no other path of its table can match what this grant's path matches. */
  void setOnly() {
    only = next == null;
  }

  boolean isOnly() {
    return only;
  }

  Permit permit(Key holder) {
    boolean asMade = forRoles ? holder.kind == Key.Kind.ROLE : holder == holders[0];
    return asMade ? permit : permit(holder.kind);
  }

  private Permit permit(Key.Kind kind) {
    Reason reason = switch (kind) {
      case ROLE -> Reason.ROLE;
      case ANY_CALLER -> Reason.AUTHENTICATED;
      case EVERYONE -> Reason.PUBLIC;
    };
    return new Permit(reason, rule.location().text(), rule.key());
  }

  /** The refusal when this is the only grant that names the request. */
  Decision refusal(Identity caller) {
    return caller == null ? refusals.unauthenticated : refusals.forbidden;
  }

  /** Whether the request, which the rule's path matches already, is within the rule's methods and not excepted. */
  boolean applies(String path, int end, long method, AccessRequest request, Identity caller) {
    if ((methods & method) == 0) {
      return false;
    }
    for (LocationIndex index : except) {
      if (index.first(path, end, method, request, caller, null, Question.IS_NAMED) != null) {
        return false;
      }
    }
    return true;
  }

  boolean isFor(Key key) {
    for (Key holder : holders) {
      if (holder == key) {
        return true;
      }
    }
    return false;
  }
}
