package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does things for several parts at once, and waits until a started part is ready. */
final class Startup {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration BETWEEN_SIGNS_OF_LIFE = Duration.ofSeconds(10);
    private static final int POLL_MILLIS = 200;
    private static final int LINES_SHOWN = 15;

    private final Progress progress;

    Startup(Progress progress) {
        this.progress = progress;
    }

    /** What is done for one part. */
    @FunctionalInterface
    interface Step {
        void take(Part part) throws IOException, NotPossible, InterruptedException;
    }

    /** Takes the step for all parts at once; the first failure ends the others. */
    void inParallel(List<Part> parts, Step step) throws IOException, NotPossible, InterruptedException {
        if (parts.isEmpty()) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(parts.size());
        try {
            var finished = new java.util.concurrent.ExecutorCompletionService<Void>(threads);
            List<Future<Void>> futures = new ArrayList<>();
            for (Part part : parts) {
                futures.add(finished.submit(() -> {
                    step.take(part);
                    return null;
                }));
            }
            for (int i = 0; i < futures.size(); i++) {
                finished.take().get();
            }
        } catch (ExecutionException e) {
            throw said(e.getCause());
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(30, TimeUnit.SECONDS);
        }
    }

    /** Returns when the part is ready; says now and then what it waits for. */
    void awaitReady(Part part, Daemon daemon) throws IOException, NotPossible, InterruptedException {
        long begun = System.nanoTime();
        long said = begun;
        while (true) {
            Optional<String> trouble = part.notReady();
            if (daemon.pid().isEmpty()) {
                throw new NotPossible(part.name() + " ended while starting; the end of " + daemon.log() + " says:\n"
                        + daemon.lastLines(LINES_SHOWN));
            }
            long now = System.nanoTime();
            if (trouble.isEmpty()) {
                progress.say(part.name(), "ready");
                return;
            }
            if (now - begun > PATIENCE.toNanos()) {
                throw new NotPossible(part.name() + " is not ready after " + PATIENCE.toMinutes() + " minutes: "
                        + trouble.get() + ". Its log: " + daemon.log());
            }
            if (now - said > BETWEEN_SIGNS_OF_LIFE.toNanos()) {
                progress.say(part.name(), trouble.get());
                said = now;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private static NotPossible said(Throwable cause) throws IOException, NotPossible, InterruptedException {
        if (cause instanceof NotPossible known) {
            return known;
        }
        if (cause instanceof IOException io) {
            throw io;
        }
        if (cause instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        throw new IllegalStateException(cause);
    }
}
