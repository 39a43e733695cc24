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

  private static final Key[] NOBODY = {};
  private static final LocationIndex[] NO_EXCEPTIONS = {};

  final Rule rule;
  final Terms terms;
  /** A permit for the reason of the terms. Made once: what a decision gives back need not be made for it. */
  final Permit permit;
  final Unauthenticated unauthenticated;
  final Forbidden forbidden;
  private Grant next;
  private boolean only;

  /**
   * @param names the holders' names, one set for all grants of the same holders
   */
  Grant(Rule rule, Terms terms, Set<String> names) {
    this.rule = rule;
    this.terms = terms;
    String text = rule.location().text();
    permit = new Permit(terms.reason(), text, rule.key());
    unauthenticated = new Unauthenticated(Reason.NO_IDENTITY, text, names);
    forbidden = new Forbidden(Reason.INSUFFICIENT_ROLE, text, names);
  }

  /** A grant of nothing to nobody: it marks a location. */
  static Grant mark(Location location, long methods) {
    Rule rule = new Rule("", location, List.of(), null, -1, false, 0, 0);
    return new Grant(rule, new Terms(methods, NOBODY, NO_EXCEPTIONS), Set.of());
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
    return holder.reason == permit.reason() ? permit : new Permit(holder.reason, permit.location(), permit.role());
  }

  /** The refusal when this is the only grant that names the request. */
  Decision refusal(Identity caller) {
    return caller == null ? unauthenticated : forbidden;
  }

  /** Whether the request, which the rule's path matches already, is within the rule's methods and not excepted. */
  boolean applies(String path, int end, long method, AccessRequest request, Identity caller) {
    return terms.apply(path, end, method, request, caller);
  }
}
