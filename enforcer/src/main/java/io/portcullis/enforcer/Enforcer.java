package io.portcullis.enforcer;

import io.portcullis.enforcer.config.UnreadableSettings;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import org.jboss.logging.Logger;

/** Starts the enforcer. A start that fails says why in words, and ends with an exit code other than 0. */
@QuarkusMain
public final class Enforcer {

  private Enforcer() {}

  /** Runs until it is told to stop (SIGTERM). */
  public static void main(String... args) {
    Quarkus.run(Rehearsal.on() ? Rehearsal.class : null, Enforcer::ended, args);
  }

  private static void ended(Integer exitCode, Throwable failure) {
    if (failure != null) {
      String words = inWords(failure);
      if (words == null) {
        Logger.getLogger("io.portcullis").error("Portcullis cannot start, by an error of its own", failure);
      } else {
        System.err.println("Portcullis cannot start: " + words);
      }
    }
    ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(exitCode, failure);
  }

  /** What a person can do about it; {@code null} when it is no matter of settings. */
  private static String inWords(Throwable failure) {
    List<String> unreadable = UnreadableSettings.namedBy(failure);
    if (!unreadable.isEmpty()) {
      return String.join("\n", unreadable);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SettingsException settings) {
        return settings.getMessage();
      }
      if (cause instanceof QuarkusBindException || String.valueOf(cause.getMessage()).contains("bind(..) failed")) {
        return "the address of health and metrics is taken or not this machine's; set PORTCULLIS_MANAGEMENT_HOST or"
            + " PORTCULLIS_MANAGEMENT_PORT, or stop what runs there.";
      }
    }
    return null;
  }
}
