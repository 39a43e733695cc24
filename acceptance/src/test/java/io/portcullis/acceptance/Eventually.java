package io.portcullis.acceptance;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Waits on a condition with a deadline. */
final class Eventually {

    private static final int POLL_MILLIS = 100;

    private Eventually() {}

    /** The first value that fulfils the condition; fails with the last one seen. */
    static <T> T until(Duration patience, Callable<T> value, Predicate<T> condition) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            T seen = value.call();
            if (condition.test(seen)) {
                return seen;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not so within " + patience.toSeconds() + " s; last seen: " + seen);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }
}
