package io.portcullis.policy;

import io.portcullis.policy.LocationTable.Builder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a tree of locations lies in memory. With very many locations the time of a decision goes into fetching memory, and
 * so a level of a path costs one line of it.
 *
 * <p>All nodes lie in one array of numbers. The literal branches of all nodes are places of one hash table in it: whose
 * branch it is, its name's hash and length, the node it leads to, and the name itself, four characters a number. Names
 * that are longer, or have characters above 0xff, lie elsewhere. The other nodes come behind the table.
 */
final class LocationLayout {

  static final int NONE = -1;
  /** A place has the size of a memory line; its node and its name begin at these numbers of it. */
  static final int PLACE = 16;
  static final int NODE = 3;
  static final int NAME = 10;
  /** Where the first place is. A great array begins at a memory line with 16 bytes of header: no place lies in two. */
  static final int START = 12;
  /** What is where in a node: its {@code *} branch, its claims, the grants that end here and in a {@code **}, */
  static final int ANY = 0;
  static final int CLAIMS = 1;
  static final int HERE = 2;
  static final int BELOW = 3;
  /** the terms of these grants, doubled, and one more for an only grant; and whether there is a branch at all: 0 or 1. */
  static final int TERMS_HERE = 4;
  static final int TERMS_BELOW = 5;
  static final int BRANCHES = 6;
  private static final int NODE_SIZE = 7;
  private static final int NAME_IN_PLACE = 4 * (PLACE - NAME);

  final int places;
  final int root;
  final int[] data;
  final StringBuilder longNames = new StringBuilder();
  final List<String[]> claims = new ArrayList<>();
  final List<int[]> claimNodes = new ArrayList<>();
  final List<Grant> grants = new ArrayList<>();
  final Map<Terms, Integer> terms = new IdentityHashMap<>();
  private int free;
  private final Deque<Laid> open = new ArrayDeque<>();

  /** @param only whether nothing beside or above the node can match what it matches */
  private record Laid(Builder node, int at, boolean only) {}

  LocationLayout(Builder tree) {
    int literals = 0;
    int others = 1;
    Deque<Builder> all = new ArrayDeque<>(List.of(tree));
    for (Builder node = all.poll(); node != null; node = all.poll()) {
      literals += node.literals.size();
      others += node.claims.size() + (node.any == null ? 0 : 1);
      all.addAll(node.literals.values());
      all.addAll(node.claims.values());
      if (node.any != null) {
        all.add(node.any);
      }
    }
    // Half of the places stay free at least, so that a search ends soon.
    places = Integer.highestOneBit(Math.max(1, literals)) * 4;
    root = START + places * PLACE;
    free = root;
    data = new int[free + others * NODE_SIZE];
    Arrays.fill(data, NONE);
    node(tree, true);
    for (Laid laid = open.poll(); laid != null; laid = open.poll()) {
      branches(laid.node(), laid.at(), laid.only());
    }
  }

  /** Where the search for a branch begins. */
  static int place(int node, int hash, int mask) {
    int mixed = (node * 0x9E3779B9 ^ hash) * 0x85EBCA6B;
    return (mixed ^ mixed >>> 15) & mask;
  }

  private int node(Builder node, boolean only) {
    int at = free;
    free += NODE_SIZE;
    open.add(new Laid(node, at, only));
    return at;
  }

  private void branches(Builder node, int at, boolean only) {
    boolean noWildcard = node.any == null && node.claims.isEmpty();
    boolean noBranch = noWildcard && node.literals.isEmpty();
    if (only && node.below == null && node.here != null) {
      node.here.setOnly();
    } else if (only && noBranch && node.here == null && node.below != null) {
      node.below.setOnly();
    }
    boolean onlyAny = only && node.claims.isEmpty() && node.literals.isEmpty() && node.below == null;
    data[at + ANY] = node.any == null ? NONE : node(node.any, onlyAny);
    data[at + CLAIMS] = node.claims.isEmpty() ? NONE : claims.size();
    data[at + HERE] = grant(node.here);
    data[at + BELOW] = grant(node.below);
    data[at + TERMS_HERE] = terms(node.here);
    data[at + TERMS_BELOW] = terms(node.below);
    data[at + BRANCHES] = noBranch ? 0 : 1;
    if (!node.claims.isEmpty()) {
      claims.add(node.claims.keySet().toArray(String[]::new));
      claimNodes.add(node.claims.values().stream().mapToInt(claim -> node(claim, false)).toArray());
    }
    node.literals.forEach((name, child) -> literal(at, name, child, only && noWildcard && node.below == null));
  }

  private void literal(int parent, String name, Builder child, boolean only) {
    int hash = name.hashCode();
    int i = place(parent, hash, places - 1);
    while (data[START + i * PLACE] != NONE) {
      i = i + 1 & places - 1;
    }
    int at = START + i * PLACE;
    data[at] = parent;
    data[at + 1] = hash;
    name(at, name);
    open.add(new Laid(child, at + NODE, only));
  }

  /** The length is stated as its complement when the name lies elsewhere. */
  private void name(int place, String name) {
    if (name.length() > NAME_IN_PLACE || name.chars().anyMatch(c -> c > 0xff)) {
      data[place + 2] = ~name.length();
      data[place + NAME] = longNames.length();
      longNames.append(name);
      return;
    }
    data[place + 2] = name.length();
    Arrays.fill(data, place + NAME, place + PLACE, 0);
    for (int i = 0; i < name.length(); i++) {
      data[place + NAME + (i >> 2)] |= name.charAt(i) << ((i & 3) << 3);
    }
  }

  private int terms(Grant first) {
    return first == null ? NONE
        : 2 * terms.computeIfAbsent(first.terms, some -> terms.size()) + (first.isOnly() ? 1 : 0);
  }

  private int grant(Grant first) {
    if (first == null) {
      return NONE;
    }
    grants.add(first);
    return grants.size() - 1;
  }
}
