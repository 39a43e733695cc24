package io.portcullis.cli.policy;

import io.portcullis.policy.AccessRequest;
import io.portcullis.policy.Decision.Permit;
import io.portcullis.policy.Decision.StepUp;
import io.portcullis.policy.Decision;
import io.portcullis.policy.Identity;
import io.portcullis.policy.Location.Segment;
import io.portcullis.policy.Location;
import io.portcullis.policy.Policy;
import io.portcullis.policy.RequestTarget;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the keys of one or more policies reach, found by asking: for every place that any of the policies speaks of, a
 * few requests stand for all of it. A request that a narrower place of the policies names stands for that one only.
 */
final class Reach {

    /** Stands for every method that no policy names. */
    static final String OTHER_METHOD = "ANY-OTHER";

    private final List<Location> places;
    private final Set<String> methods;

    Reach(Policy... policies) {
        places = Stream.of(policies).flatMap(policy -> policy.locations().stream())
                .map(Location::withAnyMethod).distinct().toList();
        methods = Stream.of(policies).flatMap(policy -> policy.locations().stream())
                .flatMap(location -> location.methods().stream()).collect(Collectors.toCollection(TreeSet::new));
        methods.add(OTHER_METHOD);
    }

    /** Every place that the policies speak of: their locations, exceptions included, without methods. */
    List<Location> places() {
        return places;
    }

    /** Every method that the policies name, and {@link #OTHER_METHOD}. */
    Set<String> methods() {
        return methods;
    }

    /** A caller with one role and no claim but those that a location asks for; for a built-in key, with none. */
    private record Holder(Set<String> roles) implements Identity {
        @Override
        public String claim(String name) {
            return own(name);
        }

        @Override
        public String acr() {
            return null;
        }

        @Override
        public long authTime() {
            return 0;
        }
    }

    /** How a caller who holds a key, and nothing else, gets to a place with a method. */
    Access access(Policy policy, String key, Location place, String method) {
        Identity caller = key.equals("@public") ? null
                : new Holder(key.equals("@authenticated") ? Set.of() : Set.of(key));
        Access access = null;
        for (AccessRequest request : witnesses(place, method)) {
            Access found = Access.of(policy.decide(request, caller));
            if (access != null && !access.equals(found)) {
                return Access.PARTLY;
            }
            access = found;
        }
        return access;
    }

    private List<AccessRequest> witnesses(Location place, String method) {
        if (place.name() != null) {
            return List.of(new AccessRequest(method, null, "/" + fresh(), place.name()));
        }
        List<List<Segment>> paths = new ArrayList<>();
        paths.add(place.segments());
        if (place.open()) {
            paths.add(with(place.segments(), ""));
            paths.add(with(place.segments(), fresh()));
            paths.add(with(with(place.segments(), fresh()), fresh()));
        }
        List<Location> all = paths.stream().filter(segments -> !segments.isEmpty())
                .map(segments -> new Location("", Set.of(), place.host(), null,
                        segments.stream().map(Reach::standIn).toList(), false)).toList();
        List<Location> own = all.stream().filter(witness -> places.stream().noneMatch(other ->
                other.covers(witness) && place.covers(other) && !other.covers(place))).toList();
        return (own.isEmpty() ? all : own).stream()
                .map(witness -> new AccessRequest(method, place.host(), target(witness), null)).toList();
    }

    private static List<Segment> with(List<Segment> segments, String last) {
        List<Segment> longer = new ArrayList<>(segments);
        longer.add(new Segment.Literal(last));
        return longer;
    }

    /** Any one segment is stood for by one that no policy names; a claim keeps its name, to be told from it. */
    private static Segment standIn(Segment segment) {
        return segment instanceof Segment.Any ? new Segment.Literal(fresh()) : segment;
    }

    private static String target(Location witness) {
        StringBuilder target = new StringBuilder();
        for (Segment segment : witness.segments()) {
            target.append('/').append(segment instanceof Segment.Claim claim
                    ? own(claim.name()) : RequestTarget.encode(segment.toString()));
        }
        return target.toString();
    }

    private static String fresh() {
        return "~any~segment~";
    }

    private static String own(String claim) {
        return "~own~" + claim + "~";
    }

    /** How a caller gets to a place. */
    record Access(String word, String acr, long maxAge) {
        static final Access YES = new Access("yes", null, -1);
        static final Access NO = new Access("", null, -1);
        static final Access PARTLY = new Access("partly", null, -1);

        static Access of(Decision decision) {
            if (decision instanceof StepUp stepUp) {
                return new Access("step-up", stepUp.acr(), stepUp.maxAge());
            }
            return decision instanceof Permit ? YES : NO;
        }

        boolean isStepUp() {
            return word.equals("step-up");
        }
    }

    /** Methods in a short form: nothing when they are all there are, and {@code HEAD} goes without saying with {@code GET}. */
    static String inWords(Set<String> some, Set<String> all) {
        if (some.equals(all)) {
            return "";
        }
        Set<String> said = new LinkedHashSet<>(some);
        if (said.contains("GET")) {
            said.remove("HEAD");
        }
        if (said.remove(OTHER_METHOD)) {
            Set<String> missing = new LinkedHashSet<>(all);
            missing.removeAll(some);
            return "(every method but " + String.join(",", missing) + ")";
        }
        return String.join(",", said);
    }
}
