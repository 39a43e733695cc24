package io.portcullis.cli.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tool that is broken off leaves nothing behind, whatever it started and however it takes being asked to end. */
@Timeout(60)
final class ToolsTest {

    @TempDir
    private Path folder;

    @Test
    void endsWhatTheToolStartedAlthoughNothingOfItListens() throws Exception {
        assertEquals(List.of(), leftAfterStopping("trap '' TERM; sleep 1000 & bash -c 'sleep 1001; sleep 1002' & wait"));
    }

    @Test
    void endsAChildWhoseParentIsGone() throws Exception {
        assertEquals(List.of(), leftAfterStopping("trap '' TERM; (sleep 1000 &); sleep 1001; sleep 1002"));
    }

    @Test
    void endsWhatIsStartedWhileItEnds() throws Exception {
        assertEquals(List.of(), leftAfterStopping("trap 'sleep 1000 & sleep 1001' TERM; sleep 1002 & wait; wait; sleep 1003"));
    }

    @Test
    void waitsForAToolThatIsAlreadyBeingEnded() throws Exception {
        Tools tools = new Tools();
        Thread run = new Thread(() -> {
            try {
                tools.run(folder, folder.resolve("log"), Map.of(),
                        List.of("bash", "-c", "trap '' TERM; touch begun; sleep 1000; sleep 1001"), seconds -> {});
            } catch (Exception e) {
                // Interrupted, as it should be.
            }
        });
        run.start();
        awaitBegun();
        run.interrupt();
        run.join(100);
        tools.stop();
        assertEquals(List.of(), left());
        run.join();
    }

    private List<String> leftAfterStopping(String script) throws Exception {
        Tools tools = new Tools();
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {
            try {
                tools.run(folder, folder.resolve("log"), Map.of(), List.of("bash", "-c", "touch begun; " + script), seconds -> {});
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        awaitBegun();
        tools.stop();
        List<String> left = left();
        assertThrows(ExecutionException.class, () -> run.get(20, TimeUnit.SECONDS));
        return left;
    }

    private void awaitBegun() throws InterruptedException {
        while (!Files.exists(folder.resolve("begun"))) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private List<String> left() {
        return ProcessTable.all().stream()
                .filter(entry -> !entry.zombie() && entry.worksIn(folder)).map(ProcessTable.Entry::command).toList();
    }
}
