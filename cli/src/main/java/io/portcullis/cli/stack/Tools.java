package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Runs programs that end by themselves (Maven, Keycloak's build, nginx's test), and ends them on an interrupt. */
final class Tools {

    private static final int SECONDS_BETWEEN_SIGNS_OF_LIFE = 10;
    private static final int LINES_SHOWN = 15;
    private static final int SECONDS_TO_END = 2;

    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /**
     * Runs a program to its end, its output going to a log file.
     *
     * @param life called every ten seconds with the seconds so far
     * @throws NotPossible when it ends with another status than 0, with the log's last lines
     */
    void run(Path folder, Path log, Map<String, String> environment, List<String> command, LifeSign life)
            throws IOException, NotPossible, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process;
        synchronized (this) {
            if (stopped) {
                throw new InterruptedException();
            }
            process = builder.start();
            running.add(process);
        }
        try {
            int seconds = 0;
            while (!process.waitFor(SECONDS_BETWEEN_SIGNS_OF_LIFE, TimeUnit.SECONDS)) {
                seconds += SECONDS_BETWEEN_SIGNS_OF_LIFE;
                life.stillRunning(seconds);
            }
        } finally {
            running.remove(process);
            end(process);
        }
        if (stopped) {
            throw new InterruptedException();
        }
        if (process.exitValue() != 0) {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            throw new NotPossible(command.get(0) + " failed (exit status " + process.exitValue() + "); the end of " + log
                    + " says:\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size())));
        }
    }

    /** Ends what runs, and lets nothing more begin. */
    synchronized void stop() {
        stopped = true;
        running.forEach(Tools::end);
    }

    /** With all that it started; what takes its time over it is killed. */
    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        try {
            CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Killed below.
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** Told that a program is still at work. */
    @FunctionalInterface
    interface LifeSign {
        void stillRunning(int seconds);
    }
}
