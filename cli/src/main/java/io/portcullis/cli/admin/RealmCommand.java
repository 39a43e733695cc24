package io.portcullis.cli.admin;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that works on one realm of a Keycloak. */
public abstract class RealmCommand implements Callable<Integer> {

    @Mixin
    private ConnectionOptions options;

    /** For picocli, which makes commands. */
    protected RealmCommand() {}

    @Override
    public final Integer call() {
        prepare();
        try (Connection connection = options.connect()) {
            return run(connection).number();
        }
    }

    /**
     * Looks at what the command was given, before Keycloak is asked for anything.
     *
     * @throws CommandFailure when it is not valid
     */
    protected void prepare() {}

    /**
     * Does the work.
     *
     * @param connection logged in; the realm is there
     * @return what the process's exit code is to say
     * @throws CommandFailure when it cannot be done
     */
    protected abstract ExitCode run(Connection connection);

    /**
     * The connection's options.
     *
     * @return the options
     */
    protected final ConnectionOptions options() {
        return options;
    }

    /**
     * An empty report.
     *
     * @return a new one
     */
    protected final Report report() {
        return options.output().report();
    }

    /**
     * Where the command speaks.
     *
     * @return the console
     */
    protected final Console console() {
        return options.output().console();
    }
}
