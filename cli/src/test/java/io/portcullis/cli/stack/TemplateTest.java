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

final class TemplateTest {

    @TempDir
    Path folder;

    @Test
    void onlyPlaceholdersThatAreSetAreReplaced() throws Exception {
        Path file = Files.writeString(folder.resolve("t"), "listen ${PORTCULLIS_HTTP_LISTEN}; set $a ${host}x$uri; ~ \\d$;");
        assertEquals("listen 8080$; set $a ${host}x$uri; ~ \\d$;",
                Template.render(file, Map.of("PORTCULLIS_HTTP_LISTEN", "8080$")));
    }

    @Test
    void placeholderOfOursThatIsNotSetIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("t"), "listen ${PORTCULLIS_HTTP_LISTEN};");
        String message = assertThrows(NotPossible.class, () -> Template.render(file, Map.of())).getMessage();
        assertTrue(message.contains("PORTCULLIS_HTTP_LISTEN"), message);
    }
}
