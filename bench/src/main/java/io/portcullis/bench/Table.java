package io.portcullis.bench;

import java.util.ArrayList;
import java.util.List;

/** A table for a terminal or a document. */
public final class Table {

  private final String title;
  private final List<String[]> rows = new ArrayList<>();

  /** @param header the names of its columns */
  public Table(String title, String... header) {
    this.title = title;
    rows.add(header);
  }

  /** Adds a row, of as many cells as there are columns. */
  public void row(String... cells) {
    rows.add(cells);
  }

  /** Aligned by blanks: the first column to the left, the others to the right. */
  public String text() {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    StringBuilder text = new StringBuilder(title).append('\n');
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        text.append("  ").append(String.format(i == 0 ? "%-" + widths[i] + "s" : "%" + Math.max(1, widths[i]) + "s", row[i]));
      }
      text.append('\n');
    }
    return text.toString().replace(" \n", "\n");
  }

  /** As Markdown. */
  public String markdown() {
    StringBuilder text = new StringBuilder("**").append(title).append("**\n\n");
    for (int r = 0; r < rows.size(); r++) {
      text.append("| ").append(String.join(" | ", rows.get(r))).append(" |\n");
      if (r == 0) {
        text.append("| --- |").append(" ---: |".repeat(rows.get(0).length - 1)).append('\n');
      }
    }
    return text.toString();
  }
}
