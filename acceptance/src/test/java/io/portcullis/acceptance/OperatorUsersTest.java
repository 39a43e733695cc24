package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.acceptance.PortcullisCommand.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Users and roles by the command line, each change seen at the gate, and every command given twice. */
@OnStack
final class OperatorUsersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Gate gate;

    OperatorUsersTest(Gate gate) {
        this.gate = gate;
    }

    @Test
    void whatTheOperatorDoesToAUserIsSeenAtTheGate() throws Exception {
        Result created = ok("user", "create", "olga", "--role", "user", "--generate");
        String password = created.output().lines()
                .filter(line -> line.startsWith("password: "))
                .map(line -> line.substring("password: ".length()))
                .findFirst()
                .orElseThrow();
        assertTrue(ok("user", "create", "olga", "--role", "user", "--generate").output().contains("nothing to do"));
        assertEquals(200, status(signedIn("olga", password), "/articles/1"));
        assertEquals(403, status(signedIn("olga", password), "/protected"));

        ok("user", "grant", "olga", "moderator");
        assertTrue(ok("user", "grant", "olga", "moderator").output().contains("nothing to do"));
        Visitor olga = signedIn("olga", password);
        assertEquals(200, status(olga, "/protected"));

        ok("user", "revoke", "olga", "moderator");
        assertTrue(ok("user", "revoke", "olga", "moderator").output().contains("nothing to do"));
        Eventually.until(PATIENCE, () -> status(olga, "/protected"), status -> status == 403);
        assertEquals(200, status(olga, "/articles/1"));

        ok("user", "disable", "olga");
        assertTrue(ok("user", "disable", "olga").output().contains("nothing to do"));
        Eventually.until(PATIENCE, () -> status(olga, "/articles/1"), status -> status == 401);
        ok("user", "enable", "olga");
        assertTrue(ok("user", "enable", "olga").output().contains("nothing to do"));
        assertEquals(200, status(signedIn("olga", password), "/articles/1"));
        assertTrue(ok("user", "list", "--role", "user").output().contains("olga"));
    }

    @Test
    void rolesOfThePolicyAreMadeAndDescribedAndNothingIsDeleted() throws Exception {
        Path policy = Files.writeString(gate.checkout().file("with-auditor.json"), """
                {"user": {"locations": ["GET /articles/**"]}, "auditor": {"inherits": ["user"], "locations": ["/audit/**"]}}
                """);
        String made = ok("role", "sync", "--policy", policy.toString()).output();
        assertTrue(made.contains("created the role auditor"), made);
        assertTrue(made.contains("roles that no entry of the policy names: admin, moderator"), made);
        assertTrue(made.contains("entries whose role nobody has: auditor"), made);
        assertFalse(ok("role", "sync", "--policy", policy.toString()).output().contains("created"));
        try (var admin = gate.admin()) {
            var role = admin.realm("portcullis").roles().get("auditor").toRepresentation();
            assertEquals("Opens: /audit/**, GET /articles/**", role.getDescription());
            admin.realm("portcullis").roles().deleteRole("auditor");
        }
        ok("role", "sync");
    }

    @Test
    void eachMistakeIsOneClearLineAndLeavesNothingHalfDone() throws Exception {
        fails(5, "did you mean moderator", "user", "create", "ivo", "--role", "moderatr", "--generate");
        fails(5, "there is no user ivo", "user", "show", "ivo");
        fails(5, "is taken", "user", "create", "moderator", "--role", "user");
        fails(2, "not an e-mail address", "user", "create", "ivo", "--email", "nonsense");
        fails(5, "there is no user ivo", "user", "grant", "ivo", "user");
        failsWith(3, "cannot be reached", Map.of("PORTCULLIS_KEYCLOAK_URL", "http://127.0.0.1:1",
                "PORTCULLIS_ADMIN_PASSWORD", "x"), "user", "list");
        failsWith(4, "does not accept the credentials", Map.of("PORTCULLIS_ADMIN_PASSWORD", "wrong"), "user", "list");
    }


    private Visitor signedIn(String user, String password) throws Exception {
        Visitor visitor = gate.visitor();
        Answer answer = visitor.post("/oauth2/login", "username=" + user + "&password=" + password);
        assertEquals(200, answer.status(), answer.body());
        return visitor;
    }

    private static int status(Visitor visitor, String path) throws Exception {
        return visitor.get(path, "Accept", Visitor.JSON).status();
    }

    private Result ok(String... words) throws Exception {
        Result result = PortcullisCommand.run(gate.checkout(), words);
        assertEquals(0, result.status(), result.output());
        return result;
    }

    private void fails(int status, String says, String... words) throws Exception {
        failsWith(status, says, Map.of(), words);
    }

    private void failsWith(int status, String says, Map<String, String> settings, String... words) throws Exception {
        Result result = PortcullisCommand.run(gate.checkout(), settings, words);
        assertEquals(status, result.status(), result.output());
        assertTrue(result.output().contains(says), result.output());
        assertEquals(1, result.output().lines().filter(line -> line.startsWith("portcullis: ")).count(), result.output());
        assertFalse(result.output().contains("\tat "), result.output());
    }
}
