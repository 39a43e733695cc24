package io.portcullis.policy;

import io.portcullis.policy.Decision.Forbidden;
import io.portcullis.policy.Decision.Permit;
import io.portcullis.policy.Decision.Unauthenticated;
import io.portcullis.policy.Location.Segment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The locations' paths as a tree, a segment a level, so that a walk costs what the path is long.
 *
 * <p>At each level a path may go on in the literal branch, in {@code {token.claim}} branches and in {@code *}, in this
 * order, and end in a {@code **}: the first answer comes from the most exact location. It is a tree and not a graph,
 * so a walk enters no node twice, however many wildcards there are; it goes no deeper than the longest location.
 *
 * <p>The path that is walked is a canonical one in which {@code %} begins an escape of one ASCII character, so that most
 * targets are walked as they came, and nothing is allocated for them. How the tree lies in memory: {@link LocationLayout}.
 */
final class LocationTable {

  private static final int NONE = LocationLayout.NONE;

  private final int mask;
  private final int root;
  private final int[] data;
  private final char[] longNames;
  private final String[][] claims;
  private final int[][] claimNodes;
  private final Terms[] terms;
  private final Permit[] permits;
  private final Unauthenticated[] unauthenticated;
  private final Forbidden[] forbidden;
  private final Grant[] grants;

  private LocationTable(LocationLayout layout) {
    this.mask = layout.places - 1;
    this.root = layout.root;
    this.data = layout.data;
    this.longNames = layout.longNames.toString().toCharArray();
    this.claims = layout.claims.toArray(String[][]::new);
    this.claimNodes = layout.claimNodes.toArray(int[][]::new);
    this.terms = new Terms[layout.terms.size()];
    layout.terms.forEach((some, number) -> terms[number] = some);
    this.permits = layout.grants.stream().map(grant -> grant.permit).toArray(Permit[]::new);
    this.unauthenticated = layout.grants.stream().map(grant -> grant.unauthenticated).toArray(Unauthenticated[]::new);
    this.forbidden = layout.grants.stream().map(grant -> grant.forbidden).toArray(Forbidden[]::new);
    this.grants = layout.grants.toArray(Grant[]::new);
  }

  /** A decoded path as it is walked. */
  static String walkable(String path) {
    return path.indexOf('%') < 0 ? path : path.replace("%", "%25");
  }

  /** Walks the locations that match the path in the first {@code end} characters, until the question is answered. */
  <S, R> R first(String path, int end, long method, AccessRequest request, Identity caller, S subject,
      Question<S, R> question) {
    return first(root, path, 0, end, method, request, caller, subject, question);
  }

  /**
   * @param node where in {@link #data} the node is
   * @param at where the next segment's slash is; {@code end} when no segment is left
   */
  private <S, R> R first(int node, String path, int at, int end, long method, AccessRequest request, Identity caller,
      S subject, Question<S, R> question) {
    R answer = null;
    if (at == end) {
      answer = ask(data[node + LocationLayout.HERE], data[node + LocationLayout.TERMS_HERE], path, end, method, request,
          caller, subject, question);
    } else if (data[node + LocationLayout.BRANCHES] != 0) {
      answer = branch(node, path, at + 1, end, method, request, caller, subject, question);
    }
    return answer != null ? answer : ask(data[node + LocationLayout.BELOW], data[node + LocationLayout.TERMS_BELOW], path,
        end, method, request, caller, subject, question);
  }

  private <S, R> R ask(int grant, int itsTerms, String path, int end, long method, AccessRequest request, Identity caller,
      S subject, Question<S, R> question) {
    if (grant == NONE) {
      return null;
    }
    R answer = question.askTerms(terms[itsTerms >> 1], (itsTerms & 1) != 0, this, grant, path, end, method, request, caller,
        subject);
    return answer != null ? answer : question.ask(grants[grant], path, end, method, request, caller, subject);
  }

  /** A grant's permit, for the reason of its terms. */
  Permit permit(int grant) {
    return permits[grant];
  }

  /** The refusal when a grant is the only one that names the request. */
  Decision refusal(int grant, Identity caller) {
    return caller == null ? unauthenticated[grant] : forbidden[grant];
  }

  private <S, R> R branch(int node, String path, int from, int end, long method, AccessRequest request,
      Identity caller, S subject, Question<S, R> question) {
    int to = from;
    int hash = 0;
    int length = 0;
    for (char c; to < end && (c = path.charAt(to)) != '/'; to++, length++) {
      if (c == '%') {
        c = RequestTarget.escaped(path, to);
        to += 2;
      }
      hash = 31 * hash + c;
    }
    R answer = null;
    int next = literal(node, path, from, to, length, hash);
    if (next != NONE) {
      answer = first(next, path, to, end, method, request, caller, subject, question);
    }
    if (answer == null && length > 0 && data[node + LocationLayout.CLAIMS] != NONE) {
      answer = claimed(data[node + LocationLayout.CLAIMS], path, from, to, length, end, method, request, caller, subject,
          question);
    }
    if (answer == null && length > 0 && data[node + LocationLayout.ANY] != NONE) {
      answer = first(data[node + LocationLayout.ANY], path, to, end, method, request, caller, subject, question);
    }
    return answer;
  }

  private <S, R> R claimed(int branches, String path, int from, int to, int length, int end, long method,
      AccessRequest request, Identity caller, S subject, Question<S, R> question) {
    R answer = null;
    for (int i = 0; answer == null && i < claims[branches].length; i++) {
      if (question.anyClaim() || isClaim(path, from, length, caller, claims[branches][i])) {
        answer = first(claimNodes[branches][i], path, to, end, method, request, caller, subject, question);
      }
    }
    return answer;
  }

  /** A claim that is empty or holds a slash equals no segment, and no accepted path has a {@code ..} to equal. */
  private static boolean isClaim(String path, int from, int length, Identity caller, String claim) {
    String value = caller == null ? null : caller.claim(claim);
    if (value == null || value.length() != length || value.indexOf(RequestTarget.ENCODED_SLASH) >= 0) {
      return false;
    }
    for (int i = 0, at = from; i < length; i++, at++) {
      char c = path.charAt(at);
      if (c == '%') {
        c = RequestTarget.escaped(path, at);
        at += 2;
      }
      if (c != value.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private int literal(int node, String path, int from, int to, int length, int hash) {
    for (int i = LocationLayout.place(node, hash, mask); ; i = i + 1 & mask) {
      int at = LocationLayout.START + i * LocationLayout.PLACE;
      if (data[at] == node && data[at + 1] == hash && isName(at, path, from, to, length)) {
        return at + LocationLayout.NODE;
      }
      if (data[at] == NONE) {
        return NONE;
      }
    }
  }

  private boolean isName(int place, String path, int from, int to, int length) {
    int stated = data[place + 2];
    if (stated == length && to - from == length) {
      return isNameInPlace(place + LocationLayout.NAME, path, from, to);
    }
    boolean inPlace = stated >= 0;
    if ((inPlace ? stated : ~stated) != length) {
      return false;
    }
    int name = inPlace ? place + LocationLayout.NAME : data[place + LocationLayout.NAME];
    for (int i = 0, at = from; i < length; i++, at++) {
      char c = path.charAt(at);
      if (c == '%') {
        c = RequestTarget.escaped(path, at);
        at += 2;
      }
      if (c != (inPlace ? data[name + (i >> 2)] >>> ((i & 3) << 3) & 0xff : longNames[name + i])) {
        return false;
      }
    }
    return true;
  }

  /** The common case, of a segment without escapes: four characters at once. */
  private boolean isNameInPlace(int name, String path, int from, int to) {
    int at = from;
    int word = name;
    int all = 0;
    for (; at + 4 <= to; at += 4, word++) {
      char a = path.charAt(at);
      char b = path.charAt(at + 1);
      char c = path.charAt(at + 2);
      char d = path.charAt(at + 3);
      all |= a | b | c | d;
      if (data[word] != (a | b << 8 | c << 16 | d << 24)) {
        return false;
      }
    }
    int rest = 0;
    for (int shift = 0; at < to; at++, shift += 8) {
      char c = path.charAt(at);
      all |= c;
      rest |= c << shift;
    }
    // A character above 0xff would have run into its neighbour.
    return all <= 0xff && ((to - from & 3) == 0 || data[word] == rest);
  }

  /** The tree while locations are added to it. */
  static final class Builder {

    final Map<String, Builder> literals = new LinkedHashMap<>();
    final Map<String, Builder> claims = new LinkedHashMap<>();
    Builder any;
    Grant here;
    Grant below;

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
      return new LocationTable(new LocationLayout(this));
    }
  }
}
