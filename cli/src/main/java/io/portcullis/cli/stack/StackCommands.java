package io.portcullis.cli.stack;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The words of the command line that are about the local stack. */
public final class StackCommands {

    private StackCommands() {}

    /**
     * The subcommands, for the root command to take in.
     *
     * @return picocli command objects
     */
    public static List<Object> all() {
        return List.of(
                new UpCommand(), new DownCommand(), new StatusCommand(), new LogsCommand(), new ReloadCommand());
    }

    /** Progress as lines with the seconds since the beginning. */
    static Progress timed(PrintWriter out, long begunNanos) {
        return (part, text) -> {
            synchronized (out) {
                out.printf(Locale.ROOT, "[%3d s] %-9s %s%n", (System.nanoTime() - begunNanos) / 1_000_000_000, part, text);
                out.flush();
            }
        };
    }
}
