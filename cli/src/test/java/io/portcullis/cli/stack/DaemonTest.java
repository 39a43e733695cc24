package io.portcullis.cli.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DaemonTest {

    private static final Duration GRACE = Duration.ofMillis(300);

    @TempDir
    Path folder;

    private StateFolder state;
    private Daemon daemon;

    @BeforeEach
    void make() throws Exception {
        state = new StateFolder(folder);
        daemon = new Daemon("part", state);
    }

    @AfterEach
    void stop() throws Exception {
        daemon.stop(GRACE);
    }

    @Test
    void processRunsInASessionOfItsOwnUntilItIsStopped() throws Exception {
        daemon.start(List.of("sleep", "600"), Map.of());
        long pid = daemon.pid().orElseThrow();
        assertEquals(pid, ProcessTable.find(pid).orElseThrow().session());
        assertTrue(daemon.stop(GRACE));
        assertTrue(daemon.pid().isEmpty());
        assertFalse(daemon.stop(GRACE));
    }

    @Test
    void processThatIgnoresBeingAskedIsKilledWithItsChildren() throws Exception {
        daemon.start(List.of("bash", "-c", "trap '' TERM; sleep 600 & echo $! > child; wait; wait"), Map.of());
        Path child = daemon.folder().resolve("child");
        awaitFile(child);
        long childPid = Long.parseLong(Files.readString(child).strip());
        assertTrue(daemon.stop(GRACE));
        assertTrue(ProcessTable.find(childPid).filter(entry -> !entry.zombie()).isEmpty());
    }

    @Test
    void childrenWhoseParentDiedAreFoundAndEnded() throws Exception {
        daemon.start(List.of("bash", "-c", "sleep 600 & echo $! > child; wait"), Map.of());
        Path child = daemon.folder().resolve("child");
        awaitFile(child);
        long childPid = Long.parseLong(Files.readString(child).strip());
        ProcessHandle leader = ProcessHandle.of(daemon.pid().orElseThrow()).orElseThrow();
        leader.destroyForcibly();
        leader.onExit().get();
        assertTrue(daemon.pid().isEmpty());
        assertTrue(daemon.stop(GRACE));
        assertTrue(ProcessTable.find(childPid).filter(entry -> !entry.zombie()).isEmpty());
    }

    @Test
    void laterProcessWithTheSamePidIsNotOurs() throws Exception {
        Process stranger = new ProcessBuilder("setsid", "sleep", "600").start();
        try {
            record(stranger.pid(), 1, ProcessTable.boot());
            assertTrue(daemon.pid().isEmpty());
            assertFalse(daemon.stop(GRACE));
            assertTrue(stranger.isAlive());
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void pidOfAnotherBootMeansNothing() throws Exception {
        Process stranger = new ProcessBuilder("setsid", "sleep", "600").directory(daemon.folder().toFile()).start();
        try {
            record(stranger.pid(), ProcessTable.find(stranger.pid()).orElseThrow().started(), "another-boot");
            assertTrue(daemon.pid().isEmpty());
            assertFalse(daemon.stop(GRACE));
            assertTrue(stranger.isAlive());
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void outputGoesToTheLogAndTheLastOneIsKept() throws Exception {
        daemon.start(List.of("bash", "-c", "echo first"), Map.of());
        awaitText(daemon.log(), "first");
        daemon.start(List.of("bash", "-c", "echo second"), Map.of());
        awaitText(daemon.log(), "second");
        assertEquals("first\n", Files.readString(folder.resolve("logs/part.log.1")));
        assertEquals("second", daemon.lastLines(5));
    }

    private void record(long pid, long started, String boot) throws Exception {
        Properties record = new Properties();
        record.setProperty("pid", Long.toString(pid));
        record.setProperty("started", Long.toString(started));
        record.setProperty("boot", boot);
        state.write("part.pid", record);
    }

    private static void awaitFile(Path file) throws Exception {
        awaitText(file, "\n");
    }

    private static void awaitText(Path file, String text) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!Files.exists(file) || !Files.readString(file).contains(text)) {
            assertTrue(System.nanoTime() < deadline, file + " never held " + text);
            Thread.onSpinWait();
        }
    }
}
