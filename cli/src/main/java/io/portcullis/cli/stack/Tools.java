package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs programs that end by themselves (Maven, Keycloak's build, nginx's test), and ends them on an interrupt. */
final class Tools {

    private static final int SECONDS_BETWEEN_SIGNS_OF_LIFE = 10;
    private static final int LINES_SHOWN = 15;
    private static final int SECONDS_TO_END = 2;
    private static final int SECONDS_TO_DIE = 10;
    private static final Duration POLL = Duration.ofMillis(20);

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
        List<String> line = new ArrayList<>(List.of("setsid"));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
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
            // Known until it is gone: who stops everything waits for this one too.
            end(process);
            running.remove(process);
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

    /**
     * With all that it started, and returns when nothing of it is left; what takes its time over ending is killed. Only
     * the killing is repeated: a program may start another while it is being ended.
     */
    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        session(process).forEach(ProcessHandle::destroy);
        gone(process, Duration.ofSeconds(SECONDS_TO_END), member -> {});
        gone(process, Duration.ofSeconds(SECONDS_TO_DIE), ProcessHandle::destroyForcibly);
    }

    private static void gone(Process process, Duration patience, Consumer<ProcessHandle> meanwhile) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        for (List<ProcessHandle> left = session(process); !left.isEmpty(); left = session(process)) {
            left.forEach(meanwhile);
            if (System.nanoTime() > deadline) {
                break;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What runs in the program's session, which setsid(1) opened for it; the program itself before that, too. */
    private static List<ProcessHandle> session(Process process) {
        return ProcessTable.all().stream()
                .filter(entry -> !entry.zombie() && (entry.session() == process.pid() || entry.pid() == process.pid()))
                .flatMap(entry -> ProcessHandle.of(entry.pid()).stream())
                .toList();
    }

    /** Told that a program is still at work. */
    @FunctionalInterface
    interface LifeSign {
        void stillRunning(int seconds);
    }
}
