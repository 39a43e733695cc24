package io.portcullis.cli.token;

/**
 * What one look at a token showed.
 *
 * @param about what was looked at, such as {@code signature}
 * @param verdict what it means
 * @param text what was found, in words
 */
record Finding(String about, Verdict verdict, String text) {

    /** What a finding means for the gate. */
    enum Verdict {
        /** As it must be. */
        GOOD,
        /** The gate refuses the token for it. */
        REFUSED,
        /** It could not be looked at. */
        UNKNOWN,
        /** Worth knowing; the gate does not mind. */
        NOTE
    }

    static Finding good(String about, String text) {
        return new Finding(about, Verdict.GOOD, text);
    }

    static Finding refused(String about, String text) {
        return new Finding(about, Verdict.REFUSED, text);
    }

    static Finding unknown(String about, String text) {
        return new Finding(about, Verdict.UNKNOWN, text);
    }

    static Finding note(String about, String text) {
        return new Finding(about, Verdict.NOTE, text);
    }
}
