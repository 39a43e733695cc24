package io.portcullis.policy;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds names that a reader takes for another one: a reviewer would pass an entry that does not mean what it shows. */
final class LookAlike {

  /** Scripts that have letters of the same shape. */
  private static final Set<UnicodeScript> ALIKE = EnumSet.of(UnicodeScript.LATIN, UnicodeScript.GREEK,
      UnicodeScript.CYRILLIC, UnicodeScript.ARMENIAN, UnicodeScript.CHEROKEE);

  private LookAlike() {}

  /** What is treacherous about a name, in words that continue a sentence. */
  static Optional<String> of(String name) {
    Optional<String> found = name.codePoints().filter(LookAlike::isInvisible).mapToObj(
        c -> String.format("holds the character U+%04X, which is not seen", c)).findFirst();
    if (found.isPresent()) {
      return found;
    }
    return Stream.of(name.split("\\P{L}+")).map(LookAlike::mixed).flatMap(Optional::stream).findFirst();
  }

  /** Formatting characters, fillers, and blanks that are no plain ones. */
  static boolean isInvisible(int c) {
    int type = Character.getType(c);
    return type == Character.FORMAT || type == Character.SPACE_SEPARATOR && c != ' '
        || c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0;
  }

  private static Optional<String> mixed(String word) {
    Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
    word.codePoints().mapToObj(UnicodeScript::of).filter(ALIKE::contains).forEach(scripts::add);
    return scripts.size() < 2 ? Optional.empty() : word.codePoints()
        .filter(c -> UnicodeScript.of(c) != UnicodeScript.LATIN).mapToObj(c -> String.format(
            "mixes letters that look alike: `%s` is U+%04X, %s", Character.toString(c), c, Character.getName(c))).findFirst();
  }
}
