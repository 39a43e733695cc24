package io.portcullis.cli.realm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portcullis.cli.admin.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RealmFileTest {

    @TempDir
    private Path folder;

    private RealmFile read(String json, Map<String, String> values) throws Exception {
        Path file = Files.writeString(folder.resolve("realm.json"), json);
        return RealmFile.read(file, name -> Optional.ofNullable(values.get(name)));
    }

    @Test
    void placeholdersBecomeTheirValues() throws Exception {
        RealmFile file = read("""
                {"realm":"r","id":"i","clients":[{"redirectUris":["${ORIGIN}/oauth2/callback"],"baseUrl":"${BASE:/}"}]}""",
                Map.of("ORIGIN", "https://x"));
        JsonNode client = file.named("staff").path("clients").get(0);
        assertEquals("https://x/oauth2/callback", client.path("redirectUris").get(0).asText());
        assertEquals("/", client.path("baseUrl").asText());
        assertEquals("staff", file.named("staff").path("realm").asText());
        assertFalse(file.named("staff").has("id"));
    }

    @Test
    void secretThatNobodySetIsLeftToKeycloak() throws Exception {
        RealmFile file = read("{\"realm\":\"r\",\"secret\":\"${PORTCULLIS_CLIENT_SECRET}\"}", Map.of());
        assertFalse(file.named("r").has("secret"));
    }

    @Test
    void missingValueIsNamed() {
        CommandFailure failure = assertThrows(CommandFailure.class,
                () -> read("{\"realm\":\"r\",\"x\":\"${NOBODY_SET_IT}\"}", Map.of()));
        assertTrue(failure.getMessage().contains("NOBODY_SET_IT"), failure.getMessage());
    }

    @Test
    void brokenFileIsToldWithItsLine() {
        CommandFailure failure = assertThrows(CommandFailure.class, () -> read("{\n\"realm\": }", Map.of()));
        assertTrue(failure.getMessage().contains("realm.json:2:"), failure.getMessage());
    }

    @Test
    void documentContainsAPartWhateverElseItHas() throws Exception {
        ObjectMapper json = new ObjectMapper();
        JsonNode whole = json.readTree("{\"a\":\"true\",\"l\":[\"y\",\"x\"],\"more\":1}");
        assertTrue(Json.contains(whole, json.readTree("{\"a\":true,\"l\":[\"x\",\"y\"],\"off\":false,\"none\":\"\"}")));
        assertFalse(Json.contains(whole, json.readTree("{\"a\":\"false\"}")));
        assertFalse(Json.contains(whole, json.readTree("{\"l\":[\"x\"]}")));
    }

    @Test
    void mergingKeepsWhatThePartDoesNotName() throws Exception {
        ObjectMapper json = new ObjectMapper();
        ObjectNode whole = (ObjectNode) json.readTree("{\"config\":{\"a\":\"1\",\"b\":\"2\"},\"id\":\"i\"}");
        assertEquals(json.readTree("{\"config\":{\"a\":\"1\",\"b\":\"3\"},\"id\":\"i\"}"),
                Json.merged(whole, json.readTree("{\"config\":{\"b\":\"3\"}}")));
    }
}
