package io.portcullis.enforcer.decision;

/** What becomes one line of the decision log. */
sealed interface LogEntry permits DecisionRecord, SecurityEvent {

  /** Whether it may be the first to go when there is no room for all. */
  boolean expendable();

  /** Writes the line; called on the log's own thread. */
  void write(LineBuffer line);
}
