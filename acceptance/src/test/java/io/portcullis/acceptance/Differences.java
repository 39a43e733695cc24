package io.portcullis.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portcullis.acceptance.RawClient.Reply;
import io.portcullis.acceptance.TellingSite.Reading;
import io.portcullis.policy.AccessRequest;
import io.portcullis.policy.Decision;
import io.portcullis.policy.Identity;
import io.portcullis.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** The answers of nginx, the gate, the library and the command to the same requests, and where they differ. */
final class Differences {

    private static final Set<String> REFUSED_FOR_EVERYONE = Set.of("403 ambiguous_request", "403 not_in_policy");
    private static final String HOST = "localhost";
    private static final int TOLD = 20;
    /** Most requests are read; a target's method is always the same one. */
    private static final String[] METHODS = {
        "GET", "GET", "GET", "PUT", "GET", "DELETE", "GET", "HEAD", "GET", "POST", "GET", "GET", "OPTIONS", "GET", "PURGE"
    };

    private final ObjectMapper json = new ObjectMapper();
    private final Path policyFile;
    private final Policy policy;
    private final List<String> targets;
    private final Queue<String> found = new ConcurrentLinkedQueue<>();
    private final LongAdder disagreements = new LongAdder();
    private final LongAdder live = new LongAdder();
    private final LongAdder asked = new LongAdder();
    private final LongAdder permits = new LongAdder();
    private final LongAdder commanded = new LongAdder();

    Differences(Path policyFile, Policy policy, List<String> targets) {
        this.policyFile = policyFile;
        this.policy = policy;
        this.targets = targets;
    }

    /** The first of them, in words. */
    List<String> found() {
        return found.stream().limit(TOLD).toList();
    }

    long permits() {
        return permits.sum();
    }

    /** Asks nginx alone, then the gate, for a part of the targets. */
    void tryAtTheGate(TellingSite site, DemoTokens tokens, int from, int to) throws Exception {
        List<Reading> readings = new ArrayList<>();
        try (RawClient nginx = new RawClient(site.openPort())) {
            for (Reply reply : nginx.ask(IntStream.range(from, to).mapToObj(i -> withBody(request(i))).toList())) {
                readings.add(reply.status() == 200 ? Reading.of(reply.body()) : null);
            }
        }
        live.add(readings.stream().filter(reading -> reading != null).count());
        // Each target by one user, in turn; then those that are not refused for everyone by all other users.
        BitSet again = new BitSet();
        for (String user : DemoSite.USERS) {
            ask(user, IntStream.range(from, to).filter(i -> user(i).equals(user)), readings, from, again, site, tokens);
        }
        for (String user : DemoSite.USERS) {
            ask(user, again.stream().map(i -> from + i).filter(i -> !user(i).equals(user)), readings, from, again, site, tokens);
        }
    }

    private void ask(String user, IntStream some, List<Reading> readings, int from, BitSet again, TellingSite site,
            DemoTokens tokens) throws Exception {
        String[] headers = user.equals("anonymous")
                ? new String[0] : new String[] {"Authorization", "Bearer " + tokens.of(user)};
        int[] asked = some.toArray();
        try (RawClient client = new RawClient(site.gatedPort())) {
            List<Reply> replies = client.ask(IntStream.of(asked).mapToObj(i -> request(i, headers)).toList());
            for (int i = 0; i < asked.length; i++) {
                Reading reading = readings.get(asked[i] - from);
                again.set(asked[i] - from, compare(asked[i], user, reading, replies.get(i)));
            }
        }
    }

    private String request(int target, String... headers) {
        return RawClient.request(method(target), targets.get(target), HOST, headers);
    }

    /** What nginx read is in the body of its answer; so a HEAD is asked as a GET. */
    private static String withBody(String request) {
        return request.startsWith("HEAD ") ? "GET " + request.substring(5) : request;
    }

    /** @return whether another user could be answered otherwise */
    private boolean compare(int i, String user, Reading reading, Reply reply) {
        asked.increment();
        String method = method(i);
        String reached = reply.header(TellingSite.REACHED);
        String what = user + " " + method + " " + targets.get(i) + ": ";
        if (reached != null) {
            permits.increment();
            int place = Integer.parseInt(reached);
            if (reading == null || place != reading.place() || !DemoSite.lets(reading, user, method)) {
                differ(what + "let through to " + DemoSite.directive(place) + ", which is not for " + user);
            }
        }
        if (reading == null || reading.place() < 0) {
            // Nothing for the gate to decide: nginx refuses the request itself, or it is for the login and its kin.
            if (reached != null) {
                differ(what + "let through, though nginx refuses it or keeps it from applications");
            }
            return false;
        }
        Decision decision = policy.decide(
                new AccessRequest(method, reading.host(), reading.requestUri(), DemoSite.locationName(reading)), known(user));
        String expected = answer(decision);
        String answered = reached != null ? "permit" : refusal(reply);
        if (!answered.equals(method.equals("HEAD") ? expected.split(" ")[0] : expected)) {
            differ(what + "answered " + answered + " at the gate, " + expected + " by the library");
        }
        return !REFUSED_FOR_EVERYONE.contains(answered);
    }

    private static String answer(Decision decision) {
        if (decision instanceof Decision.Permit) {
            return "permit";
        }
        return (decision instanceof Decision.Forbidden ? "403 " : "401 ") + reason(decision);
    }

    private String refusal(Reply reply) {
        try {
            JsonNode body = json.readTree(reply.body());
            return reply.status() + (reply.body().isEmpty() ? "" : " " + body.path("reason").asText());
        } catch (IOException e) {
            return reply.status() + " " + reply.body();
        }
    }

    /** Asks the command for all targets, as a person would: a token's file, and a file of targets. */
    void tryTheCommand(DemoTokens tokens, Path folder) throws Exception {
        for (String method : List.of(METHODS).stream().distinct().toList()) {
            for (String user : DemoSite.USERS) {
                List<String> part = IntStream.range(0, targets.size())
                        .filter(i -> method(i).equals(method) && user(i).equals(user)).mapToObj(targets::get).toList();
                Path file = Files.write(folder.resolve("targets"), part, StandardCharsets.ISO_8859_1);
                List<String> words = new ArrayList<>(List.of("explain", "--json", "-p", policyFile.toString(), "--host", HOST,
                        "--targets", file.toString()));
                if (!user.equals("anonymous")) {
                    Path token = Files.writeString(folder.resolve("token"), tokens.of(user));
                    words.addAll(List.of("--token", token.toString()));
                }
                words.add(method);
                compare(user, method, part, PolicyWords.run(words.toArray(String[]::new)).lines().toList());
            }
        }
    }

    private void compare(String user, String method, List<String> part, List<String> lines) throws IOException {
        if (lines.size() != part.size()) {
            differ("the command gave " + lines.size() + " answers to " + part.size() + " targets");
            return;
        }
        for (int i = 0; i < part.size(); i++) {
            commanded.increment();
            Decision decision = policy.decide(new AccessRequest(method, HOST, part.get(i), null), known(user));
            JsonNode line = json.readTree(lines.get(i));
            String expected = decision.getClass().getSimpleName() + " " + reason(decision);
            String answered = switch (line.path("answer").asText()) {
                case "permit" -> "Permit ";
                case "forbid" -> "Forbidden ";
                case "sign-in" -> "Unauthenticated ";
                default -> "StepUp ";
            } + line.path("reason").asText();
            if (!line.path("target").asText().equals(part.get(i)) || !answered.equals(expected)) {
                differ(user + " " + method + " " + part.get(i) + ": " + answered + " by the command, " + expected
                        + " by the library");
            }
        }
    }

    private static String reason(Decision decision) {
        return decision.reason().name().toLowerCase(Locale.ROOT);
    }

    private static Identity known(String user) {
        return user.equals("anonymous") ? null : new DemoTokens.Known(user);
    }

    private static String method(int target) {
        return METHODS[target % METHODS.length];
    }

    private static String user(int target) {
        return DemoSite.USERS.get(target % DemoSite.USERS.size());
    }

    private void differ(String difference) {
        disagreements.increment();
        found.add(difference);
    }

    @Override
    public String toString() {
        return String.format("%,d targets; %,d of them let live by nginx; %,d requests at the gate and %,d permits; %,d"
                + " answers of the command; %,d disagreements", targets.size(), live.sum(), asked.sum(), permits.sum(),
                commanded.sum(), disagreements.sum());
    }
}
