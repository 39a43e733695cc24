package io.portcullis.bench;

/** A benchmark that cannot go on; the message says to a person why, and what to do. */
public final class BenchFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** @param message for a person */
  public BenchFailure(String message) {
    super(message);
  }
}
