package io.portcullis.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.policy.Policy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    @TempDir
    Path folder;

    @Test
    void aValidPolicyIsSaidToBeValid() {
        Cli cli = Cli.run("check", Cli.EXAMPLE);
        assertEquals(0, cli.exitCode(), cli.err());
        assertTrue(cli.out().startsWith("valid: 5 keys, 10 locations, 0 warnings, revision "), cli.out());
    }

    @Test
    void everyErrorIsToldWithItsPlaceAndTheExitCodeIsTwo() {
        String file = Cli.file(folder, "p.json", "{\n \"admin\": {\"locations\": [\"admin\", \"get /x\"]}\n}");
        Cli cli = Cli.run("check", file);
        assertEquals(2, cli.exitCode());
        assertEquals(file + ":2:26: location `admin`: expected a path that begins with `/`, or `@name`; did you mean `/admin`?\n"
                + file + ":2:35: location `get /x`: methods are written in upper case: `GET`\n", cli.err());
    }

    @Test
    void errorsAreJsonForPrograms() {
        String file = Cli.file(folder, "p.json", "{\"admin\": 1}");
        Cli cli = Cli.run("check", "--json", file);
        assertEquals(2, cli.exitCode());
        assertFalse(cli.json().get("valid").asBoolean());
        assertEquals(11, cli.json().get("problems").get(0).get("column").asInt());
        assertEquals("error", cli.json().get("problems").get(0).get("severity").asText());
    }

    @Test
    void warningsAreFindingsOnlyWhenStrict() {
        String file = Cli.file(folder, "p.json", "{\"user\": {\"locations\": [\"/api/**\"]}, \"admin\": {\"locations\": [\"/api/admin/**\"]}}");
        assertEquals(0, Cli.run("check", file).exitCode());
        Cli strict = Cli.run("check", "--strict", file);
        assertEquals(1, strict.exitCode());
        assertTrue(strict.out().contains("`user` reaches `/api/admin/**` through `/api/**`"), strict.out());
    }

    @Test
    void aMissingFileIsInvalidInput() {
        Cli cli = Cli.run("check", folder.resolve("none.json").toString());
        assertEquals(2, cli.exitCode());
        assertTrue(cli.err().contains("there is no such file"), cli.err());
    }

    @Test
    void nothingIsColouredOutsideATerminal() {
        assertFalse(Cli.run("check", Cli.EXAMPLE).out().contains("\u001b"));
    }

    @Test
    void rolesThatTheRealmLacksAndRolesThatNoEntryNamesAreTold() throws Exception {
        Policy policy = Policy.load(Path.of(Cli.EXAMPLE));
        RealmRoles realm = new RealmRoles("portcullis", Set.of("user", "moderators", "admin", "auditor",
                "offline_access", "uma_authorization", "default-roles-portcullis", "account:view-profile", "orders-api:editor"));
        RealmRoles.Agreement agreement = realm.compare(policy);
        assertEquals(Map.of("moderator", "moderators"), agreement.missing());
        assertEquals(List.of("auditor", "moderators", "orders-api:editor"), agreement.unnamed().stream().sorted().toList());
    }
}
