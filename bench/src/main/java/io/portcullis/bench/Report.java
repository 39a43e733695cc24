package io.portcullis.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where results go: JSON for programs, and for people a document with a part for each benchmark, between
 * {@code <!-- NAME -->} and {@code <!-- /NAME -->}: what stands there is replaced, and the rest left as it is. Charts lie in a folder beside it, of the document's name.
 */
public final class Report {

  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Report() {}

  /** An object for the results of a benchmark. */
  public static ObjectNode json(String benchmark) {
    return JSON.createObjectNode().put("benchmark", benchmark);
  }

  /** Writes results for programs. */
  public static void writeJson(Path file, ObjectNode results) {
    try {
      JSON.writeValue(file.toFile(), results);
    } catch (IOException e) {
      throw new BenchFailure("Cannot write " + file + ": " + e.getMessage());
    }
  }

  /**
   * Replaces a part.
   *
   * @param document a Markdown file; made when there is none
   * @param charts SVG by name
   */
  public static void write(Path document, String part, String markdown, Map<String, String> charts) {
    try {
      String name = document.getFileName().toString().replaceFirst("\\.md$", "");
      Path folder = document.toAbsolutePath().resolveSibling(name);
      StringBuilder text = new StringBuilder("<!-- ").append(part).append(" -->\n").append(markdown).append('\n');
      if (!charts.isEmpty()) {
        Files.createDirectories(folder);
      }
      for (Map.Entry<String, String> chart : charts.entrySet()) {
        Files.writeString(folder.resolve(chart.getKey() + ".svg"), chart.getValue());
        text.append("![").append(chart.getKey()).append("](").append(name).append('/').append(chart.getKey()).append(".svg)\n");
      }
      text.append("<!-- /").append(part).append(" -->");
      String whole = Files.exists(document) ? Files.readString(document) : "";
      int from = whole.indexOf("<!-- " + part + " -->");
      String end = "<!-- /" + part + " -->";
      int to = whole.indexOf(end);
      Files.writeString(document, from < 0 || to < from ? whole + "\n" + text + "\n"
          : whole.substring(0, from) + text + whole.substring(to + end.length()));
    } catch (IOException e) {
      throw new BenchFailure("Cannot write " + document + ": " + e.getMessage());
    }
  }
}
