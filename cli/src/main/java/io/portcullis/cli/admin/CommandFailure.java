package io.portcullis.cli.admin;

/** A command did not do what it was asked; the message is one line for a person: what, where, what to do. */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    private CommandFailure(ExitCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /**
     * The command could not do it, for a reason that is none of the others.
     *
     * @param message what was wrong and what to do; never a secret
     * @return the failure, to be thrown
     */
    public static CommandFailure failed(String message) {
        return new CommandFailure(ExitCode.FINDINGS, message, null);
    }

    /**
     * What the command was given is not valid.
     *
     * @param message what was wrong and what to do; never a secret
     * @return the failure, to be thrown
     */
    public static CommandFailure invalid(String message) {
        return new CommandFailure(ExitCode.INVALID, message, null);
    }

    /**
     * Keycloak, or another part, does not answer.
     *
     * @param message what was wrong and what to do; never a secret
     * @param cause what it was noticed by, or {@code null}
     * @return the failure, to be thrown
     */
    public static CommandFailure unreachable(String message, Throwable cause) {
        return new CommandFailure(ExitCode.UNREACHABLE, message, cause);
    }

    /**
     * The credentials are wrong or do not suffice.
     *
     * @param message what was wrong and what to do; never a secret
     * @return the failure, to be thrown
     */
    public static CommandFailure notAuthorised(String message) {
        return new CommandFailure(ExitCode.NOT_AUTHORISED, message, null);
    }

    /**
     * What was named does not exist.
     *
     * @param message what is missing, where it was looked for and what to do
     * @return the failure, to be thrown
     */
    public static CommandFailure notFound(String message) {
        return new CommandFailure(ExitCode.NOT_FOUND_OR_CONFLICT, message, null);
    }

    /**
     * A name is taken, or what is there contradicts what was asked.
     *
     * @param message what stands in the way and what to do
     * @return the failure, to be thrown
     */
    public static CommandFailure conflict(String message) {
        return new CommandFailure(ExitCode.NOT_FOUND_OR_CONFLICT, message, null);
    }

    /**
     * The exit code that the process ends with.
     *
     * @return never {@link ExitCode#OK}
     */
    public ExitCode code() {
        return code;
    }
}
