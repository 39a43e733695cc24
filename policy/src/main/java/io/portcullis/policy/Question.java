package io.portcullis.policy;

/**
 * What is asked of the grants that a walk through the locations meets. The walk ends at the first answer.
 *
 * <p>All that a question needs is handed over as parameters, not gathered in an object: a decision leaves no garbage.
 *
 * @param <R> the answer
 */
interface Question<R> {

  /** Whether a path is named at all. The grants of an exception ask nothing more. */
  Question<Boolean> IS_NAMED = (grants, path, end, method, request, caller, key) -> {
    for (Grant grant : grants) {
      if ((grant.methods & method) != 0) {
        return Boolean.TRUE;
      }
    }
    return null;
  };

  /**
   * @param grants grants whose path matches; their methods and exceptions are not looked at yet
   * @param path the path, which ends at {@code end}
   * @param method the bit of the request's method
   * @param caller the caller, or {@code null}
   * @param key a key that the question is about, or {@code null}
   * @return the answer, or {@code null} to walk on
   */
  R ask(Grant[] grants, String path, int end, long method, AccessRequest request, Identity caller, Key key);

  /** Whether a {@code {token.claim}} segment matches any text, as it may for a caller who is not known yet. */
  default boolean anyClaim() {
    return false;
  }
}
