package io.portcullis.enforcer.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.portcullis.enforcer.fixture.Await;
import io.portcullis.enforcer.fixture.Browser;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import io.portcullis.enforcer.fixture.NginxInFront;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines that a gate writes, as an auditor reads them. */
class WrittenDecisionsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final FakeKeycloak keycloak;
  private GateInTest gate;

  WrittenDecisionsTest() throws Exception {
    keycloak = new FakeKeycloak();
  }

  private void gate(String... settings) throws Exception {
    gate = new GateInTest(keycloak, settings);
  }

  @AfterEach
  void stop() throws Exception {
    if (gate != null) {
      gate.close();
    }
  }

  private Browser signedIn(String subject, String role) throws Exception {
    return gate.browser().with(keycloak.issue(keycloak.session(subject, role), null));
  }

  private List<JsonNode> lines(int number) throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : gate.decisions(number)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static String forged(String token) {
    return token.substring(0, token.length() - 8) + (token.endsWith("AAAAAAAA") ? "BBBBBBBB" : "AAAAAAAA");
  }

  @Test
  void everyKindOfLineIsAsTheSchemaSays() throws Exception {
    gate("security-event-threshold", "3");
    Browser alice = signedIn("alice", "user");
    alice.check("GET", "/articles/7?q=1", "X-Request-ID", "0123456789abcdef0123456789abcdef", "X-Real-IP", "192.0.2.1");
    alice.check("GET", "/admin/x");
    alice.check("GET", "/nowhere");
    alice.check("GET", "/articles/../admin");
    alice.check("POST", "/articles/7", "Origin", "https://evil.example");
    signedIn("root", "admin").check("GET", "/vault");
    gate.browser().check("GET", "/");
    gate.browser().check("GET", "/me");
    gate.browser().check("GET", "/\u00ff\"");
    for (int i = 0; i < 20; i++) {
      gate.browser().check("GET", "/me", "Authorization", "Bearer " + forged(alice.cookies.get("__Host-portcullis_at")),
          "X-Real-IP", "192.0.2.66");
    }
    keycloak.tokenMisbehaviour = exchange -> FakeKeycloak.reply(exchange, 500, "");
    Browser late = signedIn("late", "user");
    late.cookies.remove("__Host-portcullis_at");
    late.check("GET", "/articles/7");
    gate.close();
    JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
        .getSchema(Files.readString(Path.of("../docs/observability/decision-log.schema.json")));
    List<JsonNode> lines = lines(1);
    gate = null;
    for (JsonNode line : lines) {
      assertEquals(List.of(), List.copyOf(schema.validate(line)), line.toString());
    }
    assertEquals(Set.of("cross_origin", "identity_provider_unavailable", "insufficient_role", "ambiguous_request",
        "no_identity", "not_in_policy", "public", "role", "signature", "step_up"),
        lines.stream().filter(line -> line.has("reason")).map(line -> line.get("reason").asText()).collect(Collectors.toSet()));
    JsonNode event = lines.stream().filter(line -> line.get("type").asText().equals("security_event")).findFirst().orElseThrow();
    assertEquals(20, event.get("count").asInt());
    assertEquals(17, event.get("decisions_folded").asInt());
    assertEquals("192.0.2.66", event.get("client_ip").asText());
    assertEquals(3, lines.stream().filter(line -> line.path("reason").asText().equals("signature")).count());
  }

  @Test
  void aLineSaysWhoAndWhyAndByWhichPolicy() throws Exception {
    gate();
    signedIn("alice", "user").check("GET", "/articles/7", "X-Request-ID", "req", "X-Real-IP", "192.0.2.1");
    JsonNode line = lines(1).get(0);
    assertEquals("alice", line.get("subject").asText());
    assertEquals("portcullis", line.get("client").asText());
    assertEquals("user", line.get("role").asText());
    assertEquals("/articles/**", line.get("location").asText());
    assertEquals("www.example.com", line.get("host").asText());
    assertEquals(12, line.get("policy_revision").asText().length());
    assertEquals("192.0.2.1", line.get("client_ip").asText());
    assertEquals(gate.keycloak.issuer().toString(), line.get("issuer").asText());
  }

  @Test
  void refusalsAreAllWrittenWhenPermitsAreSampledAway() throws Exception {
    gate("decision-log-permit-sample", "0");
    Browser alice = signedIn("alice", "user");
    for (int i = 0; i < 30; i++) {
      alice.check("GET", "/articles/7");
      alice.check("GET", "/admin/" + i);
    }
    List<JsonNode> lines = lines(30);
    assertEquals(30, lines.size());
    assertTrue(lines.stream().allMatch(line -> line.get("outcome").asText().equals("forbid")), lines.toString());
  }

  @Test
  void wrongPasswordsInARowAreOneEvent() throws Exception {
    gate("security-event-threshold", "5");
    keycloak.tokenMisbehaviour = exchange -> FakeKeycloak.reply(exchange, 400, "{\"error\":\"invalid_grant\"}");
    for (int i = 0; i < 8; i++) {
      gate.browser().fetch("POST", "/oauth2/login", "username=alice&password=wrong" + i, "Content-Type",
          "application/x-www-form-urlencoded", "Origin", GateInTest.ORIGIN, "X-Real-IP", "192.0.2.66");
    }
    gate.close();
    List<JsonNode> lines = lines(1);
    gate = null;
    assertEquals(1, lines.size(), lines.toString());
    assertEquals("login_failure", lines.get(0).get("event").asText());
    assertEquals(8, lines.get(0).get("count").asInt());
    assertFalse(lines.toString().contains("wrong") || lines.toString().contains("alice"), lines.toString());
  }

  @Test
  void theRequestIdIsNginxs(@TempDir Path folder) throws Exception {
    gate();
    try (NginxInFront nginx = new NginxInFront(gate, folder, "", false)) {
      gate.browserAt(nginx.port()).fetch("GET", "/", null, "X-Request-ID", "made up by the client");
      String id = lines(1).get(0).get("request_id").asText();
      assertTrue(id.matches("[0-9a-f]{32}"), id);
      assertEquals(id, nginx.application.seen.get("x-request-id"));
      Await.until("nginx has written it", () -> nginx.accessLog().contains(id));
    }
  }
}
