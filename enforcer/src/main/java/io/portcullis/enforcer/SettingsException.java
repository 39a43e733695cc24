package io.portcullis.enforcer;

/** The enforcer cannot start as it is set up. The message names the setting or file, and what to do. */
final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SettingsException(String message) {
    super(message, null, false, false);
  }
}
