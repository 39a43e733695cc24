package io.portcullis.cli.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Where a command speaks: answers on standard output, remarks on standard error, colour only on a terminal. */
public final class Console {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final Ansi colour;

    Console(PrintWriter out, PrintWriter err, boolean json, Ansi colour) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.colour = colour;
    }

    static Ansi colourOf(CommandLine line) {
        return line.getColorScheme().ansi();
    }

    /**
     * Whether a program reads the answer.
     *
     * @return whether {@code --json} was given
     */
    public boolean json() {
        return json;
    }

    /**
     * Says a line of the answer to a person; a program is not told.
     *
     * @param line plain text; control characters, which could play with the terminal, are shown as {@code ?}
     */
    public void say(String line) {
        print(withoutControls(line));
    }

    /**
     * Says a line of the answer with picocli's markup for colour, such as {@code @|bold,red danger|@}.
     *
     * @param markup text without anything foreign in it: foreign text goes through {@link #plain}
     */
    public void sayInColour(String markup) {
        print(colour.string(withoutControls(markup)));
    }

    private void print(String line) {
        if (!json) {
            out.println(line);
            out.flush();
        }
    }

    private static String withoutControls(String text) {
        return text.codePoints()
                .map(c -> c != '\n' && c != '\t' && Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /**
     * Foreign text made safe for {@link #sayInColour}.
     *
     * @param text any text
     * @return the text without what could end or begin markup
     */
    public static String plain(String text) {
        return text.replace("@|", "@ |").replace("|@", "| @");
    }

    /**
     * Says a remark on standard error, whoever reads the answer.
     *
     * @param line plain text
     */
    public void remark(String line) {
        err.println(withoutControls(line));
        err.flush();
    }

    /**
     * Prints the answer for a program; a person is not told.
     *
     * @param value the answer: a JSON node, or what Jackson makes one of
     */
    public void answer(Object value) {
        if (json) {
            out.println(toJson(value));
            out.flush();
        }
    }

    /**
     * Prints a document as the answer, whoever reads it.
     *
     * @param text the document
     */
    public void raw(String text) {
        out.println(text);
        out.flush();
    }

    /**
     * A value as indented JSON.
     *
     * @param value a JSON node, or what Jackson makes one of
     * @return the text
     */
    public static String pretty(Object value) {
        return toJson(value);
    }

    /** The value as indented JSON. */
    static String toJson(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer could not be written as JSON", e);
        }
    }

    /**
     * A value as a JSON node.
     *
     * @param value a record, collection, map or plain value
     * @return the node
     */
    public static JsonNode node(Object value) {
        return JSON.valueToTree(value);
    }
}
