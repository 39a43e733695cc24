package io.portcullis.cli.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretsTest {

    @Test
    void firstLineIsTheSecretWithItsSpaces() {
        byte[] typed = " pässword \nmore".getBytes(StandardCharsets.UTF_8);
        assertEquals(" pässword ", Secrets.firstLine("the password", new ByteArrayInputStream(typed)));
    }

    @Test
    void emptyFirstLineIsRefused() {
        assertThrows(CommandFailure.class,
                () -> Secrets.firstLine("the password", new ByteArrayInputStream("\nx".getBytes())));
    }

    @Test
    void generatedPasswordsAreLongAndNeverTheSame() {
        assertEquals(24, Secrets.generate().length());
        assertNotEquals(Secrets.generate(), Secrets.generate());
    }

    @Test
    void ownFilesAreReadableByTheirOwnerOnly(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("token");
        OwnFile.write(file, "secret");
        OwnFile.write(file, "another");
        assertEquals("another", Files.readString(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(1, folder.toFile().list().length);
    }
}
