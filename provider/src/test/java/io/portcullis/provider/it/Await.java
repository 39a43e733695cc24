package io.portcullis.provider.it;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, up to a deadline. */
final class Await {

    private static final Duration POLL = Duration.ofMillis(100);

    private Await() {
    }

    static void until(String what, Duration atMost, Callable<Boolean> condition) throws Exception {
        Instant deadline = Instant.now().plus(atMost);
        while (!condition.call()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("Waited " + atMost + " in vain: " + what);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** For what depends on nothing but the time of day, such as a token's expiry. */
    static void passed(Instant moment) throws Exception {
        until("the clock to pass " + moment, Duration.between(Instant.now(), moment).plusSeconds(5),
                () -> Instant.now().isAfter(moment));
    }
}
