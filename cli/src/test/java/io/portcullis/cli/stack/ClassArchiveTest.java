package io.portcullis.cli.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of the enforcer's classes, with a small program in the enforcer's place. */
class ClassArchiveTest {

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private Path archive;

    @BeforeEach
    void program() throws IOException {
        archive = folder.resolve("classes.jsa");
        Path source = Files.writeString(folder.resolve("Program.java"),
                "public class Program { public static void main(String[] a) { System.exit(Integer.getInteger(\"status\", 0)); } }");
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()));
        Path application = Files.createDirectories(folder.resolve("application/quarkus")).getParent();
        Files.writeString(application.resolve("quarkus/quarkus-application.dat"), "");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Program");
        try (OutputStream file = Files.newOutputStream(application.resolve("quarkus-run.jar"));
                JarOutputStream jar = new JarOutputStream(file, manifest)) {
            jar.putNextEntry(new ZipEntry("Program.class"));
            jar.write(Files.readAllBytes(folder.resolve("Program.class")));
        }
    }

    private ClassArchive make(String... options) throws Exception {
        ClassArchive classes = new ClassArchive(folder.resolve("application"), archive, List.of(options));
        classes.make((part, text) -> said.add(text), new Tools(), Map.of());
        return classes;
    }

    @Test
    void laterStartsReadTheClassesFromIt() throws Exception {
        ClassArchive classes = make();
        assertTrue(Files.size(archive) > 0);
        assertTrue(classes.command().contains("-XX:SharedArchiveFile=" + archive), classes.command().toString());
        Process start = new ProcessBuilder(classes.command()).redirectErrorStream(true).start();
        assertEquals("", new String(start.getInputStream().readAllBytes()));
        assertEquals(0, start.waitFor());
    }

    @Test
    void itIsMadeOnceAndAgainWhenTheEnforcerChanged() throws Exception {
        make();
        make();
        assertEquals(1, said.size(), said.toString());
        Path jar = folder.resolve("application/quarkus-run.jar");
        Files.setLastModifiedTime(jar, java.nio.file.attribute.FileTime.fromMillis(1_700_000_000_000L));
        make();
        assertEquals(2, said.size(), said.toString());
    }

    @Test
    void whenItCannotBeMadeTheStartGoesWithoutItAndSaysSo() throws Exception {
        ClassArchive classes = make("-Dstatus=3");
        assertFalse(Files.exists(archive));
        assertFalse(classes.command().toString().contains("SharedArchiveFile"));
        assertTrue(said.get(said.size() - 1).startsWith("will start without an archive of its classes"), said.toString());
    }
}
