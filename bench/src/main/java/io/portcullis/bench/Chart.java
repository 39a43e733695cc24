package io.portcullis.bench;

import java.util.List;
import java.util.Locale;

/** Small charts as SVG, readable on light and dark pages. */
public final class Chart {

  private static final int WIDTH = 720;
  private static final int LEFT = 210;
  private static final String STYLE = "<style>text{font:13px system-ui,sans-serif;fill:#1d2433}.t{font-weight:600}"
      + ".m{fill:#5b6475}.b{fill:#3b6fd4}.g{stroke:#d9dde5}.l{fill:none;stroke:#3b6fd4;stroke-width:2}.k{stroke:#c0392b;"
      + "stroke-dasharray:4 3}@media(prefers-color-scheme:dark){text{fill:#e6e9ef}.m{fill:#a3abba}.b{fill:#8ab4f8}"
      + ".g{stroke:#343a46}.l{stroke:#8ab4f8}}</style>";

  private Chart() {}

  /** A bar: what it stands for, and how much. */
  public record Bar(String name, double value) {}

  /**
   * Bars from left to right.
   *
   * @param digits behind the point
   * @param target a line to compare with; not drawn when it is 0
   */
  public static String bars(String title, List<Bar> bars, int digits, String unit, double target) {
    double most = Math.max(target, bars.stream().mapToDouble(Bar::value).max().orElse(1)) * 1.02;
    int height = 44 + bars.size() * 26 + 8;
    StringBuilder svg = start(title, height);
    for (int i = 0; i < bars.size(); i++) {
      int y = 44 + i * 26;
      double width = bars.get(i).value / most * (WIDTH - LEFT - 90);
      svg.append(text(LEFT - 8, y + 14, "end", "", bars.get(i).name))
          .append(String.format(Locale.ROOT, "<rect class=\"b\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\" rx=\"2\"/>", LEFT, y, width))
          .append(text(LEFT + width + 6, y + 14, "start", "m",
              String.format(Locale.ROOT, "%,." + digits + "f%s", bars.get(i).value, unit)));
    }
    if (target > 0) {
      double x = LEFT + target / most * (WIDTH - LEFT - 90);
      svg.append(String.format(Locale.ROOT, "<line class=\"k\" x1=\"%.1f\" x2=\"%.1f\" y1=\"38\" y2=\"%d\"/>", x, x, height - 6));
    }
    return svg.append("</svg>\n").toString();
  }

  /** A line over time, from zero. */
  public static String lines(String title, String across, String up, List<Double> x, List<Double> y) {
    double right = Math.max(1e-9, x.stream().mapToDouble(Double::doubleValue).max().orElse(1));
    double top = Math.max(1e-9, y.stream().mapToDouble(Double::doubleValue).max().orElse(1)) * 1.1;
    StringBuilder svg = start(title + " (" + up + " over " + across + ")", 260);
    for (int i = 0; i <= 4; i++) {
      double at = 230 - i * 45;
      svg.append(String.format(Locale.ROOT, "<line class=\"g\" x1=\"60\" x2=\"%d\" y1=\"%.0f\" y2=\"%.0f\"/>", WIDTH - 20, at, at))
          .append(text(52, at + 4, "end", "m", String.format(Locale.ROOT, top < 10 ? "%.2f" : "%.0f", top / 4 * i)))
          .append(text(60 + (WIDTH - 80) / 4.0 * i, 248, "middle", "m", String.format(Locale.ROOT, "%.1f", right / 4 * i)));
    }
    svg.append("<polyline class=\"l\" points=\"");
    for (int i = 0; i < x.size(); i++) {
      svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", 60 + x.get(i) / right * (WIDTH - 80), 230 - y.get(i) / top * 180));
    }
    return svg.append("\"/></svg>\n").toString();
  }

  private static StringBuilder start(String title, int height) {
    return new StringBuilder(String.format(Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">",
        WIDTH, height)).append("<title>").append(escaped(title)).append("</title>").append(STYLE).append(text(8, 22, "start", "t", title));
  }

  private static String text(double x, double y, String anchor, String kind, String text) {
    return String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>", x, y, anchor, kind,
        escaped(text));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
