package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One of the processes that make up a stack. */
sealed interface Part permits KeycloakServer, EnforcerService, DemoApplication, NginxFront {

    /** The name of its folder, log and pid file, and the word for it on the command line. */
    String name();

    /** The ports it listens on, with the setting that moves each. */
    Map<Integer, String> ports();

    /** Where it answers, for a person. */
    String address();

    /** Puts everything in place that the process needs; called before each start. */
    void prepare(Progress progress, Tools tools) throws IOException, NotPossible, InterruptedException;

    List<String> command() throws IOException, NotPossible;

    Map<String, String> environment() throws IOException;

    /** Why it is not ready, or empty when it is. */
    Optional<String> notReady();

    /** What an operator should know of it though it is ready, or empty. */
    default Optional<String> notice() {
        return Optional.empty();
    }

    /** Called once it is ready after a start. */
    default void ready(Progress progress) throws IOException, NotPossible {}
}
