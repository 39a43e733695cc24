package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code policy explain} beside the gate over HTTP: the same answer, for the same reason, by the same entry. */
@OnStack
final class ExplainAgreesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");
    /** The location of nginx that states a name is the only one that does. */
    private static final String NAMED = "/reports/7.pdf";
    private static final List<String> TARGETS = List.of(
            "/", "/assets/portcullis.css", "/me", "/users/user/photo", "/users/moderator", "/users/admin/", "/articles",
            "/articles/7?page=2", "/articles/7/comments", "/protected", "/protected/", "/Protected", "/admin", "/admin/users/7",
            "/admin/keys", "/admin/keys/1", NAMED, "/reports/x.pdf", "/nowhere", "//admin/", "/assets/../admin/",
            "/%61dmin/users", "/admin%2fkeys", "/admin;x/");

    private final Gate gate;
    private final Path log;
    private int linesRead;

    ExplainAgreesTest(Gate gate) throws Exception {
        this.gate = gate;
        this.log = gate.stack().logs().get("enforcer");
    }

    /** An answer of either side: permit, login, step_up or forbid; why; the entry that settled it, and for which keys. */
    private record Told(String answer, String reason, String location, Set<String> roles) {}

    @ParameterizedTest
    @ValueSource(strings = {"anonymous", "user", "moderator", "admin"})
    void explainTellsWhatTheGateAnswersAndWhy(String user, @TempDir Path folder) throws Exception {
        List<String> differences = new ArrayList<>();
        String token = user.equals("anonymous") ? null : new DemoTokens(gate).of(user);
        Path file = token == null ? null : Files.writeString(folder.resolve("token"), token);
        linesRead = decisions().size();
        int compared = 0;
        try (RawClient client = new RawClient(gate.ports().http())) {
            for (String target : TARGETS) {
                for (String method : METHODS) {
                    Told live = live(client, method, target, token);
                    List<Told> explained = new ArrayList<>();
                    if (token == null) {
                        explained.add(explain(method, target));
                    } else {
                        explained.add(explain(method, target, "--token", file.toString()));
                        explained.add(explain(method, target, "--role", user, "--claim", "preferred_username=" + user));
                    }
                    for (Told told : explained) {
                        compared++;
                        if (!told.equals(live)) {
                            differences.add(method + " " + target + ": " + live + " at the gate, explained as " + told);
                        }
                    }
                }
            }
        }
        System.out.printf("explain: %d answers compared with the gate's for %s, %d differ%n", compared, user, differences.size());
        assertEquals(List.of(), differences);
    }

    /** What the client sees and what the gate writes down, which must be the same. */
    private Told live(RawClient client, String method, String target, String token) throws Exception {
        String[] headers = token == null
                ? new String[] {"Accept", Visitor.JSON}
                : new String[] {"Accept", Visitor.JSON, "Authorization", "Bearer " + token};
        RawClient.Reply reply = client.ask(List.of(RawClient.request(method, target, "localhost", headers))).get(0);
        JsonNode line = JSON.readTree(Eventually.until(PATIENCE, this::decisions, lines -> lines.size() > linesRead)
                .get(linesRead++));
        assertEquals(method + " " + target.split("\\?")[0], line.path("method").asText() + " " + line.path("path").asText());
        Told told = new Told(line.path("outcome").asText(), line.path("reason").asText(),
                line.path("location").asText(null), roles(line, "roles_needed"));
        int status = switch (told.answer()) {
            case "login", "step_up" -> 401;
            case "forbid" -> 403;
            default -> 200;
        };
        assertEquals(status, reply.status(), method + " " + target);
        if (status != 200 && !method.equals("HEAD")) {
            assertTrue(reply.body().contains('"' + told.reason() + '"'), reply.body());
        }
        return told;
    }

    private Told explain(String method, String target, String... caller) throws Exception {
        List<String> words = new ArrayList<>(List.of("explain", "--json", "--host", "localhost",
                "-p", gate.checkout().file("policy.json").toString()));
        words.addAll(List.of(caller));
        if (target.equals(NAMED)) {
            words.addAll(List.of("--location", "reports"));
        }
        words.addAll(List.of(method, target));
        JsonNode answer = JSON.readTree(PolicyWords.run(words.toArray(String[]::new)));
        String name = switch (answer.path("answer").asText()) {
            case "sign-in" -> "login";
            case "step-up" -> "step_up";
            default -> answer.path("answer").asText();
        };
        return new Told(
                name, answer.path("reason").asText(), answer.path("location").asText(null), roles(answer, "roles"));
    }

    private List<String> decisions() throws Exception {
        return Files.readAllLines(log).stream().filter(line -> line.contains("\"type\":\"decision\"")).toList();
    }

    /** The key that permits, or those that would. */
    private static Set<String> roles(JsonNode told, String otherwise) {
        Set<String> roles = new TreeSet<>();
        told.path(otherwise).forEach(role -> roles.add(role.asText()));
        if (told.has("role")) {
            roles.add(told.path("role").asText());
        }
        return roles;
    }
}
