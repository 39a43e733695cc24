package io.portcullis.policy;

import io.portcullis.policy.Json.Position;
import io.portcullis.policy.PolicyProblem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Gathers what is wrong with one file, so that its author sees all of it at once. */
final class Problems {

  private final String file;
  private final List<PolicyProblem> found = new ArrayList<>();
  private boolean errors;
  private boolean cutOff;

  Problems(String file) {
    this.file = file;
  }

  void error(Position at, String message) {
    errors = true;
    found.add(new PolicyProblem(file, at.line(), at.column(), Severity.ERROR, printable(message)));
  }

  void warning(Position at, String message) {
    found.add(new PolicyProblem(file, at.line(), at.column(), Severity.WARNING, printable(message)));
  }

  /** A message quotes the file, and goes to terminals and logs: it must not control them. */
  private static String printable(String message) {
    return message.codePoints().anyMatch(Problems::isUnprintable)
        ? message.codePoints().mapToObj(c -> isUnprintable(c) ? String.format("\\u%04x", c) : Character.toString(c))
            .collect(Collectors.joining()) : message;
  }

  /** Formatting characters among them: they would turn the letters around. */
  private static boolean isUnprintable(int c) {
    return Character.isISOControl(c) || LookAlike.isInvisible(c);
  }

  /** The file could not be read to its end: what is missing in it is no error of its own. */
  void cutOff() {
    cutOff = true;
  }

  boolean isCutOff() {
    return cutOff;
  }

  boolean hasErrors() {
    return errors;
  }

  /** The problems in the order of the file. */
  List<PolicyProblem> all() {
    return found.stream()
        .sorted(Comparator.comparingInt(PolicyProblem::line).thenComparingInt(PolicyProblem::column))
        .toList();
  }

  void throwIfErrors() throws InvalidPolicyException {
    if (errors) {
      throw new InvalidPolicyException(all());
    }
  }
}
