package io.portcullis.enforcer.ops;

/** Names an error of the gate itself, for its log: what and where, without its message, which may quote a request. */
public final class Fault {

  private Fault() {}

  /** The error's class, and the place that it came from. */
  public static String name(Throwable error) {
    StackTraceElement[] trace = error.getStackTrace();
    return error.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
  }
}
