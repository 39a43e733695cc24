package io.portcullis.cli.admin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns of text for a person, as wide as their longest cell. */
public final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A table with nothing under its head.
     *
     * @param head the names of the columns
     */
    public Table(String... head) {
        rows.add(Arrays.asList(head));
    }

    /**
     * Adds a row.
     *
     * @param cells one for each column; {@code null} is shown as nothing
     * @return this table
     */
    public Table row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell == null ? "" : cell.toString());
        }
        rows.add(row);
        return this;
    }

    /**
     * Prints it as lines of the answer.
     *
     * @param console where to
     */
    public void print(Console console) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length())).append(GAP);
            }
            console.say(line.toString().stripTrailing());
        }
    }
}
