package io.portcullis.policy;

import io.portcullis.policy.Location.Segment;
import java.util.Arrays;

/**
 * The locations' paths as a tree, a segment a level, so that a walk costs what the path is long.
 *
 * <p>At each level a path may go on in the literal branch, in {@code {token.claim}} branches and in {@code *}, in this
 * order, and end in a {@code **}: the first answer comes from the most exact location. It is a tree and not a graph,
 * so a walk enters no node twice, however many wildcards there are; it goes no deeper than the longest location.
 */
final class LocationTree {

  private String[] names = new String[4];
  private LocationTree[] children = new LocationTree[4];
  private int size;
  private LocationTree any;
  private String[] claims = {};
  private LocationTree[] claimChildren = {};
  private Grant[] here = Grant.NONE;
  private Grant[] below = Grant.NONE;

  void add(Location location, Grant grant) {
    LocationTree node = this;
    for (Segment segment : location.segments()) {
      node = node.child(segment);
    }
    if (location.open()) {
      node.below = append(node.below, grant);
    } else {
      node.here = append(node.here, grant);
    }
  }

  /**
   * Walks the locations that match a path.
   *
   * @param at where the next segment's slash is; {@code end} when no segment is left
   */
  <R> R first(String path, int at, int end, long method, AccessRequest request, Identity caller, Key key,
      Question<R> question) {
    R answer = null;
    if (at == end) {
      answer = here.length == 0 ? null : question.ask(here, path, end, method, request, caller, key);
    } else {
      int from = at + 1;
      int to = from;
      int hash = 0;
      for (char c; to < end && (c = path.charAt(to)) != '/'; to++) {
        hash = 31 * hash + c;
      }
      LocationTree literal = literal(path, from, to, hash);
      if (literal != null) {
        answer = literal.first(path, to, end, method, request, caller, key, question);
      }
      for (int i = 0; answer == null && to > from && i < claims.length; i++) {
        if (question.anyClaim() || isClaim(path, from, to, caller, claims[i])) {
          answer = claimChildren[i].first(path, to, end, method, request, caller, key, question);
        }
      }
      if (answer == null && to > from && any != null) {
        answer = any.first(path, to, end, method, request, caller, key, question);
      }
    }
    return answer != null || below.length == 0
        ? answer : question.ask(below, path, end, method, request, caller, key);
  }

  /** A claim that is empty or holds a slash equals no segment, and no accepted path has a {@code ..} to equal. */
  private static boolean isClaim(String path, int from, int to, Identity caller, String claim) {
    String value = caller == null ? null : caller.claim(claim);
    return value != null && value.length() == to - from && path.startsWith(value, from)
        && value.indexOf(RequestTarget.ENCODED_SLASH) < 0;
  }

  private LocationTree literal(String path, int from, int to, int hash) {
    int mask = names.length - 1;
    for (int i = spread(hash) & mask; names[i] != null; i = i + 1 & mask) {
      if (names[i].length() == to - from && path.startsWith(names[i], from)) {
        return children[i];
      }
    }
    return null;
  }

  private LocationTree child(Segment segment) {
    if (segment instanceof Segment.Any) {
      any = any == null ? new LocationTree() : any;
      return any;
    }
    if (segment instanceof Segment.Claim claim) {
      int i = Arrays.asList(claims).indexOf(claim.name());
      if (i >= 0) {
        return claimChildren[i];
      }
      claims = Arrays.copyOf(claims, claims.length + 1);
      claimChildren = Arrays.copyOf(claimChildren, claims.length);
      claims[claims.length - 1] = claim.name();
      return claimChildren[claims.length - 1] = new LocationTree();
    }
    String name = ((Segment.Literal) segment).text();
    LocationTree child = literal(name, 0, name.length(), name.hashCode());
    if (child == null) {
      child = new LocationTree();
      if (2 * ++size > names.length) {
        grow();
      }
      put(name, child);
    }
    return child;
  }

  private void grow() {
    String[] oldNames = names;
    LocationTree[] oldChildren = children;
    names = new String[oldNames.length * 2];
    children = new LocationTree[names.length];
    for (int i = 0; i < oldNames.length; i++) {
      if (oldNames[i] != null) {
        put(oldNames[i], oldChildren[i]);
      }
    }
  }

  /** Room is left always: at most half of the places are taken. */
  private void put(String name, LocationTree child) {
    int mask = names.length - 1;
    int i = spread(name.hashCode()) & mask;
    while (names[i] != null) {
      i = i + 1 & mask;
    }
    names[i] = name;
    children[i] = child;
  }

  private static int spread(int hash) {
    return hash ^ hash >>> 15 ^ hash >>> 7;
  }

  private static Grant[] append(Grant[] grants, Grant grant) {
    Grant[] longer = Arrays.copyOf(grants, grants.length + 1);
    longer[grants.length] = grant;
    return longer;
  }
}
