package io.portcullis.enforcer.config;

import io.smallrye.config.ConfigValidationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says which settings could not be read and why, by the sentences that an operator knows them by. */
public final class UnreadableSettings {

  private static final Pattern PROPERTY = Pattern.compile("config property ([a-z0-9.\\[\\]\"-]+)");
  private static final Pattern REASON = Pattern.compile("whilst being converted (?:SRCFG\\d+: )?(.*)");
  private static final Map<String, String> OURS = Map.of(
      "quarkus.management.host", "PORTCULLIS_MANAGEMENT_HOST", "quarkus.management.port", "PORTCULLIS_MANAGEMENT_PORT");

  private UnreadableSettings() {}

  /**
   * The settings that a failed start sentences.
   *
   * @param failure why the start failed
   * @return one sentence for each; empty when it failed for another reason
   */
  public static List<String> namedBy(Throwable failure) {
    List<String> sentences = new ArrayList<>();
    Throwable root = failure;
    while (root != null && !(root instanceof ConfigValidationException) && root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof ConfigValidationException refusal) {
      for (int i = 0; i < refusal.getProblemCount(); i++) {
        add(sentences, refusal.getProblem(i).getMessage());
      }
    } else if (root != null && String.valueOf(root.getMessage()).contains("SRCFG")) {
      add(sentences, root.getMessage());
    }
    return sentences;
  }

  private static void add(List<String> sentences, String message) {
    Matcher property = PROPERTY.matcher(String.valueOf(message));
    if (property.find()) {
      String name = OURS.getOrDefault(property.group(1),
          property.group(1).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
      Matcher reason = REASON.matcher(message);
      String sentence = name + " cannot be read" + (reason.find() ? ": " + reason.group(1).strip() : ".");
      if (!sentences.contains(sentence)) {
        sentences.add(sentence);
      }
    }
  }
}
