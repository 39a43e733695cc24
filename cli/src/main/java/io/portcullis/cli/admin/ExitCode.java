package io.portcullis.cli.admin;

/** What a command's exit code says. The numbers are stable: scripts rely on them. */
public enum ExitCode {
    /** Done, or nothing was to do. */
    OK(0, "ok"),
    /** The command worked and has something to report, or could not do what it was asked. */
    FINDINGS(1, "failed"),
    /** The command was called wrongly, or what it was given is not valid; for {@code doctor}: there is danger. */
    INVALID(2, "invalid_input"),
    /** Keycloak cannot be reached. */
    UNREACHABLE(3, "unreachable"),
    /** Keycloak does not accept the credentials, or they do not suffice. */
    NOT_AUTHORISED(4, "not_authorised"),
    /** What was named does not exist, or is taken. */
    NOT_FOUND_OR_CONFLICT(5, "not_found_or_conflict");

    private final int number;
    private final String word;

    ExitCode(int number, String word) {
        this.number = number;
        this.word = word;
    }

    /**
     * The number that the process ends with.
     *
     * @return 0 to 5
     */
    public int number() {
        return number;
    }

    /** The stable word for it in JSON. */
    String word() {
        return word;
    }
}
