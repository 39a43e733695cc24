package io.portcullis.policy;

import io.portcullis.policy.Decision.Reason;

/**
 * On which terms a rule is given: for whom, with which methods, less what is excepted. Thousands of rules share a few of
 * them, so that they stay at hand where the rules themselves would have to be fetched from memory.
 *
 * @param methods the bits of the methods
 * @param holders the keys that have the rule
 * @param except the exceptions of the rule, and of the keys through which it came
 */
record Terms(long methods, Key[] holders, LocationIndex[] except) {

  /** Whether a request, which the rule's path matches already, is within the methods and not excepted. */
  boolean apply(String path, int end, long method, AccessRequest request, Identity caller) {
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

  boolean isHeldBy(Identity caller) {
    for (Key holder : holders) {
      if (holder.isHeldBy(caller)) {
        return true;
      }
    }
    return false;
  }

  boolean areFor(Key key) {
    for (Key holder : holders) {
      if (holder == key) {
        return true;
      }
    }
    return false;
  }

  /** The reason of a permit to most of the holders. */
  Reason reason() {
    return holders.length == 0 ? Reason.ROLE : holders[0].reason;
  }
}
