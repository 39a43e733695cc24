package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.policy.Policy;
import io.portcullis.policy.corpus.TargetCorpus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Raw request targets through a real nginx to the real enforcer, and past both to the policy's library and command: no
 * permit may reach a location that nginx chose and that is not for the caller, and all must give the same answers.
 *
 * <p>{@code -Dportcullis.corpus=FILE} tries the targets of a file, one a line, instead of those made up;
 * {@code -Dportcullis.corpus.count=N} and {@code -Dportcullis.corpus.seed=N} make up others.
 */
@OnStack
final class PolicyDifferentialTest {

    private static final int CHUNK = 500;
    private static final int CONNECTIONS = 4;

    private final Gate gate;

    PolicyDifferentialTest(Gate gate) {
        this.gate = gate;
    }

    @Test
    void gateLibraryAndCommandAnswerEveryTargetAsTheLocationThatNginxChose(@TempDir Path folder) throws Exception {
        Path file = gate.checkout().file("policy.json");
        Policy policy = Policy.load(file);
        List<String> targets = targets(policy);
        DemoTokens tokens = new DemoTokens(gate);
        Differences differences = new Differences(file, policy, targets);
        long began = System.nanoTime();
        Map<String, String> quiet = Map.of("PORTCULLIS_DECISION_LOG", "off", "PORTCULLIS_CLIENT_SECRET_FILE",
                gate.checkout().file(".portcullis/client-secret").toString());
        try (SecondEnforcer enforcer = new SecondEnforcer(gate, quiet);
                TellingSite site = new TellingSite(gate, enforcer.port(), DemoSite.places(), folder)) {
            ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
            try {
                List<Callable<Void>> chunks = new ArrayList<>();
                for (int from = 0; from < targets.size(); from += CHUNK) {
                    int first = from;
                    chunks.add(() -> {
                        differences.tryAtTheGate(site, tokens, first, Math.min(first + CHUNK, targets.size()));
                        return null;
                    });
                }
                for (Future<Void> chunk : threads.invokeAll(chunks)) {
                    chunk.get();
                }
            } finally {
                threads.shutdownNow();
            }
        }
        differences.tryTheCommand(tokens, folder);
        System.out.printf("policy: %s, %d s%n", differences, (System.nanoTime() - began) / 1_000_000_000);
        assertEquals(List.of(), differences.found());
        assertTrue(differences.permits() > targets.size() / 50, "too few permits to mean anything");
    }

    private static List<String> targets(Policy policy) throws Exception {
        String file = System.getProperty("portcullis.corpus");
        return file != null ? TargetCorpus.read(Path.of(file)) : TargetCorpus.generate(policy,
                Integer.getInteger("portcullis.corpus.count", 100_000), Long.getLong("portcullis.corpus.seed", 20_260_101));
    }
}
