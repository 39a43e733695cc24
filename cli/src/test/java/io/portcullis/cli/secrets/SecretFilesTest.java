package io.portcullis.cli.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The secrets that containers read from files. */
class SecretFilesTest {

    private static final String STATED = "a-secret-that-somebody-chose";

    private final List<String> said = new ArrayList<>();

    @TempDir
    private Path folder;

    private void write(String client, String database, String admin) throws NotPossible, IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("PORTCULLIS_CLIENT_SECRET", client);
        environment.put("PORTCULLIS_DATABASE_PASSWORD", database);
        environment.put("PORTCULLIS_ADMIN_PASSWORD", admin);
        new SecretFiles(folder, new SecureRandom(), said::add).write(environment);
    }

    private String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    @Test
    void generatedSecretsAreStrongDifferentAndNeverShown() throws Exception {
        write("generate", "generate", "generate");
        assertTrue(read("client/secret").matches("[A-Za-z0-9_-]{43}"));
        assertNotEquals(read("client/secret"), read("database/password"));
        assertFalse(String.join("\n", said).contains(read("client/secret")));
    }

    @Test
    void generatedSecretIsKeptAtTheNextStart() throws Exception {
        write("generate", "generate", "generate");
        String first = read("client/secret");
        write("generate", "generate", "generate");
        assertEquals(first, read("client/secret"));
    }

    @Test
    void statedSecretIsWrittenAndReplacesAGeneratedOne() throws Exception {
        write("generate", "generate", "generate");
        write(STATED, "generate", "generate");
        assertEquals(STATED, read("client/secret"));
    }

    @Test
    void missingSecretIsNamedAndNothingIsWritten() {
        NotPossible e = assertThrows(NotPossible.class, () -> write("generate", "", "generate"));
        assertTrue(e.getMessage().startsWith("PORTCULLIS_DATABASE_PASSWORD is missing"), e.getMessage());
        assertFalse(Files.exists(folder.resolve("client")));
    }

    @Test
    void weakSecretIsNamedAndNotRepeated() {
        NotPossible e = assertThrows(NotPossible.class, () -> write("letmein", "generate", "generate"));
        assertTrue(e.getMessage().startsWith("PORTCULLIS_CLIENT_SECRET is shorter than 16"), e.getMessage());
        assertFalse(e.getMessage().contains("letmein"));
    }

    @Test
    void secretThatProgramsReadDifferentlyIsRefused() {
        assertThrows(NotPossible.class, () -> write("a secret with some spaces", "generate", "generate"));
    }
}
