package io.portcullis.policy;

/**
 * Something wrong, or worth a look, in a policy file, said for the person who edits it.
 *
 * @param file the file's name, as it was given
 * @param line the line, from 1; {@code 0} when the problem is not at a place (the file cannot be read)
 * @param column the column in UTF-16 units, from 1; {@code 0} when the problem is not at a place
 * @param severity whether the file is refused for it
 * @param message what was found, what was expected, and what to do
 */
public record PolicyProblem(String file, int line, int column, Severity severity, String message) {

  /** How much a problem matters. */
  public enum Severity {
    /** The file is refused. */
    ERROR,
    /** The file is in force, and may not say what its author means. */
    WARNING
  }

  /** The problem as one line: {@code file:line:column: message}, with {@code warning:} before a warning's message. */
  @Override
  public String toString() {
    String place = line > 0 ? file + ":" + line + ":" + column : file;
    return place + ": " + (severity == Severity.WARNING ? "warning: " : "") + message;
  }
}
