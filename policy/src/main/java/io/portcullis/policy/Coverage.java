package io.portcullis.policy;

import io.portcullis.policy.Location.Segment;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** How the sets of requests that two locations name lie to each other. */
final class Coverage {

  private Coverage() {}

  /** Whether every request that {@code inner} names is named by {@code outer}. */
  static boolean covers(Location outer, Location inner) {
    return coversPath(outer, inner) && (outer.methods().isEmpty()
        || !inner.methods().isEmpty() && outer.methods().containsAll(inner.methods()));
  }

  /** The same without regard to methods. */
  static boolean coversPath(Location outer, Location inner) {
    if (outer.name() != null || inner.name() != null) {
      return Objects.equals(outer.name(), inner.name());
    }
    if (outer.host() != null && !outer.host().equals(inner.host())) {
      return false;
    }
    List<Segment> segments = outer.segments();
    int size = segments.size();
    boolean deepEnough = outer.open()
        ? inner.segments().size() >= size : inner.segments().size() == size && !inner.open();
    for (int i = 0; deepEnough && i < size; i++) {
      deepEnough = covers(segments.get(i), inner.segments().get(i));
    }
    return deepEnough;
  }

  /** Whether there can be a request that both locations name. A named location and a path are held apart. */
  static boolean overlap(Location a, Location b) {
    return overlapInMethods(a, b) && overlapInPath(a, b);
  }

  static boolean overlapInMethods(Location a, Location b) {
    return a.methods().isEmpty() || b.methods().isEmpty() || !Collections.disjoint(a.methods(), b.methods());
  }

  private static boolean overlapInPath(Location a, Location b) {
    if (a.name() != null || b.name() != null) {
      return Objects.equals(a.name(), b.name());
    }
    if (a.host() != null && b.host() != null && !a.host().equals(b.host())) {
      return false;
    }
    int sizeA = a.segments().size();
    int sizeB = b.segments().size();
    if (sizeA > sizeB && !b.open() || sizeB > sizeA && !a.open()) {
      return false;
    }
    for (int i = 0; i < Math.min(sizeA, sizeB); i++) {
      if (!overlap(a.segments().get(i), b.segments().get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Claims are compared by their name: the same claim has the same value. */
  private static boolean covers(Segment outer, Segment inner) {
    return outer.equals(inner) || outer instanceof Segment.Any && !inner.equals(new Segment.Literal(""));
  }

  private static boolean overlap(Segment a, Segment b) {
    boolean bothLiteral = a instanceof Segment.Literal && b instanceof Segment.Literal;
    boolean empty = a.equals(new Segment.Literal("")) || b.equals(new Segment.Literal(""));
    return a.equals(b) || !bothLiteral && !empty;
  }
}
