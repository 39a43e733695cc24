package io.portcullis.policy;

import java.util.Collection;
import java.util.Locale;

/** Finds the valid name that a mistyped one was meant to be. */
final class NearestName {

  private NearestName() {}

  /** {@code "; did you mean `name`?"}, or nothing when no name is near. */
  static String suggest(String found, Collection<String> valid) {
    String best = null;
    int bestDistance = Math.max(1, Math.min(found.length(), 8) / 3) + 1;
    for (String name : valid) {
      // Letters of another case cost nothing: the commonest slip of all.
      int distance = distance(found.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT), bestDistance);
      if (distance < bestDistance && !name.equals(found)) {
        best = name;
        bestDistance = distance;
      }
    }
    return best == null ? "" : "; did you mean `" + best + "`?";
  }

  /** Levenshtein distance with neighbouring letters swapped counted as one; given up above {@code limit}. */
  private static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) > limit) {
      return limit + 1;
    }
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
