package io.portcullis.cli.admin;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Says what a command is doing once that takes more than two seconds: on a terminal a line that counts the seconds,
 * elsewhere one line for each step.
 */
public final class Progress {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Console console;
    private final boolean terminal;
    private final Duration patience;

    /**
     * Progress on standard error.
     *
     * @param console where the command speaks
     */
    public Progress(Console console) {
        this(console, System.console() != null && System.getenv("TERM") != null, PATIENCE);
    }

    Progress(Console console, boolean terminal, Duration patience) {
        this.console = console;
        this.terminal = terminal;
        this.patience = patience;
    }

    /**
     * Does something that may take a while.
     *
     * @param what what it is, such as {@code reading the users}
     * @param work the work
     * @param <T> what comes of it
     * @return what comes of it
     */
    public <T> T during(String what, Supplier<T> work) {
        long began = System.nanoTime();
        ScheduledExecutorService teller = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        boolean[] told = {false};
        Runnable tell = () -> {
            if (terminal) {
                System.err.print("\r" + what + " … " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s");
                System.err.flush();
            } else if (!told[0]) {
                console.remark(what + " …");
            }
            told[0] = true;
        };
        teller.scheduleAtFixedRate(tell, patience.toMillis(), 1000, TimeUnit.MILLISECONDS);
        try {
            return work.get();
        } finally {
            teller.shutdownNow();
            if (told[0] && terminal) {
                System.err.print("\r" + " ".repeat(what.length() + 12) + "\r");
            }
        }
    }

    /**
     * Does something that may take a while and gives nothing back.
     *
     * @param what what it is
     * @param work the work
     */
    public void during(String what, Runnable work) {
        during(what, () -> {
            work.run();
            return null;
        });
    }
}
