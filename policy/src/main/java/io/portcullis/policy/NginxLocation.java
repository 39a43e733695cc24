package io.portcullis.policy;

import io.portcullis.policy.Location.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An nginx {@code location} that matches the paths of a policy's location.
 *
 * <p>nginx takes an exact location first, then the longest prefix, unless a regular expression matches, of which the
 * first in the file wins. So a location becomes an exact or prefix one where it can; where a wildcard inside another
 * location's path may match the same request, it becomes a regular expression as well, and those are ordered from the
 * narrowest to the widest.
 *
 * @param modifier {@code =}, {@code ^~} or {@code ~}
 * @param pattern the prefix, path or regular expression (PCRE), unquoted
 * @param location the policy's location it was made from
 */
public record NginxLocation(String modifier, String pattern, Location location) {

  private static final Pattern SPECIAL = Pattern.compile("[\\\\.^$|()\\[\\]{}*+?]");
  private static final Comparator<Location> NARROW_FIRST = NginxLocation::compare;

  /**
   * The nginx locations for paths of one server, in the order they must stand in.
   *
   * @param locations paths of any host that the server serves; those with a name are left out, since nginx's own
   *     configuration gives them their place
   */
  public static List<NginxLocation> of(List<Location> locations) {
    List<Location> paths = locations.stream().filter(location -> location.name() == null).toList();
    List<Location> inner = paths.stream().filter(NginxLocation::hasInnerWildcard).toList();
    List<NginxLocation> all = new ArrayList<>();
    paths.stream().sorted(NARROW_FIRST).forEach(location -> {
      String path = literal(location);
      boolean meetsRegex = inner.stream().anyMatch(other -> samePaths(other, location));
      if (!location.open() && !hasInnerWildcard(location)) {
        all.add(new NginxLocation("=", path, location));
      } else if (meetsRegex) {
        all.add(new NginxLocation("~", regex(location), location));
      } else {
        if (!path.isEmpty()) {
          all.add(new NginxLocation("=", path, location));
        }
        all.add(new NginxLocation("^~", path + "/", location));
      }
    });
    // Two locations of the policy, for other methods perhaps, may be one of nginx's.
    return List.copyOf(all.stream().collect(Collectors.toMap(
        nginx -> nginx.modifier + nginx.pattern, nginx -> nginx, (a, b) -> a, LinkedHashMap::new)).values());
  }

  /** The first line of the block: {@code location = "/protected"}; quoted where nginx's syntax needs it. */
  public String directive() {
    boolean plain = pattern.chars().allMatch(c -> c > ' ' && c < 0x7f && ";{}\"'\\$#".indexOf(c) < 0);
    String text = plain ? pattern : '"' + pattern.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    return "location " + modifier + " " + text;
  }

  private static boolean hasInnerWildcard(Location location) {
    return location.segments().stream().anyMatch(segment -> !(segment instanceof Segment.Literal));
  }

  private static boolean samePaths(Location a, Location b) {
    return Coverage.overlap(withoutMethodsAndHost(a), withoutMethodsAndHost(b));
  }

  private static Location withoutMethodsAndHost(Location location) {
    return new Location(location.text(), Set.of(), null, null, location.segments(), location.open());
  }

  private static String literal(Location location) {
    return location.segments().stream().map(segment -> "/" + segment).collect(Collectors.joining());
  }

  private static String regex(Location location) {
    return location.segments().stream()
        .map(segment -> "/" + (segment instanceof Segment.Literal literal
            ? SPECIAL.matcher(literal.text()).replaceAll("\\\\$0") : "[^/]+"))
        .collect(Collectors.joining("", "^", location.open() ? "(/.*)?$" : "$"));
  }

  /** Narrow before wide: a literal before a wildcard in the same place, the longer before the shorter. */
  private static int compare(Location a, Location b) {
    int common = Math.min(a.segments().size(), b.segments().size());
    return IntStream.range(0, common)
        .map(i -> Integer.compare(width(a.segments().get(i)), width(b.segments().get(i))))
        .filter(order -> order != 0).findFirst()
        .orElseGet(() -> a.segments().size() != b.segments().size()
            ? Integer.compare(b.segments().size(), a.segments().size()) : Boolean.compare(a.open(), b.open()));
  }

  private static int width(Segment segment) {
    return segment instanceof Segment.Literal ? 0 : 1;
  }
}
