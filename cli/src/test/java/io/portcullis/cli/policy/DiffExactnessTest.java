package io.portcullis.cli.policy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.cli.policy.Difference.Change;
import io.portcullis.policy.AccessRequest;
import io.portcullis.policy.Decision.Permit;
import io.portcullis.policy.Decision.StepUp;
import io.portcullis.policy.Decision;
import io.portcullis.policy.Identity;
import io.portcullis.policy.Location.Segment;
import io.portcullis.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The told changes against the answers of both policies, for made-up pairs of policies and requests. */
class DiffExactnessTest {

    private static final List<String> KEYS = List.of("@public", "@authenticated", "r1", "r2");
    private static final List<String> WORDS = List.of("a", "b", "c", "zz", "");

    private final Random random = new Random(20_261_122);

    /** One caller with at most one role; {@code sub} and {@code org} are the claims that locations ask for. */
    private record Caller(Set<String> roles, String sub, String org) implements Identity {
        @Override
        public String claim(String name) {
            return name.equals("sub") ? sub : org;
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

    @Test
    void whatIsToldIsWhatChangesAndAllOfIt() throws Exception {
        long changed = 0;
        for (int pair = 0; pair < Integer.getInteger("portcullis.diff.pairs", 60); pair++) {
            List<List<String>> lists = new ArrayList<>(KEYS.stream().map(this::key).toList());
            String before = json(lists);
            for (int i = random.nextInt(3); i >= 0; i--) {
                int edited = random.nextInt(KEYS.size());
                lists.set(edited, key(KEYS.get(edited)));
            }
            changed += compare(before, json(lists));
        }
        assertTrue(changed > 100, "too few changes to mean anything: " + changed);
    }

    private long compare(String before, String after) throws Exception {
        Policy old = Policy.parse("old", before.getBytes(StandardCharsets.UTF_8));
        Policy now = Policy.parse("new", after.getBytes(StandardCharsets.UTF_8));
        Difference difference = Difference.between(old, now);
        List<Change> changes = difference.changes();
        long changed = 0;
        for (int i = 0; i < 400; i++) {
            List<String> path = Stream.generate(() -> word(WORDS.size() - 1)).limit(1 + random.nextInt(3))
                    .collect(Collectors.toCollection(ArrayList::new));
            if (chance(20)) {
                path.set(path.size() - 1, "");
            }
            String host = chance(70) ? null : "h" + random.nextInt(3) + ".x";
            String name = chance(85) ? null : "n" + random.nextInt(2);
            String key = KEYS.get(random.nextInt(KEYS.size()));
            String method = List.of("GET", "HEAD", "POST", "PURGE").get(random.nextInt(4));
            Caller caller = key.equals("@public") ? null
                    : new Caller(key.startsWith("@") ? Set.of() : Set.of(key), word(4), word(4));
            AccessRequest request = new AccessRequest(method, host, "/" + String.join("/", path), name);
            String was = answer(old.decide(request, caller));
            String is = answer(now.decide(request, caller));
            changed += was.equals(is) ? 0 : 1;
            String known = difference.methods().contains(method) ? method : Reach.OTHER_METHOD;
            List<Change> told = changes.stream().filter(change -> change.methods().contains(known)
                    && change.keys().contains(key) && has(change.place(), request, path, caller)
                    && change.except().stream().noneMatch(except -> has(except, request, path, caller))).toList();
            Supplier<String> message = () -> request + " as " + key + " " + caller + " was " + was + ", is " + is
                    + ", told " + told + "\n" + before + "\n" + after + "\n" + changes;
            assertTrue(was.equals(is) || !told.isEmpty(), () -> "not told: " + message.get());
            for (Change change : told) {
                // A path and a name add up: where they meet, the answer is the wider one.
                boolean adds = name != null && !change.place().isNamedPath() && extent(is) > extent(answer(change));
                assertTrue(adds || is.equals(answer(change)), message);
            }
        }
        return changed;
    }

    private static boolean has(Place place, AccessRequest request, List<String> path, Caller caller) {
        boolean fits = (place.name() == null || place.name().equals(request.locationName()))
                && (place.host() == null || place.host().equals(request.host()))
                && (place.open() ? path.size() >= place.segments().size() : path.size() == place.segments().size());
        for (int i = 0; fits && i < place.segments().size(); i++) {
            String text = path.get(i);
            fits = place.segments().get(i).stream().allMatch(segment -> segment instanceof Segment.Literal literal
                    ? literal.text().equals(text)
                    : !text.isEmpty() && (segment instanceof Segment.Any || caller != null
                            && text.equals(caller.claim(((Segment.Claim) segment).name()))));
        }
        return fits;
    }

    private static String answer(Decision decision) {
        return decision instanceof Permit ? "yes" : decision instanceof StepUp stepUp ? "step-up " + stepUp.acr() : "";
    }

    private static int extent(String answer) {
        return answer.isEmpty() ? 0 : answer.equals("yes") ? 2 : 1;
    }

    private static String answer(Change change) {
        return change.access().isStepUp() ? "step-up " + change.access().acr() : change.access().word();
    }

    /** The members of a key: its locations, its exceptions, and what it inherits. */
    private List<String> key(String key) {
        List<String> members = new ArrayList<>();
        members.add("\"locations\": " + list(random.nextInt(4), () -> rule(key.equals("@public"))));
        if (chance(40)) {
            members.add("\"except\": " + list(1 + random.nextInt(2), () -> location(key.equals("@public"))));
        }
        if (key.equals("r2") && chance(50)) {
            members.add("\"inherits\": [\"r1\"]");
        }
        return members;
    }

    private String rule(boolean everyone) {
        if (chance(60)) {
            return location(everyone);
        }
        String except = chance(60) ? ", \"except\": " + list(1, () -> location(everyone)) : "";
        String acr = !everyone && chance(30) ? ", \"acr\": \"" + random.nextInt(3) + "\"" : "";
        return "{\"location\": " + location(everyone) + except + acr + "}";
    }

    private String location(boolean everyone) {
        String methods = chance(25) ? List.of("GET ", "POST ", "GET,POST ").get(random.nextInt(3)) : "";
        if (chance(6)) {
            return "\"" + methods + "@n" + random.nextInt(2) + "\"";
        }
        List<String> segments = new ArrayList<>(Arrays.asList("a", "b", "*"));
        if (!everyone) {
            segments.addAll(List.of("{token.sub}", "{token.org}"));
        }
        StringBuilder path = new StringBuilder(chance(15) ? "h" + random.nextInt(2) + ".x" : "");
        int depth = random.nextInt(4);
        for (int i = 0; i < depth; i++) {
            path.append('/').append(segments.get(random.nextInt(segments.size())));
        }
        return "\"" + methods + path + (chance(40) ? "/**" : depth == 0 || chance(15) ? "/" : "") + "\"";
    }

    private static String json(List<List<String>> lists) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < KEYS.size(); i++) {
            keys.add("\"" + KEYS.get(i) + "\": {" + String.join(", ", lists.get(i)) + "}");
        }
        return String.join(",\n", keys).transform(all -> "{" + all + "}");
    }

    private static String list(int size, Supplier<String> item) {
        return Stream.generate(item).limit(size).collect(Collectors.joining(", ", "[", "]"));
    }

    private String word(int bound) {
        return WORDS.get(random.nextInt(bound));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
