package io.portcullis.policy;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The request methods that a policy names, one bit each; all others share a bit, so that an entry without methods
 * permits them and no other entry does.
 */
final class Methods {

  static final long ALL = -1L;
  static final int MOST = 60;
  private static final long OTHER = Long.MIN_VALUE;

  private final Map<String, Long> bits = new HashMap<>();

  /** @param named every method the policy names; at most {@link #MOST} different ones */
  Methods(Collection<String> named) {
    for (String method : named) {
      if (!bits.containsKey(method)) {
        bits.put(method, 1L << bits.size());
      }
    }
  }

  /** The bit of a request's method; {@code 0} when it is missing or odd, which matches nothing. */
  long bit(String method) {
    Long bit = bits.get(method);
    if (bit != null) {
      return bit;
    }
    return isMethod(method) ? OTHER : 0;
  }

  /** The bits of a location's methods; of all methods when it names none. */
  long mask(Set<String> methods) {
    return methods.isEmpty() ? ALL : methods.stream().mapToLong(bits::get).reduce(0, (a, b) -> a | b);
  }

  /** nginx knows letters, `-` and `_`; lower case is another method (RFC 9110 section 9.1), and nobody's. */
  static boolean isMethod(String method) {
    if (method == null) {
      return false;
    }
    for (int i = 0; i < method.length(); i++) {
      char c = method.charAt(i);
      boolean upper = c >= 'A' && c <= 'Z';
      if (!upper && (i == 0 || c != '-' && c != '_' && (c < '0' || c > '9'))) {
        return false;
      }
    }
    return !method.isEmpty();
  }

  /** Every method that a set of rules names. */
  static List<String> of(Collection<Location> locations) {
    return locations.stream().flatMap(location -> location.methods().stream()).distinct().toList();
  }
}
