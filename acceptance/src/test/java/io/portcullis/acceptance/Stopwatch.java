package io.portcullis.acceptance;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Measures how long something takes to come true. */
final class Stopwatch {

    private static final long PATIENCE_SECONDS = 20;
    private static final long POLL_MILLIS = 5;
    private static final long PROMISE_MILLIS = 1000;

    private Stopwatch() {}

    /**
     * Holds a measured time to the promised second, where there is a machine to measure on: when twice as many threads
     * want to run as there are processors, the time is that of waiting for them, and the test is skipped, not passed.
     */
    static void promise(String what, long millis) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        int processors = Runtime.getRuntime().availableProcessors();
        if (millis >= PROMISE_MILLIS) {
            Assumptions.assumeTrue(load < 2.0 * processors, () -> what + " took " + millis + " ms; not judged, for the load"
                    + " of this machine is " + load + " on " + processors + " processors");
            Assertions.fail(what + " took " + millis + " ms, and a second is promised");
        }
    }

    /** In milliseconds from now; fails when it does not come true. */
    static long until(Callable<Boolean> condition) throws Exception {
        long began = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new AssertionError("not so within " + PATIENCE_SECONDS + " s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }
}
