package io.portcullis.policy;

import io.portcullis.policy.Location.Segment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The locations' paths as a tree, a segment a level, so that a walk costs what the path is long.
 *
 * <p>At each level a path may go on in the literal branch, in {@code {token.claim}} branches and in {@code *}, in this
 * order, and end in a {@code **}: the first answer comes from the most exact location. It is a tree and not a graph,
 * so a walk enters no node twice, however many wildcards there are; it goes no deeper than the longest location.
 *
 * <p>All nodes lie in one array, and the literal branches are places of one hash table in it: with very many locations
 * the time goes into fetching memory, and so a level costs a line of it for the place and one for the name.
 */
final class LocationTable {

  /** A place: whose branch it is, its name's hash, where the name is and how long, and then the node it leads to. */
  private static final int PLACE = 8;
  private static final int NODE = 4;
  private static final int NONE = -1;
  /** Where the first place is. A great array begins at a memory line with 16 bytes of header: no place lies in two. */
  private static final int START = 12;

  private final int mask;
  private final int root;
  private final int[] data;
  private final char[] names;
  private final String[][] claims;
  private final int[][] claimNodes;
  private final Grant[] grants;

  private LocationTable(Layout layout) {
    this.mask = layout.places - 1;
    this.root = START + layout.places * PLACE;
    this.data = layout.data;
    this.names = layout.names.toString().toCharArray();
    this.claims = layout.claims.toArray(String[][]::new);
    this.claimNodes = layout.claimNodes.toArray(int[][]::new);
    this.grants = layout.grants.toArray(Grant[]::new);
  }

  /** Walks the locations that match the path in the first {@code end} characters, until the question is answered. */
  <S, R> R first(String path, int end, long method, AccessRequest request, Identity caller, S subject,
      Question<S, R> question) {
    return first(root, path, 0, end, method, request, caller, subject, question);
  }

  /**
   * @param node where in {@link #data} the node is: its {@code *} branch, its claims, and the grants that end here and
   *     in a {@code **}
   * @param at where the next segment's slash is; {@code end} when no segment is left
   */
  private <S, R> R first(int node, String path, int at, int end, long method, AccessRequest request, Identity caller,
      S subject, Question<S, R> question) {
    R answer = null;
    if (at == end) {
      int here = data[node + 2];
      answer = here == NONE ? null : question.ask(grants[here], path, end, method, request, caller, subject);
    } else {
      int from = at + 1;
      int to = from;
      int hash = 0;
      for (char c; to < end && (c = path.charAt(to)) != '/'; to++) {
        hash = 31 * hash + c;
      }
      int next = literal(node, path, from, to, hash);
      if (next != NONE) {
        answer = first(next, path, to, end, method, request, caller, subject, question);
      }
      if (answer == null && to > from && data[node + 1] != NONE) {
        answer = claimed(data[node + 1], path, from, to, end, method, request, caller, subject, question);
      }
      if (answer == null && to > from && data[node] != NONE) {
        answer = first(data[node], path, to, end, method, request, caller, subject, question);
      }
    }
    int below = answer == null ? data[node + 3] : NONE;
    return below == NONE ? answer : question.ask(grants[below], path, end, method, request, caller, subject);
  }

  private <S, R> R claimed(int branches, String path, int from, int to, int end, long method, AccessRequest request,
      Identity caller, S subject, Question<S, R> question) {
    R answer = null;
    for (int i = 0; answer == null && i < claims[branches].length; i++) {
      if (question.anyClaim() || isClaim(path, from, to, caller, claims[branches][i])) {
        answer = first(claimNodes[branches][i], path, to, end, method, request, caller, subject, question);
      }
    }
    return answer;
  }

  /** A claim that is empty or holds a slash equals no segment, and no accepted path has a {@code ..} to equal. */
  private static boolean isClaim(String path, int from, int to, Identity caller, String claim) {
    String value = caller == null ? null : caller.claim(claim);
    return value != null && value.length() == to - from && path.startsWith(value, from)
        && value.indexOf(RequestTarget.ENCODED_SLASH) < 0;
  }

  private int literal(int node, String path, int from, int to, int hash) {
    for (int i = place(node, hash, mask); ; i = i + 1 & mask) {
      int at = START + i * PLACE;
      if (data[at] == node && data[at + 1] == hash && data[at + 3] == to - from && isName(data[at + 2], path, from, to)) {
        return at + PLACE - NODE;
      }
      if (data[at] == NONE) {
        return NONE;
      }
    }
  }

  private boolean isName(int start, String path, int from, int to) {
    for (int i = from; i < to; i++) {
      if (names[start + i - from] != path.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int place(int node, int hash, int mask) {
    int mixed = (node * 0x9E3779B9 ^ hash) * 0x85EBCA6B;
    return (mixed ^ mixed >>> 15) & mask;
  }

  /** The tree while locations are added to it. */
  static final class Builder {

    private final Map<String, Builder> literals = new LinkedHashMap<>();
    private final Map<String, Builder> claims = new LinkedHashMap<>();
    private Builder any;
    private Grant here;
    private Grant below;

    Builder add(Location location, Grant grant) {
      Builder node = this;
      for (Segment segment : location.segments()) {
        node = node.branch(segment);
      }
      if (location.open()) {
        node.below = Grant.append(node.below, grant);
      } else {
        node.here = Grant.append(node.here, grant);
      }
      return this;
    }

    private Builder branch(Segment segment) {
      if (segment instanceof Segment.Literal literal) {
        return literals.computeIfAbsent(literal.text(), name -> new Builder());
      }
      if (segment instanceof Segment.Claim claim) {
        return claims.computeIfAbsent(claim.name(), name -> new Builder());
      }
      any = any == null ? new Builder() : any;
      return any;
    }

    LocationTable build() {
      return new LocationTable(new Layout(this));
    }
  }

  /** Lays the tree out: the places of the literal branches first, then the nodes that are no literal's. */
  private static final class Layout {

    /** @param only whether nothing beside or above the node can match what it matches */
    private record Laid(Builder node, int at, boolean only) {}

    private final int places;
    private final int[] data;
    private int free;
    private final StringBuilder names = new StringBuilder();
    private final List<String[]> claims = new ArrayList<>();
    private final List<int[]> claimNodes = new ArrayList<>();
    private final List<Grant> grants = new ArrayList<>();
    private final Deque<Laid> open = new ArrayDeque<>();

    Layout(Builder root) {
      int literals = 0;
      int others = 1;
      Deque<Builder> all = new ArrayDeque<>(List.of(root));
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
      free = START + places * PLACE;
      data = new int[free + others * NODE];
      Arrays.fill(data, NONE);
      node(root, true);
      for (Laid laid = open.poll(); laid != null; laid = open.poll()) {
        branches(laid.node(), laid.at(), laid.only());
      }
    }

    private int node(Builder node, boolean only) {
      int at = free;
      free += NODE;
      open.add(new Laid(node, at, only));
      return at;
    }

    private void branches(Builder node, int at, boolean only) {
      boolean noWildcard = node.any == null && node.claims.isEmpty();
      if (only && node.below == null && node.here != null) {
        node.here.setOnly();
      } else if (only && noWildcard && node.literals.isEmpty() && node.here == null && node.below != null) {
        node.below.setOnly();
      }
      boolean onlyAny = only && node.claims.isEmpty() && node.literals.isEmpty() && node.below == null;
      data[at] = node.any == null ? NONE : node(node.any, onlyAny);
      data[at + 1] = node.claims.isEmpty() ? NONE : claims.size();
      data[at + 2] = grant(node.here);
      data[at + 3] = grant(node.below);
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
      data[at + 2] = names.length();
      data[at + 3] = name.length();
      names.append(name);
      open.add(new Laid(child, at + PLACE - NODE, only));
    }

    private int grant(Grant first) {
      if (first == null) {
        return NONE;
      }
      grants.add(first);
      return grants.size() - 1;
    }
  }
}
