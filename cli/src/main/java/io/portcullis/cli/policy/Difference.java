package io.portcullis.cli.policy;

import io.portcullis.cli.policy.Reach.Access;
import io.portcullis.policy.Location;
import io.portcullis.policy.Policy;
import java.util.ArrayList;
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
     * @param keys for whom; who follows from another of them is left out
     * @param access how the place is reached from now on
     * @param except narrower places that the change does not concern, since their answers stay
     */
    record Change(Kind kind, Location place, Set<String> methods, List<String> keys, Access access, List<Location> except) {}

    /** A change of one key at one place with one method. */
    private record Step(Kind kind, Access access) {}

    private final Policy before;
    private final Policy after;
    private final Reach reach;
    private final Set<String> keys = new LinkedHashSet<>(List.of("@public", "@authenticated"));
    private final Map<Location, Map<String, Map<String, Step>>> steps = new LinkedHashMap<>();

    private Difference(Policy before, Policy after) {
        this.before = before;
        this.after = after;
        this.reach = new Reach(before, after);
        keys.addAll(before.keys());
        keys.addAll(after.keys());
    }

    static List<Change> between(Policy before, Policy after) {
        return new Difference(before, after).changes();
    }

    /** The methods the two policies know. */
    static Set<String> methods(Policy before, Policy after) {
        return new Reach(before, after).methods();
    }

    private List<Change> changes() {
        for (Location place : reach.places()) {
            for (String method : reach.methods()) {
                for (String key : keys) {
                    Step step = step(place, method, key);
                    if (step != null) {
                        steps.computeIfAbsent(place, l -> new LinkedHashMap<>())
                                .computeIfAbsent(key, k -> new LinkedHashMap<>()).put(method, step);
                    }
                }
            }
        }
        List<Change> changes = new ArrayList<>();
        steps.forEach((place, byKey) -> changes.addAll(merge(place, byKey)));
        return changes.stream().filter(change -> changes.stream().noneMatch(wider -> tellsAll(wider, change))).toList();
    }

    private Step step(Location place, String method, String key) {
        Access old = reach.access(before, key, place, method);
        Access now = reach.access(after, key, place, method);
        if (old.equals(now)) {
            return null;
        }
        Kind kind = old.equals(Access.PARTLY) || now.equals(Access.PARTLY) ? Kind.CHANGES_IN_PART
                : old.equals(Access.NO) ? Kind.OPENS
                : now.equals(Access.NO) ? Kind.CLOSES
                : now.isStepUp() ? Kind.STEP_UP : Kind.NO_STEP_UP;
        return new Step(kind, now);
    }

    /** One change for all keys that change alike with the same methods. */
    private List<Change> merge(Location place, Map<String, Map<String, Step>> byKey) {
        Map<List<Object>, List<String>> alike = new LinkedHashMap<>();
        byKey.forEach((key, byMethod) -> {
            Map<Step, Set<String>> methods = new LinkedHashMap<>();
            byMethod.forEach((method, step) -> methods.computeIfAbsent(step, s -> new TreeSet<>()).add(method));
            methods.forEach((step, some) -> alike.computeIfAbsent(List.of(step, some), k -> new ArrayList<>()).add(key));
        });
        List<Change> changes = new ArrayList<>();
        alike.forEach((what, who) -> {
            Step step = (Step) what.get(0);
            @SuppressWarnings("unchecked")
            Set<String> methods = (Set<String>) what.get(1);
            changes.add(new Change(step.kind(), place, methods, withoutImplied(who), step.access(),
                    exceptions(place, step.kind(), methods, who)));
        });
        return changes;
    }

    /** What opens or closes for everyone does so for every signed-in caller, and for those with a role. */
    private static List<String> withoutImplied(List<String> keys) {
        if (keys.contains("@public")) {
            return List.of("@public");
        }
        return keys.contains("@authenticated") ? List.of("@authenticated") : List.copyOf(keys);
    }

    private List<Location> exceptions(Location place, Kind kind, Set<String> methods, List<String> keys) {
        List<Location> inside = reach.places().stream()
                .filter(other -> place.covers(other) && !other.covers(place))
                .filter(other -> methods.stream().anyMatch(method -> keys.stream().anyMatch(key -> {
                    Step step = steps.getOrDefault(other, Map.of()).getOrDefault(key, Map.of()).get(method);
                    return (step == null || step.kind() != kind) && isTelling(other, kind, key, method);
                }))).toList();
        return inside.stream().filter(location -> inside.stream().noneMatch(wider ->
                wider.covers(location) && !location.covers(wider))).toList();
    }

    /** An exception is worth telling when its answer is not the one that the change leads to. */
    private boolean isTelling(Location place, Kind kind, String key, String method) {
        Access now = reach.access(after, key, place, method);
        return switch (kind) {
            case OPENS -> now.equals(Access.NO);
            case CLOSES -> !now.equals(Access.NO);
            default -> true;
        };
    }

    private static boolean tellsAll(Change wider, Change change) {
        boolean strictly = wider.place().covers(change.place()) && !change.place().covers(wider.place());
        return strictly && wider.kind() == change.kind() && wider.access().equals(change.access())
                && wider.methods().containsAll(change.methods()) && wider.keys().containsAll(change.keys())
                && wider.except().stream().noneMatch(exception -> exception.covers(change.place()));
    }
}
