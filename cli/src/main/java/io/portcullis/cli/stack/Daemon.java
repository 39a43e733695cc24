package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A process that outlives the command that started it.
 *
 * <p>It leads a session of its own (setsid(2)), so that a Ctrl-C at the terminal does not reach it and everything it
 * starts can be found by the session's number. What is signalled is certainly ours: the recorded process is told from
 * a later one with the same pid by its start time and by the machine's boot, and the others of its session by the
 * folder they work in.
 */
final class Daemon {

    private static final Duration POLL = Duration.ofMillis(50);

    private final String name;
    private final StateFolder state;

    Daemon(String name, StateFolder state) {
        this.name = name;
        this.state = state;
    }

    Path folder() throws IOException {
        return state.folder(name);
    }

    Path log() throws IOException {
        return state.folder("logs").resolve(name + ".log");
    }

    /** Starts the process; the log of the start before is kept beside the new one as {@code .1}. */
    void start(List<String> command, Map<String, String> environment) throws IOException {
        Path log = log();
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> line = new ArrayList<>(List.of("setsid"));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        Properties record = new Properties();
        record.setProperty("pid", Long.toString(process.pid()));
        record.setProperty("boot", ProcessTable.boot());
        record.setProperty("started", ProcessTable.find(process.pid())
                .map(entry -> Long.toString(entry.started()))
                .orElse("0"));
        state.write(name + ".pid", record);
        awaitOwnSession(process);
    }

    /** The first instants of the process pass in our own session, before setsid(1) has done its work. */
    private static void awaitOwnSession(Process process) {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (process.isAlive()
                && System.nanoTime() < deadline
                && ProcessTable.find(process.pid()).filter(e -> e.session() == e.pid()).isEmpty()) {
            Thread.onSpinWait();
        }
    }

    /** The process's id while it runs. */
    Optional<Long> pid() throws IOException {
        Properties record = record();
        if (record.isEmpty()) {
            return Optional.empty();
        }
        long pid = Long.parseLong(record.getProperty("pid"));
        return ProcessTable.find(pid)
                .filter(entry -> !entry.zombie() && Long.toString(entry.started()).equals(record.getProperty("started")))
                .map(ProcessTable.Entry::pid);
    }

    /**
     * Ends the process and all of its session: asks first, and kills what is left after the grace time.
     *
     * @return whether there was anything to end
     * @throws NotPossible when a process survives even that
     */
    boolean stop(Duration grace) throws IOException, NotPossible {
        List<ProcessTable.Entry> members = members();
        if (members.isEmpty()) {
            Files.deleteIfExists(state.path(name + ".pid"));
            return false;
        }
        Optional<Long> leader = pid();
        for (ProcessTable.Entry member : members) {
            if (leader.isEmpty() || leader.get() == member.pid()) {
                ProcessHandle.of(member.pid()).ifPresent(ProcessHandle::destroy);
            }
        }
        if (!gone(grace)) {
            for (ProcessTable.Entry member : members()) {
                ProcessHandle.of(member.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
            if (!gone(Duration.ofSeconds(10))) {
                throw new NotPossible(name + " does not end: process " + members().get(0).pid()
                        + " survived being killed. Look at it with: ps -fp " + members().get(0).pid());
            }
        }
        Files.deleteIfExists(state.path(name + ".pid"));
        return true;
    }

    /** The last lines of the log, for a message about a failed start. */
    String lastLines(int count) throws IOException {
        Path log = log();
        if (!Files.exists(log)) {
            return "";
        }
        List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }

    private List<ProcessTable.Entry> members() throws IOException {
        Properties record = record();
        if (record.isEmpty()) {
            return List.of();
        }
        long session = Long.parseLong(record.getProperty("pid"));
        Path folder = folder();
        return ProcessTable.all().stream()
                .filter(entry -> entry.session() == session && !entry.zombie() && entry.worksIn(folder))
                .toList();
    }

    private Properties record() throws IOException {
        Properties record = state.properties(name + ".pid");
        boolean usable = record.getProperty("pid", "").matches("[0-9]+")
                && ProcessTable.boot().equals(record.getProperty("boot"));
        return usable ? record : new Properties();
    }

    private boolean gone(Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!members().isEmpty()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
