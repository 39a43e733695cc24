package io.portcullis.cli.policy;

import io.portcullis.cli.policy.Reach.Access;
import io.portcullis.policy.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a change of a policy opens and closes, found by asking both versions the same requests: a rewrite that changes
 * no answer is no difference.
 */
final class Difference {

    /** What becomes of the access to a place. */
    enum Kind { OPENS, CLOSES, STEP_UP, NO_STEP_UP, CHANGES_IN_PART }

    /**
     * One change.
     *
     * @param place where
     * @param methods with which methods
     * @param keys for whom
     * @param everyCaller whether the keys stand for all callers: nobody keeps another access by another key
     * @param access how the place is reached from now on
     * @param except narrower places that the change does not concern, since their answers stay
     */
    record Change(Kind kind, Place place, Set<String> methods, List<String> keys, boolean everyCaller, Access access,
            List<Place> except) {}

    /** A change of one key at one place with one method. */
    private record Step(Kind kind, Access access) {}

    private final Policy before;
    private final Policy after;
    private final Reach reach;
    private final Set<String> keys = new LinkedHashSet<>(List.of("@public", "@authenticated"));
    private final Map<Place, Map<String, Access>> now = new IdentityHashMap<>();
    private final Map<Place, Map<String, Map<String, Step>>> steps = new IdentityHashMap<>();

    private Difference(Policy before, Policy after) {
        this.before = before;
        this.after = after;
        this.reach = new Reach(before, after);
        keys.addAll(before.keys());
        keys.addAll(after.keys());
    }

    static Difference between(Policy before, Policy after) {
        return new Difference(before, after);
    }

    /** The methods the two policies know. */
    Set<String> methods() {
        return reach.methods();
    }

    /** Whether nothing was left out for being too much. */
    boolean isComplete() {
        return reach.isComplete();
    }

    List<Change> changes() {
        for (Place place : reach.places()) {
            if (reach.own(place).isEmpty()) {
                continue;
            }
            for (String method : reach.methods()) {
                for (String key : keys) {
                    Step step = step(place, method, key);
                    if (step != null) {
                        steps.computeIfAbsent(place, p -> new LinkedHashMap<>())
                                .computeIfAbsent(key, k -> new LinkedHashMap<>()).put(method, step);
                    }
                }
            }
        }
        List<Change> changes = new ArrayList<>();
        reach.places().stream().filter(steps::containsKey).forEach(place -> changes.addAll(merge(place, steps.get(place))));
        return withoutTold(changes);
    }

    /** Leaves out what another change tells that is told itself: the widest are looked at first. */
    private static List<Change> withoutTold(List<Change> changes) {
        Map<Change, Long> wider = new IdentityHashMap<>();
        changes.forEach(change -> wider.put(change,
                changes.stream().filter(other -> other.place().coversStrictly(change.place())).count()));
        Set<Change> told = Collections.newSetFromMap(new IdentityHashMap<>());
        changes.stream().sorted(Comparator.comparing(wider::get))
                .filter(change -> told.stream().noneMatch(other -> tellsAll(other, change))).forEach(told::add);
        return changes.stream().filter(told::contains).toList();
    }

    private Access now(String key, Place place, String method) {
        return now.computeIfAbsent(place, p -> new HashMap<>())
                .computeIfAbsent(method + ' ' + key, k -> reach.access(after, key, place, method));
    }

    private Step step(Place place, String method, String key) {
        if (!isPossible(key, place)) {
            return null;
        }
        Access old = reach.access(before, key, place, method);
        Access now = now(key, place, method);
        if (old.equals(now)) {
            return null;
        }
        Kind kind = old.equals(Access.PARTLY) || now.equals(Access.PARTLY) ? Kind.CHANGES_IN_PART
                : old.equals(Access.NO) ? Kind.OPENS
                : now.equals(Access.NO) ? Kind.CLOSES
                : now.isStepUp() ? Kind.STEP_UP : Kind.NO_STEP_UP;
        return new Step(kind, now);
    }

    /** What a change leads to, and where it does not. */
    private record Extent(Step step, List<Place> except) {}

    /** One change for all keys that change alike, to the same extent, with the same methods. */
    private List<Change> merge(Place place, Map<String, Map<String, Step>> byKey) {
        Map<Extent, Map<Set<String>, List<String>>> alike = new LinkedHashMap<>();
        byKey.forEach((key, byMethod) -> {
            Map<Extent, Set<String>> methods = new LinkedHashMap<>();
            byMethod.forEach((method, step) -> methods.computeIfAbsent(
                    new Extent(step, exceptions(place, step, key, method)), e -> new TreeSet<>()).add(method));
            methods.forEach((extent, some) -> alike.computeIfAbsent(extent, e -> new LinkedHashMap<>())
                    .computeIfAbsent(some, m -> new ArrayList<>()).add(key));
        });
        List<Change> changes = new ArrayList<>();
        alike.forEach((extent, whoByMethods) -> whoByMethods.forEach((methods, who) -> {
            Step step = extent.step();
            changes.add(new Change(step.kind(), place, methods, who, isEveryCaller(place, methods, who, step.access()),
                    step.access(), extent.except()));
        }));
        return changes;
    }

    /** Whether all callers get to the place in this way, those too whom the change does not concern. */
    private boolean isEveryCaller(Place place, Set<String> methods, List<String> who, Access access) {
        return who.contains("@authenticated") && keys.stream().filter(key -> !key.equals("@public"))
                .allMatch(key -> methods.stream().allMatch(method -> now(key, place, method).equals(access)));
    }

    /** The widest narrower places whose answer is not the one that the change leads to. */
    private List<Place> exceptions(Place place, Step change, String key, String method) {
        List<Place> inside = reach.places().stream()
                .filter(other -> place.coversStrictly(other) && !reach.own(other).isEmpty())
                .filter(other -> isPossible(key, other) && isTelling(change.access(), now(key, other, method),
                        other.isNamedPath() && !place.isNamedPath())).toList();
        return inside.stream().filter(other -> inside.stream().noneMatch(wider -> wider.coversStrictly(other))).toList();
    }

    /** Callers who are not signed in have no claims. */
    private static boolean isPossible(String key, Place place) {
        return !key.equals("@public") || !place.usesClaims();
    }

    /** That a named location and a path add up where they meet goes without saying, not that one takes from the other. */
    private static boolean isTelling(Access change, Access exception, boolean named) {
        return !exception.equals(change) && (!named || exception.extent() <= change.extent());
    }

    private static boolean tellsAll(Change wider, Change change) {
        return wider.place().coversStrictly(change.place()) && wider.kind() == change.kind()
                && wider.access().equals(change.access())
                && wider.methods().containsAll(change.methods()) && wider.keys().containsAll(change.keys())
                && wider.everyCaller() == change.everyCaller()
                && wider.except().stream().noneMatch(exception -> exception.covers(change.place()));
    }
}
