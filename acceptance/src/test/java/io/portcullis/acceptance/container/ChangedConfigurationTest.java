package io.portcullis.acceptance.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The nginx image takes up a changed template by itself, and keeps what it has when nginx refuses the change. */
@NeedsDocker
@ExtendWith(Containers.class)
final class ChangedConfigurationTest {

    private static final String CONTAINER = "portcullis-test-changed";
    private static final String BEFORE = "location / {";

    @TempDir
    private Path folder;

    @Test
    void changedTemplateIsTakenUpAndABrokenOneReportedWhileTheOneBeforeStays() throws Exception {
        Path templates = copy("templates");
        Compose.docker("rm", "--force", "--volumes", CONTAINER);
        Compose.docker("run", "--detach", "--name", CONTAINER, "--publish", "127.0.0.1::8080", "--read-only",
                "--tmpfs", "/tmp:mode=1777", "--tmpfs", "/etc/nginx/conf.d:uid=101,gid=101",
                "--volume", templates + ":/etc/nginx/templates:ro", "--volume", copy("snippets") + ":/etc/nginx/snippets:ro",
                "--env", "PORTCULLIS_ENFORCERS=127.0.0.2:9090", "--env", "PORTCULLIS_KEYCLOAKS=127.0.0.4:8080",
                "--env", "PORTCULLIS_DEMO=127.0.0.5:8080", "portcullis/nginx").orFail("nginx");
        try {
            Client client = new Client("http://" + Compose.docker("port", CONTAINER, "8080").orFail("port").strip());
            // Without an enforcer nothing opens.
            until("nginx answers", () -> client.status("/") == 503);
            Path site = templates.resolve("default.conf.template");
            String text = Files.readString(site);
            Files.writeString(site, text.replace(BEFORE, "location = /added { return 200; }\n    " + BEFORE));
            until("the changed template is in force", () -> client.status("/added") == 200);
            Files.writeString(site, text.replace(BEFORE, "this is no directive;\n    " + BEFORE));
            until("the broken template is reported", () -> log().contains("the one before stays in force"));
            assertTrue(log().contains("unknown directive \"this\""), log());
            assertEquals(200, client.status("/added"));
            assertEquals(503, client.status("/"));
        } finally {
            Compose.docker("rm", "--force", "--volumes", CONTAINER);
        }
    }

    private Path copy(String name) throws Exception {
        Path copy = Files.createDirectories(folder.resolve(name));
        try (Stream<Path> files = Files.list(Compose.CHECKOUT.resolve("nginx").resolve(name))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static String log() throws Exception {
        return Compose.docker("logs", CONTAINER).said();
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (true) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (java.io.IOException e) {
                // It has only just begun.
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("after a minute it is not so that " + what + ":\n" + log());
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
