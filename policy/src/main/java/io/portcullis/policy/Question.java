package io.portcullis.policy;

/**
 * What is asked of the grants that a walk through the locations meets. The walk ends at the first answer.
 *
 * <p>All that a question needs is handed over as parameters, not gathered in an object: a decision leaves no garbage.
 *
 * @param <S> what the question is about
 * @param <R> the answer
 */
interface Question<S, R> {

  /** Whether a path is named at all. The grants of an exception ask nothing more. */
  Question<Void, Boolean> IS_NAMED = (first, path, end, method, request, caller, nothing) -> {
    for (Grant grant = first; grant != null; grant = grant.next()) {
      if ((grant.terms.methods() & method) != 0) {
        return Boolean.TRUE;
      }
    }
    return null;
  };

  /**
   * @param first the first of the grants of one location whose path matches; their methods and exceptions are not
   *     looked at yet
   * @param path the path, which ends at {@code end}
   * @param method the bit of the request's method
   * @param caller the caller, or {@code null}
   * @param subject what the question is about, or {@code null}
   * @return the answer, or {@code null} to walk on
   */
  R ask(Grant first, String path, int end, long method, AccessRequest request, Identity caller, S subject);

  /**
   * The answer as far as the terms of the first grant tell it, so that the grant itself need not be fetched.
   *
   * @param only whether no other path of the table can match what the grant's path matches, and it has no other grant
   * @param grant the grant's number in the table
   * @return the answer that {@link #ask} would give, or {@code null} to have it asked
   */
  default R askTerms(Terms terms, boolean only, LocationTable table, int grant, String path, int end, long method,
      AccessRequest request, Identity caller, S subject) {
    return null;
  }

  /** Whether a {@code {token.claim}} segment matches any text, as it may for a caller who is not known yet. */
  default boolean anyClaim() {
    return false;
  }
}
