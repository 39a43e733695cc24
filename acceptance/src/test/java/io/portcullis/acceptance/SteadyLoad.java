package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Two people with live tokens who ask all the time, the one for what is permitted, the other for what is not. */
final class SteadyLoad implements AutoCloseable {

    private final Gate gate;
    private final Map<String, Integer> answers = new ConcurrentSkipListMap<>();
    private final AtomicBoolean on = new AtomicBoolean(true);
    // As they are at first: each thread is a tab that reads no new cookies.
    private final String permitted;
    private final String refused;
    private final List<Thread> threads = List.of(new Thread(this::run), new Thread(this::run));

    SteadyLoad(Gate gate) throws Exception {
        this.gate = gate;
        permitted = gate.signedInAs("moderator").cookieHeader();
        refused = gate.signedInAs("user").cookieHeader();
        threads.forEach(Thread::start);
    }

    private void run() {
        while (on.get()) {
            count("permitted", permitted);
            count("refused", refused);
        }
    }

    private void count(String who, String cookies) {
        String outcome;
        try {
            outcome = String.valueOf(gate.visitor().get("/protected", "Cookie", cookies, "Accept", Visitor.JSON).status());
            TimeUnit.MILLISECONDS.sleep(25);
        } catch (Exception e) {
            outcome = e.getClass().getSimpleName();
        }
        answers.merge(who + " " + outcome, 1, Integer::sum);
    }

    /** Fails unless each request so far was answered as if nothing had happened. */
    void assertUndisturbed() {
        assertEquals(Set.of("permitted 200", "refused 403"), answers.keySet(), answers.toString());
    }

    @Override
    public void close() throws Exception {
        on.set(false);
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
