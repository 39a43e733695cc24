package io.portcullis.cli.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.cli.NotPossible;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateFolderTest {

    @TempDir
    Path folder;

    @Test
    void secretIsLongKeptAndReadableByItsOwnerOnly() throws Exception {
        StateFolder state = new StateFolder(folder.resolve("state"));
        Path file = state.clientSecret();
        String secret = Files.readString(file);
        assertEquals(43, secret.length());
        assertEquals(secret, Files.readString(state.clientSecret()));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
    }

    @Test
    void secondCommandIsToldWhoHoldsTheStack() throws Exception {
        StateFolder state = new StateFolder(folder);
        try (FileChannel held = state.lock()) {
            String message = assertThrows(NotPossible.class, state::lock).getMessage();
            assertTrue(message.contains("process " + ProcessHandle.current().pid()), message);
        }
        state.lock().close();
    }
}
