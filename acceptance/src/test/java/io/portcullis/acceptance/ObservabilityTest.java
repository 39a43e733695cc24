package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator and an auditor see of the running gate. */
@OnStack
final class ObservabilityTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DOCUMENTS =
            Path.of(System.getProperty("portcullis.checkout"), "docs/observability").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Gate gate;

    ObservabilityTest(Gate gate) {
        this.gate = gate;
    }

    @Test
    void decisionLogAndAccessLogNameARequestAlikeAndEveryLineIsAsTheSchemaSays() throws Exception {
        Visitor user = signedIn("user");
        // An address that no other test asks for.
        assertEquals(403, user.get("/admin/the%20logs?secret=none-of-the-logs-business", "Accept", Visitor.JSON).status());
        JsonNode line = Eventually.until(PATIENCE, () -> lastRefusal("/admin/the%20logs"), found -> found != null);
        String id = line.path("request_id").asText();
        assertEquals("user", line.path("username").asText());
        assertEquals("portcullis", line.path("client").asText());
        assertTrue(line.path("roles_needed").toString().contains("\"admin\""), line.toString());
        assertTrue(id.matches("[0-9a-f]{32}"), id);
        Path access = gate.checkout().file(".portcullis/nginx/logs/access.log");
        Eventually.until(PATIENCE, () -> Files.readAllLines(access),
                lines -> lines.stream().anyMatch(entry -> entry.contains("\"GET /admin/the%20logs\" 403 ") && entry.endsWith(id)));
        JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Files.readString(DOCUMENTS.resolve("decision-log.schema.json")));
        for (JsonNode each : decisions()) {
            assertEquals(Set.of(), schema.validate(each), each.toString());
        }
        assertFalse(Files.readString(gate.stack().logs().get("enforcer")).contains("none-of-the-logs-business"));
        assertEquals(401, gate.visitor().get("/admin/the%20logs?secret=none-of-the-logs-business", "Accept", Visitor.JSON).status());
        Eventually.until(PATIENCE, () -> Files.readString(access), text -> text.contains("\"GET /admin/the%20logs\" 401 "));
        assertFalse(Files.readString(access).contains("none-of-the-logs-business"));
    }

    @Test
    void everyQueryOfTheDashboardGetsDataFromARealPrometheus(@TempDir Path folder) throws Exception {
        Optional<Path> program = PrometheusServer.program("prometheus");
        assumeTrue(program.isPresent(), "Prometheus is not installed: apt-get install -y prometheus");
        JsonNode dashboard = JSON.readTree(DOCUMENTS.resolve("grafana-dashboard.json").toFile());
        try (PrometheusServer prometheus = new PrometheusServer(program.get(), folder, gate.ports().management(),
                DOCUMENTS.resolve("alerts.yml"))) {
            Set<String> empty = new TreeSet<>(queries(dashboard));
            assertTrue(empty.size() > 30, "the dashboard has panels");
            Eventually.until(PATIENCE, () -> {
                visit();
                for (String query : List.copyOf(empty)) {
                    if (hasData(prometheus.query(query))) {
                        empty.remove(query);
                    }
                }
                return empty;
            }, Set::isEmpty);
            for (JsonNode variable : dashboard.at("/templating/list")) {
                if (variable.path("type").asText().equals("query")) {
                    String metric = variable.at("/query/query").asText().replaceFirst("label_values\\(([a-z_]+).*", "$1");
                    assertTrue(hasData(prometheus.query(metric)), metric);
                }
            }
            List<JsonNode> rules = new ArrayList<>();
            prometheus.get("/api/v1/rules").path("groups").forEach(group -> group.path("rules").forEach(rules::add));
            assertTrue(rules.size() >= 10, rules.toString());
            rules.forEach(rule -> assertEquals("ok", rule.path("health").asText(), rule.toString()));
        }
    }

    @Test
    void alertRulesPassPromtool() throws Exception {
        Optional<Path> promtool = PrometheusServer.program("promtool");
        assumeTrue(promtool.isPresent(), "promtool is not installed: apt-get install -y prometheus");
        assertEquals(Optional.empty(), PrometheusServer.faults(promtool.get(), DOCUMENTS, "check", "rules", "alerts.yml"));
        assertEquals(Optional.empty(), PrometheusServer.faults(promtool.get(), DOCUMENTS, "test", "rules", "alerts.test.yml"));
    }

    @Test
    void dashboardIsOneThatGrafanaCanShow() throws Exception {
        JsonNode dashboard = JSON.readTree(DOCUMENTS.resolve("grafana-dashboard.json").toFile());
        assertTrue(dashboard.path("schemaVersion").asInt() >= 36 && dashboard.hasNonNull("uid") && dashboard.hasNonNull("title"));
        Set<Integer> ids = new TreeSet<>();
        Set<String> cells = new TreeSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            assertTrue(ids.add(panel.path("id").asInt()), "ids are unique: " + panel.path("id"));
            assertFalse(panel.path("title").asText().isEmpty());
            JsonNode place = panel.path("gridPos");
            assertTrue(place.path("x").asInt() + place.path("w").asInt() <= 24, panel.path("title").asText());
            for (int x = 0; x < place.path("w").asInt(); x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    assertTrue(cells.add((place.path("x").asInt() + x) + "," + (place.path("y").asInt() + y)),
                            "panels do not overlap: " + panel.path("title").asText());
                }
            }
        }
    }

    /** A bit of everything that the dashboard shows. */
    private void visit() throws Exception {
        Visitor visitor = signedIn("moderator");
        assertEquals(200, visitor.get("/protected").status());
        assertEquals(200, visitor.get("/protected").status());
        assertEquals(401, gate.visitor().get("/protected", "Accept", Visitor.JSON).status());
        gate.visitor().get("/protected", "Authorization", "Bearer not-a-token");
        visitor.post("/oauth2/refresh", "");
    }

    /** A Keycloak that has only just started may take longer for its first logins than the gate waits. */
    private Visitor signedIn(String user) throws Exception {
        Visitor visitor = gate.visitor();
        Eventually.until(PATIENCE, () -> visitor.post("/oauth2/login", "username=" + user + "&password=" + user).status(),
                status -> status == 200);
        return visitor;
    }

    private static Set<String> queries(JsonNode dashboard) {
        Set<String> queries = new TreeSet<>();
        dashboard.path("panels").forEach(panel -> panel.path("targets").forEach(target -> queries.add(target.path("expr").asText()
                .replace("$__rate_interval", "20s").replace("$job", "portcullis").replace("$instance", ".*"))));
        return queries;
    }

    /** Series, and a number in at least one of them. */
    private static boolean hasData(JsonNode result) {
        for (JsonNode series : result) {
            if (!series.path("value").path(1).asText("NaN").equals("NaN")) {
                return true;
            }
        }
        return false;
    }

    private JsonNode lastRefusal(String path) throws Exception {
        JsonNode last = null;
        for (JsonNode line : decisions()) {
            if (line.path("path").asText().equals(path) && line.path("outcome").asText().equals("forbid")) {
                last = line;
            }
        }
        return last;
    }

    /** The decisions so far; the enforcer's other words are in the same file. */
    private List<JsonNode> decisions() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        List<String> text = Files.readAllLines(gate.stack().logs().get("enforcer"));
        for (String line : text) {
            if (line.startsWith("{\"time\"")) {
                try {
                    lines.add(JSON.readTree(line));
                } catch (IOException e) {
                    // Only the last line may be under way.
                    assertEquals(text.get(text.size() - 1), line);
                }
            }
        }
        return lines;
    }
}
