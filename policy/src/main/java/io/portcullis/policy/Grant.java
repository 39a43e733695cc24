package io.portcullis.policy;

import io.portcullis.policy.Decision.Permit;
import io.portcullis.policy.Decision.Reason;

/**
 * A rule in its compiled form, for the keys that have it on the same terms: the one it stands under, and those that
 * inherit it with the same exceptions.
 */
final class Grant {

  static final Grant[] NONE = {};

  final Rule rule;
  final long methods;
  final Key[] holders;
  private final LocationIndex[] except;
  private final Permit[] permits;

  Grant(Rule rule, long methods, Key[] holders, LocationIndex[] except) {
    this.rule = rule;
    this.methods = methods;
    this.holders = holders;
    this.except = except;
    String text = rule.location().text();
    // Made once: a decision that permits allocates nothing.
    this.permits = new Permit[] {
      new Permit(Reason.PUBLIC, text, rule.key()),
      new Permit(Reason.AUTHENTICATED, text, rule.key()),
      new Permit(Reason.ROLE, text, rule.key())
    };
  }

  Permit permit(Key holder) {
    return permits[holder.kind.ordinal()];
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
