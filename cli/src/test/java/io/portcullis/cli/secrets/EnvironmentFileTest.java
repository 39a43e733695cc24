package io.portcullis.cli.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.cli.NotPossible;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The secrets in {@code .env}. */
class EnvironmentFileTest {

    private final List<String> said = new ArrayList<>();

    @TempDir
    private Path folder;

    private Path file;
    private Path example;

    @BeforeEach
    void example() throws Exception {
        file = folder.resolve(".env");
        example = folder.resolve(".env.example");
        Files.writeString(example, """
                # Secrets.
                PORTCULLIS_CLIENT_SECRET=generate
                PORTCULLIS_DATABASE_PASSWORD=
                COMPOSE_PROFILES=demo
                """);
    }

    private String fill() throws Exception {
        new EnvironmentFile(file, new SecureRandom(), said::add).fill(example);
        return Files.readString(file);
    }

    @Test
    void newFileIsTheExampleWithEverySecretFilledInForItsOwnerOnly() throws Exception {
        String text = fill();
        assertTrue(text.matches("(?s)# Secrets.\nPORTCULLIS_CLIENT_SECRET=[\\w-]{43}\nPORTCULLIS_DATABASE_PASSWORD=[\\w-]{43}\n"
                + "COMPOSE_PROFILES=demo\nPORTCULLIS_ADMIN_PASSWORD=[\\w-]{43}\n"), text);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void secondCallChangesNothing() throws Exception {
        String first = fill();
        assertEquals(first, fill());
    }

    @Test
    void whatSomebodyWroteStays() throws Exception {
        Files.writeString(file, "PORTCULLIS_CLIENT_SECRET='a-secret-that-somebody-chose'\nOTHER=1\n");
        String text = fill();
        assertTrue(text.startsWith("PORTCULLIS_CLIENT_SECRET='a-secret-that-somebody-chose'\nOTHER=1\n"), text);
    }

    @Test
    void noSecretIsShown() throws Exception {
        String text = fill();
        for (String line : text.lines().filter(line -> line.startsWith("PORTCULLIS_")).toList()) {
            assertFalse(String.join("\n", said).contains(line.substring(line.indexOf('=') + 1)), "shown");
        }
    }

    @Test
    void weakSecretIsNamed() throws Exception {
        Files.writeString(file, "PORTCULLIS_ADMIN_PASSWORD=admin\n");
        NotPossible e = assertThrows(NotPossible.class, this::fill);
        assertTrue(e.getMessage().startsWith("PORTCULLIS_ADMIN_PASSWORD is shorter"), e.getMessage());
    }

    @Test
    void withoutFileAndExampleItSaysWhatIsMissing() throws Exception {
        Files.delete(example);
        assertTrue(assertThrows(NotPossible.class, this::fill).getMessage().contains(".env.example"));
    }
}
