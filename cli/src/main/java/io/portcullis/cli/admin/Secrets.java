package io.portcullis.cli.admin;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** Where secrets come from: files, standard input, a prompt without echo; never the command line. */
public final class Secrets {

    private static final int LONGEST = 4096;
    private static final String ALPHABET = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private Secrets() {}

    /**
     * The first line of a file.
     *
     * @param what what the file is, for messages
     * @param file the file
     * @return the line
     * @throws CommandFailure when it cannot be read, or its first line is empty
     */
    public static String firstLine(String what, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return firstLine(what + ": " + file, in);
        } catch (NoSuchFileException e) {
            throw CommandFailure.invalid(what + ": there is no file " + file);
        } catch (IOException e) {
            throw CommandFailure.invalid(what + ": " + file + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    /**
     * The first line of standard input.
     *
     * @param what what is asked for, for messages
     * @param in standard input
     * @return the line
     * @throws CommandFailure when it is empty
     */
    public static String firstLine(String what, InputStream in) {
        try {
            Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
            char[] text = new char[LONGEST];
            int length = 0;
            for (int c = reader.read(); c >= 0 && c != '\n' && c != '\r'; c = reader.read()) {
                if (length == LONGEST) {
                    throw CommandFailure.invalid(what + ": the first line is longer than " + LONGEST + " characters");
                }
                text[length++] = (char) c;
            }
            if (length == 0) {
                throw CommandFailure.invalid(what + ": the first line is empty");
            }
            return new String(text, 0, length);
        } catch (IOException e) {
            throw CommandFailure.invalid(what + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * Asks a person, without echo.
     *
     * @param question what is asked for
     * @return what was typed; empty when nobody sits at a terminal
     */
    public static Optional<String> prompt(String question) {
        Console terminal = System.console();
        if (terminal == null) {
            return Optional.empty();
        }
        char[] typed = terminal.readPassword("%s: ", question);
        if (typed == null || typed.length == 0) {
            throw CommandFailure.invalid("nothing was typed");
        }
        return Optional.of(new String(typed));
    }

    /**
     * A new password: 24 characters that cannot be mistaken for one another, 139 bits of chance.
     *
     * @return the password
     */
    public static String generate() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }
}
