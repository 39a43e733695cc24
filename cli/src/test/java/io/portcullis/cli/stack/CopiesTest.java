package io.portcullis.cli.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CopiesTest {

    @TempDir
    Path folder;

    @Test
    void mirroredFolderEqualsItsSource() throws Exception {
        Path source = Files.createDirectories(folder.resolve("source/lib")).getParent();
        Files.writeString(source.resolve("lib/a.jar"), "a");
        Path target = folder.resolve("target");
        Files.createDirectories(target);
        Files.writeString(target.resolve("old.jar"), "old");
        Copies.mirror(source, target);
        assertEquals("a", Files.readString(target.resolve("lib/a.jar")));
        assertFalse(Files.exists(target.resolve("old.jar")));
    }

    @Test
    void zipIsUnpackedWithoutItsTopFolderAndScriptsCanBeRun() throws Exception {
        Path zip = zip("top/bin/kc.sh", "top/version.txt");
        Copies.unzip(zip, folder.resolve("server"));
        assertTrue(Files.isExecutable(folder.resolve("server/bin/kc.sh")));
        assertTrue(Files.exists(folder.resolve("server/version.txt")));
    }

    @Test
    void zipThatReachesOutOfItsFolderIsRefused() throws Exception {
        Path zip = zip("top/../../../escaped.txt");
        assertThrows(IOException.class, () -> Copies.unzip(zip, folder.resolve("server")));
        assertFalse(Files.exists(folder.resolve("server")));
    }

    private Path zip(String... names) throws Exception {
        Path zip = folder.resolve("a.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String name : names) {
                out.putNextEntry(new ZipEntry(name));
                out.write("x".getBytes());
                out.closeEntry();
            }
        }
        return zip;
    }
}
