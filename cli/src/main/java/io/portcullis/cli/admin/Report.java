package io.portcullis.cli.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a command that writes did: each thing done, each that was so already, and what is worth knowing besides. The
 * same for a person (lines) and for a program ({@code changed}, {@code done}, {@code unchanged}, {@code notes}).
 */
public final class Report {

    private final Console console;
    private final ObjectNode fields = new ObjectMapper().createObjectNode();
    private final List<String> done = new ArrayList<>();
    private final List<String> unchanged = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, String> secrets = new LinkedHashMap<>();

    Report(Console console) {
        this.console = console;
    }

    /**
     * A report that nobody reads, for steps that are part of a greater one.
     *
     * @return a report not to be printed
     */
    public static Report silent() {
        return new Report(null);
    }

    /**
     * Something was done.
     *
     * @param what such as {@code created the user alice}
     * @return this report
     */
    public Report did(String what) {
        done.add(what);
        return this;
    }

    /**
     * Something was so already.
     *
     * @param what such as {@code alice has the role moderator}
     * @return this report
     */
    public Report already(String what) {
        unchanged.add(what);
        return this;
    }

    /**
     * Something worth knowing.
     *
     * @param what a sentence
     * @return this report
     */
    public Report note(String what) {
        notes.add(what);
        return this;
    }

    /**
     * A value for programs; people are told by the lines.
     *
     * @param name the JSON member's name
     * @param value anything that Jackson writes
     * @return this report
     */
    public Report with(String name, Object value) {
        fields.set(name, Console.node(value));
        return this;
    }

    /**
     * A secret that was made for the caller and is shown this once.
     *
     * @param name what it is
     * @param value the secret
     * @return this report
     */
    public Report secret(String name, String value) {
        secrets.put(name, value);
        return with(name, value);
    }

    /** Before a failure is told: says to a person what was done. */
    public void printDone() {
        done.forEach(console::say);
    }

    /** Prints it all, once. */
    public void print() {
        done.forEach(console::say);
        secrets.forEach((name, value) -> console.say(name + ": " + value));
        unchanged.forEach(what -> console.say(what + ": nothing to do"));
        if (console.json()) {
            ObjectNode answer = new ObjectMapper().createObjectNode();
            answer.put("changed", !done.isEmpty());
            answer.set("done", array(done));
            answer.set("unchanged", array(unchanged));
            answer.set("notes", array(notes));
            answer.setAll(fields);
            console.answer(answer);
        } else {
            notes.forEach(note -> console.remark("note: " + note));
        }
    }

    private static ArrayNode array(List<String> lines) {
        ArrayNode array = new ObjectMapper().createArrayNode();
        lines.forEach(array::add);
        return array;
    }
}
