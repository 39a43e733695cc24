package io.portcullis.acceptance.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Steady requests of people whose tokens live, and of people who are not allowed, while something happens. */
final class Load implements AutoCloseable {

    private static final int PACE_MILLIS = 25;

    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private volatile boolean going = true;

    /**
     * Begins at once: three people at their pages, one who sends forms, and a program with a token of its own, whose answer
     * must be 200; a user and a stranger, whose answer must not.
     */
    Load(String origin) throws Exception {
        this(origin, client -> client);
    }

    /** @param how what is to be said to each client before it begins */
    Load(String origin, UnaryOperator<Client> how) throws Exception {
        for (int i = 0; i < 3; i++) {
            Client moderator = how.apply(Client.signedIn(origin, "moderator"));
            begin("moderator", () -> moderator.status("/protected"));
        }
        Client sender = how.apply(Client.signedIn(origin, "moderator"));
        begin("moderator's form", () -> sender.post("/protected", "a=b").statusCode());
        Client program = how.apply(Client.signedIn(origin, "moderator").asProgram());
        begin("moderator's program", () -> program.status("/protected"));
        Client user = how.apply(Client.signedIn(origin, "user"));
        begin("user", () -> user.status("/protected"));
        Client stranger = how.apply(new Client(origin));
        begin("stranger", () -> stranger.status("/protected"));
    }

    private void begin(String who, Callable<Integer> request) {
        Thread thread = new Thread(() -> {
            while (going) {
                String answer;
                try {
                    answer = Integer.toString(request.call());
                    TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
                } catch (Exception e) {
                    answer = e.getClass().getSimpleName();
                }
                answers.merge(who + " " + answer, 1, Integer::sum);
            }
        }, "load " + who);
        thread.start();
        threads.add(thread);
    }

    /** Waits until so many more requests were answered: long enough for what happened to be noticed. */
    void awaitMore(int requests) throws InterruptedException {
        int wanted = total() + requests;
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (total() < wanted) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the load came to a halt: " + answers());
            }
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
        }
    }

    /** Goes on for a while. */
    void awaitSeconds(int seconds) throws InterruptedException {
        TimeUnit.SECONDS.sleep(seconds);
    }

    private int total() {
        return answers.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How often who got which answer, so far. */
    Map<String, Integer> answers() {
        return new TreeMap<>(answers);
    }

    /** How many requests of permitted people were not answered 200. */
    int failed() {
        return answers.entrySet().stream().filter(e -> e.getKey().startsWith("moderator"))
                .filter(e -> !e.getKey().endsWith(" 200")).mapToInt(Map.Entry::getValue).sum();
    }

    /** How many requests of others were let through. */
    int wronglyPermitted() {
        return answers.getOrDefault("user 200", 0) + answers.getOrDefault("stranger 200", 0);
    }

    @Override
    public void close() throws InterruptedException {
        going = false;
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(40));
        }
    }
}
