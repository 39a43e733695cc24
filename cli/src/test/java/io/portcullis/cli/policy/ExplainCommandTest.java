package io.portcullis.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portcullis.policy.AccessRequest;
import io.portcullis.policy.Decision;
import io.portcullis.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainCommandTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "--role, moderator, GET, /articles/1, permit, role",
        "--role, user, GET, /protected, forbid, insufficient_role",
        "--role, user, GET, /nowhere, forbid, not_in_policy",
        "--role, admin, GET, /admin/keys/1, step-up, step_up",
        "--role, admin, GET, //admin/x, forbid, ambiguous_request",
        "--role, admin, get, /admin/x, forbid, ambiguous_request",
        "--claim, preferred_username=alice, GET, /users/alice/x, permit, authenticated",
        "--host, localhost, GET, /me, sign-in, no_identity",
        "--location, reports, GET, /x, sign-in, no_identity",
    })
    void theAnswerAndItsReasonAreGiven(String option, String value, String method, String url, String answer, String reason) {
        Cli cli = Cli.run("explain", "--json", "-p", Cli.EXAMPLE, option, value, method, url);
        assertEquals(0, cli.exitCode(), cli.err());
        assertEquals(answer, cli.json().get("answer").asText());
        assertEquals(reason, cli.json().get("reason").asText());
    }

    @Test
    void itTellsWhichEntriesMatchedAndWhichMissedAndWhy() {
        String out = Cli.run("explain", "-p", Cli.EXAMPLE, "--role", "moderator", "GET", "/articles/1").out();
        assertTrue(out.contains("permit (role): `GET /articles/**`"), out);
        assertTrue(out.contains("the caller has `moderator`, which inherits `user`"), out);
        assertTrue(out.contains("names PUT, DELETE, not GET"), out);
    }

    @Test
    void anAddressIsTakenApartAndItsPathLeftAsItIs() {
        Cli cli = Cli.run("explain", "--json", "-p", Cli.EXAMPLE, "GET", "http://Shop.example.com:8080/a/%2e%2e/me?x=//");
        assertEquals("shop.example.com", cli.json().get("host").asText());
        assertEquals("/a/%2e%2e/me?x=//", cli.json().get("target").asText());
        assertEquals("dot_segment", cli.json().get("refusal").asText());
    }

    @Test
    void whatStandsBeforeTheHostOfAnAddressIsNotTheHost() {
        Cli cli = Cli.run("explain", "--json", "-p", Cli.EXAMPLE, "GET", "http://shop.example.com:80@evil.example:8080/me");
        assertEquals("evil.example", cli.json().get("host").asText());
    }

    @Test
    void aRoleThatNoEntryNamesIsNotedForItMayBeMistyped() {
        Cli cli = Cli.run("explain", "-p", Cli.EXAMPLE, "--role", "moderater", "GET", "/protected");
        assertEquals(0, cli.exitCode());
        assertTrue(cli.err().contains("note: the policy has no key `moderater`; did you mean `moderator`?"), cli.err());
    }

    @Test
    void aTokensClaimsAreTheCallerAndTheSignatureIsSaidToBeUnchecked() throws Exception {
        String claims = "{\"roles\":[\"admin\"],\"acr\":\"2\",\"auth_time\":" + System.currentTimeMillis() / 1000
                + ",\"preferred_username\":\"alice\",\"exp\":1}";
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String jwt = base64.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2lnbmF0dXJl";
        Cli cli = Cli.run("explain", "--json", "-p", Cli.EXAMPLE, "--token", Cli.file(folder, "token", jwt + "\n"), "GET", "/admin/keys/1");
        assertEquals("permit", cli.json().get("answer").asText());
        assertFalse(cli.json().get("signatureChecked").asBoolean());
        assertTrue(cli.err().contains("not checked here"), cli.err());
        assertTrue(cli.err().contains("has expired"), cli.err());
    }

    @Test
    void aTokenWhoseRolesAreNoListOfNamesIsInvalidInputAsItIsToTheGate() {
        for (String roles : new String[] {"\"admin\"", "{\"a\": \"admin\"}", "[1]", "null"}) {
            Cli cli = Cli.run("explain", "-p", Cli.EXAMPLE, "--token",
                    Cli.file(folder, "token", "{\"roles\": " + roles + "}"), "GET", "/protected");
            assertEquals(2, cli.exitCode(), roles);
        }
    }

    @Test
    void aBrokenTokenIsInvalidInputAndNeverShown() throws Exception {
        Cli cli = Cli.run("explain", "-p", Cli.EXAMPLE, "--token", Cli.file(folder, "token", "se.cr.et"), "GET", "/");
        assertEquals(2, cli.exitCode());
        assertFalse(cli.err().contains("se.cr.et"), cli.err());
    }

    @Test
    void anAddressOrAFileOfTargetsIsNeeded() {
        assertEquals(2, Cli.run("explain", "-p", Cli.EXAMPLE, "GET").exitCode());
        assertEquals(2, Cli.run("explain").exitCode());
    }

    @Test
    void everyTargetOfAFileGetsTheAnswerOfTheLibrary() throws Exception {
        List<String> targets = targets(20_000);
        Path file = Files.write(folder.resolve("targets"), targets, StandardCharsets.ISO_8859_1);
        Cli cli = Cli.run("explain", "--json", "-p", Cli.EXAMPLE, "--role", "moderator", "--targets", file.toString(), "GET");
        Policy policy = Policy.load(Path.of(Cli.EXAMPLE));
        List<String> lines = cli.out().lines().toList();
        assertEquals(targets.size(), lines.size());
        for (int i = 0; i < lines.size(); i++) {
            JsonNode line = new ObjectMapper().readTree(lines.get(i));
            Decision decision = policy.decide(new AccessRequest("GET", null, targets.get(i), null),
                    Callers.of(Set.of("moderator"), Map.of(), null, 0));
            assertEquals(targets.get(i), line.get("target").asText());
            assertEquals(Answer.of(decision).toString(), line.get("answer").asText());
            assertEquals(Answer.reason(decision), line.get("reason").asText());
        }
    }

    private static List<String> targets(int count) {
        String[] parts = {"/", "articles", "protected", "admin", "keys", "1", "..", ".", "%2e", "%2f", "%5c", "\\", ";x", "//",
            "?", "#", "%", "%00", "%c3%a9", "\u00e9", "%252e", "me", "users", "%61", " ", "A", "\t"};
        Random random = new Random(1);
        List<String> targets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder target = new StringBuilder(random.nextInt(10) == 0 ? "" : "/");
            for (int j = random.nextInt(6); j >= 0; j--) {
                target.append(parts[random.nextInt(parts.length)]).append(random.nextBoolean() ? "/" : "");
            }
            targets.add(target.toString());
        }
        return targets;
    }
}
