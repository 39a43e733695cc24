package io.portcullis.policy;

import java.util.List;
import java.util.Set;

/**
 * A location of the policy: the set of requests that one string of the file names.
 *
 * @param text the location as its author wrote it
 * @param methods the methods it names; empty for every method. {@code GET} implies {@code HEAD}, which is included
 * @param host the host it is confined to, in lower case, or {@code null} for every host
 * @param name the nginx location's name, for {@code @name}; {@code null} for a path
 * @param segments the path's segments, without a final {@code **}; empty for {@code @name}. The path {@code /} is one
 *     empty segment, and a path that ends in a slash ends in an empty segment
 * @param open whether a final {@code **} follows: any rest, none included
 */
public record Location(
    String text, Set<String> methods, String host, String name, List<Segment> segments, boolean open) {

  /** One segment of a location's path. */
  public sealed interface Segment {

    /** A segment equal to this text, letter case included. */
    record Literal(String text) implements Segment {
      @Override
      public String toString() {
        return text;
      }
    }

    /** {@code *}: any one segment that is not empty. */
    record Any() implements Segment {
      @Override
      public String toString() {
        return "*";
      }
    }

    /** {@code {token.name}}: a segment equal to this claim of the caller's token. */
    record Claim(String name) implements Segment {
      @Override
      public String toString() {
        return "{token." + name + "}";
      }
    }
  }

  /** Whether the location has a wildcard: {@code *} or a final {@code **}. */
  public boolean wild() {
    return open || segments.contains(new Segment.Any());
  }

  /** Whether a segment depends on the caller's token. */
  public boolean usesClaims() {
    return segments.stream().anyMatch(Segment.Claim.class::isInstance);
  }

  /** Whether every request that another location names is named by this one. */
  public boolean covers(Location inner) {
    return Coverage.covers(this, inner);
  }

  /** The location's path, with its wildcards and without method and host; {@code @name} for a named one. */
  public String path() {
    if (name != null) {
      return "@" + name;
    }
    StringBuilder path = new StringBuilder();
    segments.forEach(segment -> path.append('/').append(segment));
    return path.append(open ? "/**" : "").toString();
  }

  @Override
  public String toString() {
    return text;
  }
}
