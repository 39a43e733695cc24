package io.portcullis.cli.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

final class ReportTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private Console console(boolean json) {
        return new Console(new PrintWriter(out), new PrintWriter(err), json, Ansi.OFF);
    }

    @Test
    void personIsToldWhatWasDoneAndWhatWasSoAlready() {
        new Report(console(false)).did("created alice").already("bob is there").note("no password").print();
        assertEquals("created alice\nbob is there: nothing to do\n", out.toString());
        assertEquals("note: no password\n", err.toString());
    }

    @Test
    void programIsToldTheSameInJson() throws Exception {
        new Report(console(true)).already("bob is there").with("id", 7).print();
        JsonNode answer = new ObjectMapper().readTree(out.toString());
        assertFalse(answer.path("changed").asBoolean());
        assertEquals("bob is there", answer.path("unchanged").get(0).asText());
        assertEquals(7, answer.path("id").asInt());
    }

    @Test
    void foreignTextCannotPlayWithTheTerminal() {
        console(false).say("name\u001b[2J\u0007");
        assertEquals("name?[2J?\n", out.toString());
    }

    @Test
    void whatIsQuickIsDoneSilently() {
        assertEquals(3, new Progress(console(false), false, Duration.ofSeconds(30)).during("counting", () -> 3));
        assertEquals("", err.toString());
    }

    @Test
    void nearNameIsSuggestedAndAFarOneIsNot() {
        assertEquals("moderator", NearName.of("moderatr", java.util.List.of("admin", "moderator")).orElseThrow());
        assertFalse(NearName.of("zebra", java.util.List.of("admin", "moderator")).isPresent());
    }

    @Test
    void everyShapeOfKeycloaksErrorsIsRead() {
        assertEquals("User exists", KeycloakError.message("{\"errorMessage\":\"User exists\"}"));
        assertEquals("Invalid credentials",
                KeycloakError.message("{\"error\":\"invalid_grant\",\"error_description\":\"Invalid credentials\"}"));
        assertEquals("email: bad", KeycloakError.message("{\"errors\":[{\"field\":\"email\",\"errorMessage\":\"bad\"}]}"));
        assertEquals("", KeycloakError.message("<html>"));
    }
}
