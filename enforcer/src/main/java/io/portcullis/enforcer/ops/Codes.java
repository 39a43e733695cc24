package io.portcullis.enforcer.ops;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One thing for each code of this program, made beforehand: looking it up allocates nothing, and a metric has all its
 * series from the start. A code that nobody listed gets one too, up to a bound; all beyond it share one.
 *
 * @param <T> what there is for each code
 */
public final class Codes<T> {

  /** The code of what no longer gets one of its own. */
  static final String OTHER = "other";
  private static final int MAX_UNLISTED = 32;

  private final Map<String, T> listed = new HashMap<>();
  private final Map<String, T> unlisted = new ConcurrentHashMap<>();
  private final Function<String, T> make;

  /** @param make makes the thing for a code; a code is made once */
  public Codes(Collection<String> codes, Function<String, T> make) {
    this.make = make;
    codes.forEach(code -> listed.computeIfAbsent(code, make));
  }

  /** The thing for a code. */
  public T of(String code) {
    T known = listed.get(code);
    if (known != null) {
      return known;
    }
    return unlisted.computeIfAbsent(unlisted.containsKey(code) || unlisted.size() < MAX_UNLISTED ? code : OTHER, make);
  }
}
