package io.portcullis.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffCommandTest {

    @TempDir
    Path folder;

    private Cli diff(String before, String after) {
        return Cli.run("diff", Cli.file(folder, "old.json", before.replace('\'', '"')),
                Cli.file(folder, "new.json", after.replace('\'', '"')));
    }

    @Test
    void theSamePolicyHasNoDifference() {
        Cli cli = Cli.run("diff", Cli.EXAMPLE, Cli.EXAMPLE);
        assertEquals(0, cli.exitCode());
        assertEquals("no difference: both files give every request the same answer\n", cli.out());
    }

    @Test
    void exactlyWhatAnEditOfTheExampleOpensAndClosesIsTold() throws Exception {
        String example = Files.readString(Path.of(Cli.EXAMPLE));
        String edited = example
                .replace("\"GET /articles/**\"", "\"GET /articles/*\", \"/wiki/**\"")
                .replace("\"/protected\", ", "")
                .replace("\"acr\": \"2\"", "\"acr\": \"3\"")
                .replace("\"GET /me\"", "\"/me\"");
        Cli cli = diff(example, edited);
        assertEquals(1, cli.exitCode());
        assertEquals("""
            opens   (every method but GET,HEAD) /me to every signed-in caller
            closes  GET /articles/** (but not /articles/*) to `user`, `moderator`, `admin`
            closes  /protected to `moderator`, `admin`
            asks    `admin` at /admin/keys/** for step-up: acr 3 authenticated within 300 s
            opens   /wiki/** to `user`, `moderator`, `admin`
            """, cli.out());
    }

    @Test
    void aRewriteThatChangesNoAnswerIsNoDifference() {
        assertEquals(0, diff(
                "{'user': {'locations': ['GET /a', 'POST /a', '/b/**']}, 'admin': {'inherits': ['user'], 'locations': ['/c']}}",
                "{'admin': {'locations': ['/c', '/b/**', '/b/x', 'GET,POST /a']}, 'user': {'locations': ['GET,POST /a', '/b/**']}}").exitCode());
    }

    @Test
    void anExceptionClosesWhatItNamesAndNoMore() {
        assertEquals("closes  /a/k/** to `user`\n", diff(
                "{'user': {'locations': ['/a/**']}}",
                "{'user': {'locations': [{'location': '/a/**', 'except': ['/a/k/**']}]}}").out());
    }

    @Test
    void whatOpensForEveryoneIsToldOnce() {
        assertEquals("opens   /x to everyone\n", diff(
                "{'user': {'locations': ['/y']}}",
                "{'user': {'locations': ['/y']}, '@public': {'locations': ['/x']}}").out());
    }

    @Test
    void aRoleTakenOutOfTheHierarchyLosesWhatItInherited() {
        assertEquals("closes  GET /a to `admin`\n", diff(
                "{'user': {'locations': ['GET /a']}, 'admin': {'inherits': ['user'], 'locations': ['/b']}}",
                "{'user': {'locations': ['GET /a']}, 'admin': {'locations': ['/b']}}").out());
    }

    @Test
    void hostsClaimsAndNamesAreToldAsTheyAreWritten() {
        assertEquals("""
            closes  h.example/x to `user`
            closes  /u/{token.sub} to `user`
            closes  @reports to `user`
            opens   /v/* to `user`
            """, diff(
                "{'user': {'locations': ['h.example/x', '/u/{token.sub}', '@reports']}}",
                "{'user': {'locations': ['/v/*']}}").out());
    }

    @Test
    void aClaimMadeAWildcardOpensWhatIsNotTheCallersOwn() {
        assertEquals("opens   /u/* to `user`\n", diff(
                "{'user': {'locations': ['/u/{token.sub}']}}", "{'user': {'locations': ['/u/*']}}").out());
    }

    @Test
    void whatChangesOnlyWhereTwoLocationsMeetIsTold() {
        assertEquals("opens   /a/b to `user`\n", diff(
                "{'user': {'locations': ['/a/*'], 'except': ['/*/b']}}", "{'user': {'locations': ['/a/*']}}").out());
        assertEquals("closes  /u/admin where {token.name} is admin to `user`\n", diff(
                "{'user': {'locations': ['/u/{token.name}']}}",
                "{'user': {'locations': ['/u/{token.name}'], 'except': ['/u/admin']}}").out());
        assertEquals("opens   @reports at /a/** to `user`\n", diff(
                "{'user': {'locations': ['/a/**'], 'except': ['@reports']}}", "{'user': {'locations': ['/a/**']}}").out());
        assertEquals("closes  h.example/a/** to `user`\n", diff(
                "{'user': {'locations': ['/a/**']}}",
                "{'user': {'locations': ['/a/**'], 'except': ['h.example/**']}}").out());
    }

    @Test
    void whatStaysOpenWhereAnotherLocationNamesItIsNoPartOfTheClosing() {
        assertEquals("closes  /a/* (but not /a/b) to `user`\n", diff(
                "{'user': {'locations': ['/a/*', '/*/b']}}", "{'user': {'locations': ['/*/b']}}").out());
    }

    @Test
    void whatClosesForEveryoneButARoleIsNotSaidOfEveryone() {
        assertEquals("closes  /p to callers who are not signed in, signed-in callers without a role\n", diff(
                "{'@public': {'locations': ['/p']}, 'user': {'locations': ['/p']}}",
                "{'@public': {'locations': []}, 'user': {'locations': ['/p']}}").out());
        assertEquals("closes  /p to everyone\n", diff(
                "{'@public': {'locations': ['/p']}, 'user': {'locations': []}}",
                "{'@public': {'locations': []}, 'user': {'locations': []}}").out());
    }

    @Test
    void encodedSlashesThatAreAllowedOrNoMoreAreAChange() {
        assertEquals("opens   /p/* with an encoded slash to `user`\n", diff(
                "{'user': {'locations': ['/p/*']}}",
                "{'user': {'locations': [{'location': '/p/*', 'encodedSlashes': true}]}}").out());
    }

    @Test
    void aStepUpThatAsksForMoreThanTheOneItNamesIsAChange() {
        assertEquals(1, diff(
                "{'user': {'locations': [{'location': '/p', 'acr': 'gold'}, {'location': '/*', 'acr': 'silver'}]}}",
                "{'user': {'locations': [{'location': '/p', 'acr': 'gold'}, '/*']}}").exitCode());
    }

    @Test
    void theChangesAreJsonForPrograms() {
        Cli.file(folder, "a.json", "{\"user\": {\"locations\": [\"GET /a\"]}}");
        Cli.file(folder, "b.json", "{\"user\": {\"locations\": [\"/a\"]}}");
        Cli cli = Cli.run("diff", "--json", folder.resolve("a.json").toString(), folder.resolve("b.json").toString());
        assertEquals("opens", cli.json().get("changes").get(0).get("change").asText());
        assertEquals("user", cli.json().get("changes").get(0).get("keys").get(0).asText());
    }

    @Test
    void anInvalidFileIsInvalidInput() {
        Cli cli = diff("{}", "{'user': 1}");
        assertEquals(2, cli.exitCode());
        assertTrue(cli.err().contains("new.json:1:10: "), cli.err());
    }
}
