package io.portcullis.cli.stack;

/** Where a long-running command says what it is doing. Called from several threads. */
@FunctionalInterface
public interface Progress {

    /**
     * Says one thing.
     *
     * @param part the part of the stack it is about
     * @param text what happens with it
     */
    void say(String part, String text);
}
