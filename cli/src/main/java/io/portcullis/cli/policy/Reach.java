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
import io.portcullis.policy.Rule;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the keys of one or more policies reach, found by asking: for every place that any of the policies speaks of, and
 * for what such places have in common, a request stands for all of it that no narrower place has.
 */
final class Reach {

    /** Stands for every method that no policy names. */
    static final String OTHER_METHOD = "ANY-OTHER";

    private static final Set<Segment> FRESH = Set.of(new Segment.Literal("~any~segment~"));
    private static final Set<Segment> ENCODED = Set.of(new Segment.Literal("~any~/~segment~"));
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH.plus(3650, ChronoUnit.DAYS), ZoneOffset.UTC);

    /** How many places in common are looked at. Policies that people write have few. */
    private static final int MOST_IN_COMMON = 10_000;

    private final List<Place> places;
    private final boolean complete;
    private final Map<Place, List<Place>> own = new IdentityHashMap<>();
    private final int deepest;
    private final Set<String> methods;
    private final Set<String> acrs;
    private final Set<Long> ages;

    Reach(Policy... policies) {
        List<Location> locations = Stream.of(policies).flatMap(policy -> policy.locations().stream()).toList();
        Set<Place> stated = locations.stream().map(Place::of).collect(Collectors.toCollection(LinkedHashSet::new));
        List<Place> all = new ArrayList<>(Place.closure(stated, stated.size() + MOST_IN_COMMON));
        complete = all.size() < stated.size() + MOST_IN_COMMON;
        if (Stream.of(policies).flatMap(policy -> policy.rules().stream()).anyMatch(Rule::encodedSlashes)) {
            all.addAll(all.stream().filter(Place::isWild).map(Place::withEncodedSlash).toList());
        }
        places = List.copyOf(all);
        deepest = places.stream().mapToInt(place -> place.segments().size()).max().orElse(0);
        methods = locations.stream().flatMap(location -> location.methods().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        methods.add(OTHER_METHOD);
        acrs = Stream.of(policies).flatMap(policy -> policy.rules().stream()).map(Rule::acr).filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
        ages = Stream.of(policies).flatMap(policy -> policy.rules().stream()).map(Rule::maxAge).filter(age -> age >= 0)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every place that the policies speak of, exceptions included, and what these have in common. */
    List<Place> places() {
        return places;
    }

    /** Whether the places are all that have to be told apart. */
    boolean isComplete() {
        return complete;
    }

    /** Every method that the policies name, and {@link #OTHER_METHOD}. */
    Set<String> methods() {
        return methods;
    }

    /** A caller with one role, or with none for a built-in key. */
    private record Holder(Set<String> roles, Map<String, String> claims, String acr, long authTime) implements Identity {
        @Override
        public String claim(String name) {
            return claims.getOrDefault(name, own(name));
        }
    }

    /**
     * How a caller who holds a key, and nothing else, gets to a place with a method, where no narrower place has a say.
     * Where narrower places leave nothing of it: how the caller gets to any of it.
     */
    Access access(Policy policy, String key, Place place, String method) {
        Access access = null;
        for (Place witness : own(place).isEmpty() ? samples(place) : own(place)) {
            Access found = ask(policy.withClock(CLOCK), key, witness, method);
            if (access != null && !access.equals(found)) {
                return Access.PARTLY;
            }
            access = found;
        }
        return access;
    }

    /** Requests of a place that no narrower place has: they stand for all of these. */
    List<Place> own(Place place) {
        return own.computeIfAbsent(place, asked -> {
            List<Place> narrower = places.stream().filter(asked::coversStrictly).toList();
            // What no narrower place has is answered alike. Only with an encoded slash there is a second reading.
            return samples(asked).stream().filter(sample -> narrower.stream().noneMatch(other -> other.covers(sample)))
                    .limit(asked.encodedSlash() ? Long.MAX_VALUE : 1).toList();
        });
    }

    private Access ask(Policy policy, String key, Place witness, String method) {
        AccessRequest request = new AccessRequest(method, witness.host(), target(witness), witness.name());
        if (key.equals("@public")) {
            return Access.of(policy.decide(request, null), "");
        }
        Set<String> roles = key.equals("@authenticated") ? Set.of() : Set.of(key);
        Map<String, String> claims = new HashMap<>();
        witness.segments().forEach(all -> all.stream().filter(Segment.Claim.class::isInstance)
                .forEach(claim -> claims.put(((Segment.Claim) claim).name(), text(all))));
        Decision decision = policy.decide(request, new Holder(roles, claims, null, 0));
        return Access.of(decision, decision instanceof StepUp ? met(policy, request, roles, claims) : "");
    }

    /** Which authentications are enough, of all that could make a difference. */
    private String met(Policy policy, AccessRequest request, Set<String> roles, Map<String, String> claims) {
        StringBuilder met = new StringBuilder();
        List<String> levels = new ArrayList<>(acrs);
        levels.add(null);
        List<Long> times = new ArrayList<>(ages.stream().map(age -> CLOCK.millis() / 1000 - age).toList());
        times.add(0L);
        levels.forEach(acr -> times.forEach(time -> met.append(
                policy.decide(request, new Holder(roles, claims, acr, time)) instanceof Permit ? '+' : '-')));
        return met.toString();
    }

    /** A request of each length that the path can have, with a slash at the end and without. */
    private List<Place> samples(Place place) {
        List<Place> all = new ArrayList<>();
        int most = place.open() ? Math.max(deepest, place.segments().size()) + 1 : place.segments().size();
        for (int length = Math.max(1, place.segments().size()); length <= most; length++) {
            List<Set<Segment>> path = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                Set<Segment> asked = i < place.segments().size() ? place.segments().get(i) : FRESH;
                path.add(asked.contains(new Segment.Any()) ? FRESH : asked);
            }
            add(all, place, path);
            if (length > place.segments().size()) {
                path.set(length - 1, Set.of(new Segment.Literal("")));
                add(all, place, path);
            }
        }
        return all;
    }

    private static void add(List<Place> all, Place place, List<Set<Segment>> path) {
        List<Set<Segment>> segments = new ArrayList<>(path);
        if (place.encodedSlash()) {
            int at = segments.lastIndexOf(FRESH);
            if (at < 0) {
                return;
            }
            segments.set(at, ENCODED);
        }
        all.add(new Place(place.name(), place.host(), List.copyOf(segments), false, place.encodedSlash()));
    }

    private static String target(Place witness) {
        return witness.segments().stream().map(all -> "/" + RequestTarget.encode(text(all)).replace(
                "~any~/~", "~any~%2F~")).collect(Collectors.joining());
    }

    /** A segment's text: the literal that it must be, else a text that no policy names, to be the claims' value too. */
    private static String text(Set<Segment> all) {
        return all.stream().filter(Segment.Literal.class::isInstance).map(Segment::toString).findFirst()
                .orElseGet(() -> own(all.stream().map(Segment::toString).sorted().findFirst().orElseThrow()));
    }

    private static String own(String claim) {
        return "~own~" + claim.replaceAll("[{}]", "").replace("token.", "") + "~";
    }

    /** How a caller gets to a place. */
    record Access(String word, String acr, long maxAge, String met) {
        static final Access YES = new Access("yes", null, -1, "");
        static final Access NO = new Access("", null, -1, "");
        static final Access PARTLY = new Access("partly", null, -1, "");

        /** @param met tells apart what is met by different authentications */
        static Access of(Decision decision, String met) {
            if (decision instanceof StepUp stepUp) {
                return new Access("step-up", stepUp.acr(), stepUp.maxAge(), met);
            }
            return decision instanceof Permit ? YES : NO;
        }

        /** How far the access goes: not at all, after step-up, at once. */
        int extent() {
            return equals(NO) ? 0 : isStepUp() ? 1 : 2;
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
