package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.acceptance.PortcullisCommand.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The realm's keys are changed while people work, and nobody notices. */
@OnStack
final class OperatorKeysTest {

    private final Gate gate;

    OperatorKeysTest(Gate gate) {
        this.gate = gate;
    }

    @Test
    void rotatingTheKeysUnderLoadCostsNoRequest() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> load = new ArrayList<>();
        for (String user : List.of("moderator", "admin")) {
            Visitor visitor = gate.signedInAs(user);
            Thread thread = new Thread(() -> ask(visitor, enough, asked, failures));
            thread.start();
            load.add(thread);
        }
        try {
            assertTrue(ok("key", "rotate", "--algorithm", "ES256").contains("made an ES256 key"));
            assertTrue(ok("key", "rotate", "--algorithm", "ES256").contains("nothing to do"));
            // Fresh logins are signed with the new key, old sessions with the old one; both pass.
            assertEquals(200, gate.signedInAs("moderator").get("/protected").status());
            assertTrue(ok("key", "rotate", "--algorithm", "RS256", "--force").contains("made an RS256 key"));
            assertEquals(200, gate.signedInAs("moderator").get("/protected").status());
            assertTrue(ok("key", "retire").contains("nothing to do"));
        } finally {
            enough.set(true);
            for (Thread thread : load) {
                thread.join();
            }
        }
        assertTrue(failures.isEmpty(), failures.size() + " of " + asked + " failed, such as " + failures.peek());
        System.out.println("key rotation under load: " + asked + " requests, none failed");
    }

    private static void ask(Visitor visitor, AtomicBoolean enough, AtomicInteger asked, Queue<String> failures) {
        while (!enough.get()) {
            try {
                int status = visitor.get("/protected", "Accept", Visitor.JSON).status();
                asked.incrementAndGet();
                if (status != 200) {
                    failures.add("status " + status);
                }
                Thread.sleep(10);
            } catch (Exception e) {
                failures.add(e.toString());
            }
        }
    }

    private String ok(String... words) throws Exception {
        Result result = PortcullisCommand.run(gate.checkout(), words);
        assertEquals(0, result.status(), result.output());
        return result.output();
    }
}
