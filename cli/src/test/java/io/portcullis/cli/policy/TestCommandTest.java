package io.portcullis.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCommandTest {

    @TempDir
    Path folder;

    @Test
    void theShippedExpectationsHoldForTheShippedPolicy() {
        Cli cli = Cli.run("test", "-p", Cli.EXAMPLE, Cli.ROOT.resolve("policy.test.txt").toString());
        assertEquals(0, cli.exitCode(), cli.out() + cli.err());
        assertTrue(cli.out().endsWith(" met, 0 failed\n"), cli.out());
    }

    @Test
    void aFailedExpectationIsToldWithItsLineAndWhatWasFound() {
        String file = Cli.file(folder, "e.txt", "# nobody\nanonymous\n  permit GET,POST /me # both\n  permit GET /\n");
        Cli cli = Cli.run("test", "-p", Cli.EXAMPLE, file);
        assertEquals(1, cli.exitCode());
        assertEquals(file + ":3: anonymous: GET /me: expected permit, found sign-in (no_identity, `GET /me`)\n"
                + file + ":3: anonymous: POST /me: expected permit, found forbid (not_in_policy)\n"
                + "3 expectations: 1 met, 2 failed\n", cli.out());
    }

    @Test
    void aRoleThatNoEntryNamesIsNotedForItMayBeMistyped() {
        String file = Cli.file(folder, "e.txt", "moderater\n  forbid GET /admin/\n");
        Cli cli = Cli.run("test", "-p", Cli.EXAMPLE, file);
        assertEquals(0, cli.exitCode());
        assertEquals("1 expectation: 1 met, 0 failed\n", cli.out());
        assertEquals("note: " + file + ":2: the policy has no key `moderater`; did you mean `moderator`?\n", cli.err());
    }

    @Test
    void everyLineThatIsNotUnderstoodIsTold() {
        String file = Cli.file(folder, "e.txt", "  permit GET /\nuser\n  allow GET /\n  permit GET\nanonymous role\n  permit GET x\n"
                + "user auth-age=soon\n");
        Cli cli = Cli.run("test", "-p", Cli.EXAMPLE, file);
        assertEquals(2, cli.exitCode());
        for (int line : new int[] {1, 3, 4, 5, 6, 7}) {
            assertTrue(cli.err().contains(file + ":" + line + ": "), line + cli.err());
        }
    }

    @Test
    void aFileWithoutExpectationsIsInvalidInput() {
        assertEquals(2, Cli.run("test", "-p", Cli.EXAMPLE, Cli.file(folder, "e.txt", "# nothing\n")).exitCode());
    }

    @Test
    void theSummaryIsJsonForPrograms() {
        Cli cli = Cli.run("test", "--json", "-p", Cli.EXAMPLE, Cli.file(folder, "e.txt", "user\n  permit GET h.example/me\n  permit GET /protected\n"));
        assertEquals(1, cli.exitCode());
        assertEquals(2, cli.json().get("expectations").asInt());
        assertEquals(1, cli.json().get("failed").asInt());
        assertEquals("insufficient_role", cli.json().get("failures").get(0).get("found").get("reason").asText());
    }
}
