package io.portcullis.cli.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.cli.NotPossible;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DotEnvTest {

    @TempDir
    Path folder;

    @Test
    void valuesAreReadWithQuotesAndComments() throws Exception {
        Path file = Files.writeString(folder.resolve(".env"), """
                # a comment
                A=1
                export B = two words # and a comment

                C="with # inside"
                D='single'
                E=
                """);
        assertEquals(Map.of("A", "1", "B", "two words", "C", "with # inside", "D", "single", "E", ""),
                DotEnv.under(Map.of(), file));
    }

    @Test
    void environmentWinsOverTheFile() throws Exception {
        Path file = Files.writeString(folder.resolve(".env"), "A=file\n");
        assertEquals("environment", DotEnv.under(Map.of("A", "environment"), file).get("A"));
    }

    @Test
    void missingFileHoldsNothing() throws Exception {
        assertEquals(Map.of("A", "1"), DotEnv.under(Map.of("A", "1"), folder.resolve(".env")));
    }

    @Test
    void lineThatIsNoSettingIsNamedByItsNumber() throws Exception {
        Path file = Files.writeString(folder.resolve(".env"), "A=1\nwhat is this\n");
        String message = assertThrows(NotPossible.class, () -> DotEnv.under(Map.of(), file)).getMessage();
        assertTrue(message.startsWith(file + ":2: "), message);
    }
}
