package io.portcullis.cli.policy;

import io.portcullis.cli.policy.Reach.Access;
import io.portcullis.policy.InvalidPolicyException;
import io.portcullis.policy.Location;
import io.portcullis.policy.Policy;
import io.portcullis.policy.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis policy matrix}: roles by locations as a table. */
@Command(
        name = "matrix",
        description = "Show which role reaches which location, as a table.",
        footer = {"", "yes: permitted; step-up: permitted after stronger or newer authentication; GET: with that method only;",
            "partly: some requests of the location are permitted; empty: refused."})
final class MatrixCommand extends PolicyTask {

    /** How the table is written. */
    enum Format { table, markdown, html }

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The policy file (PORTCULLIS_POLICY; policy.json).")
    private Path argument;

    @Option(names = {"-p", "--policy"}, paramLabel = "FILE", description = "The same, as the other commands have it.")
    private Path option;

    @Option(names = "--format", paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format = Format.table;

    @Override
    int run() throws InvalidPolicyException {
        Policy policy = load(argument != null ? argument : option);
        List<String> columns = new ArrayList<>(policy.keys());
        List<List<String>> rows = new ArrayList<>();
        Reach reach = new Reach(policy);
        Set<Location> shown = new LinkedHashSet<>();
        for (Rule rule : policy.rules()) {
            if (shown.add(rule.location())) {
                List<String> row = new ArrayList<>(List.of(rule.location().text()));
                columns.forEach(key -> row.add(cell(reach, policy, key, rule.location())));
                rows.add(row);
            }
        }
        if (json()) {
            printJson(Map.of("revision", policy.revision(), "locations", rows.stream().map(row -> members(columns, row)).toList()));
        } else {
            columns.add(0, "location");
            switch (format) {
                case markdown -> markdown(columns, rows);
                case html -> html(columns, rows);
                default -> table(columns, rows);
            }
        }
        return OK;
    }

    private static String cell(Reach reach, Policy policy, String key, Location location) {
        Set<String> methods = location.methods().isEmpty() ? reach.methods() : new TreeSet<>(location.methods());
        Map<String, Set<String>> methodsByAccess = new LinkedHashMap<>();
        for (String method : methods) {
            Access access = reach.access(policy, key, Place.of(location), method);
            methodsByAccess.computeIfAbsent(access.word(), word -> new TreeSet<>()).add(method);
        }
        List<String> words = new ArrayList<>();
        methodsByAccess.forEach((word, some) -> {
            if (!word.isEmpty()) {
                String only = Reach.inWords(some, methods);
                words.add(only.isEmpty() ? word : word.equals("yes") ? only : only + " " + word);
            }
        });
        return String.join("; ", words);
    }

    private static Map<String, Object> members(List<String> columns, List<String> row) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            keys.put(columns.get(i), row.get(i + 1));
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("location", row.get(0));
        members.put("keys", keys);
        return members;
    }

    private void table(List<String> columns, List<List<String>> rows) {
        int[] widths = columns.stream().mapToInt(String::length).toArray();
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        print(style("bold", line(columns, widths)));
        rows.forEach(row -> print(line(row, widths)));
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(String.format("%-" + (widths[i] + 2) + "s", cells.get(i)));
        }
        return line.toString().stripTrailing();
    }

    private void markdown(List<String> columns, List<List<String>> rows) {
        print(markdown(columns.stream().map(MatrixCommand::plain).toList()));
        print("|" + " --- |".repeat(columns.size()));
        rows.forEach(row -> {
            List<String> cells = new ArrayList<>(row);
            cells.set(0, code(row.get(0)));
            print(markdown(cells));
        });
    }

    private static String markdown(List<String> cells) {
        return cells.stream().map(cell -> " " + cell + " |").reduce("|", String::concat);
    }

    /** Text that is to be read as it stands: whatever is a mark of Markdown or HTML is escaped. */
    private static String plain(String text) {
        return text.replaceAll("[\\\\`*_{}\\[\\]<>#|&~]", "\\\\$0");
    }

    /** A code span, fenced by more backticks than stand in it; a bar would end the cell even there. */
    private static String code(String text) {
        String fence = "`";
        while (text.contains(fence)) {
            fence += "`";
        }
        String space = text.startsWith("`") || text.endsWith("`") ? " " : "";
        return fence + space + text.replace("|", "\\|") + space + fence;
    }

    private void html(List<String> columns, List<List<String>> rows) {
        print("<table>");
        print("<thead><tr>" + html("th", columns) + "</tr></thead>");
        print("<tbody>");
        rows.forEach(row -> print("<tr><th><code>" + escape(row.get(0)) + "</code></th>"
                + html("td", row.subList(1, row.size())) + "</tr>"));
        print("</tbody>");
        print("</table>");
    }

    private static String html(String element, List<String> cells) {
        return cells.stream().map(cell -> "<" + element + ">" + escape(cell) + "</" + element + ">")
                .reduce("", String::concat);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
