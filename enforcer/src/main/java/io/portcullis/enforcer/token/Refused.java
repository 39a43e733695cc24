package io.portcullis.enforcer.token;

/** Carries a rejection out of the parsing code. Never leaves the package; no stack trace, as a flood may cause many. */
final class Refused extends Exception {

  private static final long serialVersionUID = 1L;

  private final Rejection reason;

  Refused(Rejection reason) {
    super(reason.code(), null, false, false);
    this.reason = reason;
  }

  Rejection reason() {
    return reason;
  }
}
