package io.portcullis.cli.policy;

import io.portcullis.policy.Location.Segment;
import io.portcullis.policy.Location;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A set of requests: a location of a policy without its methods, or what several locations have in common.
 *
 * @param name the nginx location's name that the request must have, or {@code null} for any and none
 * @param host the host, or {@code null} for every host
 * @param segments what holds for each segment of the path, all of it at once; {@link Segment.Any} stands alone
 * @param open whether any rest may follow, none included
 * @param encodedSlash whether these are the requests with an encoded slash in a segment that no literal stands for
 */
record Place(String name, String host, List<Set<Segment>> segments, boolean open, boolean encodedSlash) {

    private static final Segment ANY = new Segment.Any();
    private static final Segment EMPTY = new Segment.Literal("");

    static Place of(Location location) {
        boolean named = location.name() != null;
        List<Set<Segment>> segments = location.segments().stream().map(Set::of).toList();
        return new Place(location.name(), location.host(), segments, named || location.open(), false);
    }

    /** Whether every request of another place is one of this. */
    boolean covers(Place inner) {
        int size = segments.size();
        boolean covers = (name == null || name.equals(inner.name)) && (host == null || host.equals(inner.host))
                && encodedSlash == inner.encodedSlash
                && (open ? inner.segments.size() >= size : inner.segments.size() == size && !inner.open);
        for (int i = 0; covers && i < size; i++) {
            Set<Segment> asked = segments.get(i);
            Set<Segment> given = inner.segments.get(i);
            covers = asked.contains(ANY) ? !given.contains(EMPTY) : given.containsAll(asked);
        }
        return covers;
    }

    boolean coversStrictly(Place inner) {
        return covers(inner) && !inner.covers(this);
    }

    /** The requests that are of both places; {@code null} when there are none. */
    Place and(Place other) {
        Place longer = segments.size() >= other.segments.size() ? this : other;
        Place shorter = longer == this ? other : this;
        boolean apart = name != null && other.name != null && !name.equals(other.name)
                || host != null && other.host != null && !host.equals(other.host)
                || longer.segments.size() > shorter.segments.size() && !shorter.open;
        for (int i = 0; !apart && i < shorter.segments.size(); i++) {
            apart = areOtherTexts(segments.get(i), other.segments.get(i));
        }
        List<Set<Segment>> both = new ArrayList<>();
        for (int i = 0; !apart && i < longer.segments.size(); i++) {
            Set<Segment> all = new LinkedHashSet<>(longer.segments.get(i));
            all.addAll(i < shorter.segments.size() ? shorter.segments.get(i) : Set.of());
            apart = all.contains(EMPTY) && all.size() > 1;
            if (all.size() > 1) {
                all.remove(ANY);
            }
            both.add(all);
        }
        apart = apart || !agree(both);
        return apart ? null : new Place(name == null ? other.name : name, host == null ? other.host : host,
                both.stream().map(Set::copyOf).toList(), open && other.open, encodedSlash);
    }

    /** The commonest case by far, told without making anything. */
    private static boolean areOtherTexts(Set<Segment> one, Set<Segment> other) {
        return one.size() == 1 && other.size() == 1 && one.iterator().next() instanceof Segment.Literal a
                && other.iterator().next() instanceof Segment.Literal b && !a.equals(b);
    }

    /** Segments with a text or a claim in common are equal: what holds for one holds for the other. */
    private static boolean agree(List<Set<Segment>> segments) {
        for (boolean changed = true; changed; ) {
            changed = false;
            for (Set<Segment> one : segments) {
                for (Set<Segment> other : segments) {
                    changed |= !Collections.disjoint(one, other) && one.addAll(other);
                }
            }
        }
        return segments.stream().allMatch(all -> all.stream().filter(Segment.Literal.class::isInstance).count() < 2);
    }

    /** Whether a segment, or a rest, is not settled by the place. */
    boolean isWild() {
        return open || segments.stream().anyMatch(all -> all.contains(ANY));
    }

    boolean usesClaims() {
        return segments.stream().anyMatch(all -> all.stream().anyMatch(Segment.Claim.class::isInstance));
    }

    Place withEncodedSlash() {
        return new Place(name, host, segments, open, true);
    }

    /** Whether the place is what locations of both kinds have in common: those with a name, and those with a path. */
    boolean isNamedPath() {
        return name != null && !(host == null && segments.isEmpty() && open);
    }

    /** The place as a location is written; what a location cannot say follows in words. */
    String text() {
        String path = segments.stream().map(all -> "/" + shown(all)).collect(Collectors.joining()) + (open ? "/**" : "");
        String place = (host == null ? "" : host) + path;
        String where = segments.stream().filter(all -> all.size() > 1).map(Place::equalities).distinct()
                .collect(Collectors.joining(" and "));
        return (name == null ? place : isNamedPath() ? "@" + name + " at " + place : "@" + name)
                + (where.isEmpty() ? "" : " where " + where) + (encodedSlash ? " with an encoded slash" : "");
    }

    /** What a segment is equal to: the literal above all. */
    private static Segment shown(Set<Segment> all) {
        return all.stream().filter(Segment.Literal.class::isInstance).findFirst()
                .orElseGet(() -> all.stream().min(Comparator.comparing(Segment::toString)).orElseThrow());
    }

    private static String equalities(Set<Segment> all) {
        Segment shown = shown(all);
        Set<Segment> others = new LinkedHashSet<>(all);
        others.remove(shown);
        return others.stream().map(other -> other + " is " + shown).sorted().collect(Collectors.joining(" and "));
    }

    /**
     * The places, and all that any of them have in common, so that each request has one narrowest place.
     *
     * @param most with more of them, the rest is left out
     */
    static List<Place> closure(Set<Place> places, int most) {
        List<Place> all = new ArrayList<>(places);
        Set<Place> known = new LinkedHashSet<>(places);
        for (int i = 1; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
                Place common = all.get(i).and(all.get(j));
                if (common != null && all.size() < most && known.add(common)) {
                    all.add(common);
                }
            }
        }
        return List.copyOf(all);
    }
}
