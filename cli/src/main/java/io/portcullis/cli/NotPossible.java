package io.portcullis.cli;

/** A command could not do what it was asked; the message tells a person what was wrong and what to do. */
public final class NotPossible extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Says what was wrong.
     *
     * @param message what was wrong, where, and what to do; never a secret
     */
    public NotPossible(String message) {
        super(message);
    }

    /**
     * Says what was wrong, and why.
     *
     * @param message what was wrong, where, and what to do; never a secret
     * @param cause what it was noticed by
     */
    public NotPossible(String message, Throwable cause) {
        super(message, cause);
    }
}
