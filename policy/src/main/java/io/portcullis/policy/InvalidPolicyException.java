package io.portcullis.policy;

import java.util.List;
import java.util.stream.Collectors;

/** A policy file that cannot be used. It carries every problem that was found, not only the first. */
public final class InvalidPolicyException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<PolicyProblem> problems;

  InvalidPolicyException(List<PolicyProblem> problems) {
    super(problems.stream().map(PolicyProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Every problem of the file, errors and warnings, in the order of the file. The message holds one a line. */
  public List<PolicyProblem> problems() {
    return problems;
  }
}
