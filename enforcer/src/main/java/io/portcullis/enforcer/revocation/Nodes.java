package io.portcullis.enforcer.revocation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Numbers for the ids of Keycloak's nodes, which have a new id at every start; when numbers run out, they are unknown. */
final class Nodes {

  static final int UNKNOWN = 0;
  private static final int LAST = 0xFFFF;

  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

  /** The number of a node that a change was told of; to be called by one thread at a time. */
  int number(String node) {
    if (node == null) {
      return UNKNOWN;
    }
    Integer known = numbers.get(node);
    if (known != null) {
      return known;
    }
    if (numbers.size() >= LAST) {
      return UNKNOWN;
    }
    numbers.put(node, numbers.size() + 1);
    return numbers.size();
  }

  /** Whether text from {@code begin} to {@code end} names the node with this number. */
  boolean is(int number, String node) {
    Integer known = number == UNKNOWN ? null : numbers.get(node);
    return known != null && known == number;
  }
}
