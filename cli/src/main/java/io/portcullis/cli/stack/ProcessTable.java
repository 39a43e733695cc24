package io.portcullis.cli.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The running processes as Linux shows them under {@code /proc} (proc(5)). */
final class ProcessTable {

    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";

    private ProcessTable() {}

    /**
     * One process.
     *
     * @param pid its id
     * @param session the id of its session, which is the pid of the process that opened it
     * @param started when it started, in clock ticks since boot: pid and start together are never used twice
     * @param zombie whether it has ended and only waits to be collected
     */
    record Entry(long pid, long session, long started, boolean zombie) {

        /** The command line, or the bare name where that is empty or hidden. */
        String command() {
            try {
                String line = Files.readString(PROC.resolve(pid + "/cmdline"), StandardCharsets.ISO_8859_1)
                        .replace('\0', ' ')
                        .strip();
                if (line.isEmpty()) {
                    line = Files.readString(PROC.resolve(pid + "/comm")).strip();
                }
                return line.length() > 120 ? line.substring(0, 117) + "..." : line;
            } catch (IOException e) {
                return "unknown";
            }
        }

        /** Whether the process works in the given folder; false for other users' processes. */
        boolean worksIn(Path folder) {
            try {
                return Files.readSymbolicLink(PROC.resolve(pid + "/cwd")).equals(folder.toRealPath());
            } catch (IOException e) {
                return false;
            }
        }
    }

    static Optional<Entry> find(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            // The name in parentheses may itself hold spaces and parentheses: the fields begin after the last one.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Optional.of(new Entry(
                    pid, Long.parseLong(fields[3]), Long.parseLong(fields[19]), "Z".equals(fields[0])));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static List<Entry> all() {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path folder : folders) {
                find(Long.parseLong(folder.getFileName().toString())).ifPresent(entries::add);
            }
        } catch (IOException e) {
            // Without /proc nothing can be said of any process.
        }
        return entries;
    }

    /** Identifies this boot of the machine: pids and start times of another boot mean nothing. */
    static String boot() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Who listens on the port, in words for a person. */
    static String listener(int port) {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            collectListening(PROC.resolve(table), port, sockets);
        }
        for (Entry entry : all()) {
            if (holds(entry.pid(), sockets)) {
                return "process " + entry.pid() + " (" + entry.command() + ")";
            }
        }
        return "a process of another user (see it with: sudo ss -ltnp sport = :" + port + ")";
    }

    private static void collectListening(Path table, int port, Set<String> sockets) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        try {
            for (String line : Files.readAllLines(table)) {
                String[] fields = line.strip().split("\\s+");
                if (fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals(LISTENING)) {
                    sockets.add("socket:[" + fields[9] + "]");
                }
            }
        } catch (IOException e) {
            // No such table: IPv6 may be switched off.
        }
    }

    private static boolean holds(long pid, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(target(descriptor))) {
                    return true;
                }
            }
        } catch (IOException e) {
            // Another user's process, or gone meanwhile.
        }
        return false;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
