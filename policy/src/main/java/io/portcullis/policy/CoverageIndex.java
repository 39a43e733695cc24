package io.portcullis.policy;

import io.portcullis.policy.Location.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the rules whose location covers another location's path, without trying every pair of a large file. */
final class CoverageIndex {

  private static final int MOST = 100;
  private static final Segment ANY = new Segment.Any();
  private static final Segment EMPTY = new Segment.Literal("");

  private final Map<String, Node> roots = new HashMap<>();

  private static final class Node {
    private final Map<Segment, Node> children = new HashMap<>(2);
    private final List<Rule> here = new ArrayList<>(1);
    private final List<Rule> below = new ArrayList<>(0);
  }

  void add(Rule rule) {
    Location location = rule.location();
    Node node = roots.computeIfAbsent(scope(location), name -> new Node());
    for (Segment segment : location.segments()) {
      node = node.children.computeIfAbsent(segment, name -> new Node());
    }
    (location.open() ? node.below : node.here).add(rule);
  }

  /**
   * The rules whose location covers this one's path, the widest first; their methods are not compared. Of very many,
   * as in a file that says the same again and again, some are left out.
   */
  List<Rule> covering(Location location) {
    List<Rule> found = new ArrayList<>();
    collect(roots.get(scope(location)), location, 0, found);
    if (location.name() == null && location.host() != null) {
      collect(roots.get(""), location, 0, found);
    }
    return found;
  }

  private static void collect(Node node, Location location, int depth, List<Rule> found) {
    if (node == null) {
      return;
    }
    addSome(node.below, found);
    if (depth < location.segments().size()) {
      Segment segment = location.segments().get(depth);
      collect(node.children.get(segment), location, depth + 1, found);
      if (!segment.equals(ANY) && !segment.equals(EMPTY)) {
        collect(node.children.get(ANY), location, depth + 1, found);
      }
    } else if (!location.open()) {
      addSome(node.here, found);
    }
  }

  private static void addSome(List<Rule> rules, List<Rule> found) {
    found.addAll(rules.subList(0, Math.min(rules.size(), Math.max(0, MOST - found.size()))));
  }

  private static String scope(Location location) {
    return location.name() != null ? "@" + location.name() : location.host() == null ? "" : location.host();
  }
}
