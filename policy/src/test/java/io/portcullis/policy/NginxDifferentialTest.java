package io.portcullis.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.portcullis.policy.Decision.Permit;
import io.portcullis.policy.corpus.NginxOracle;
import io.portcullis.policy.corpus.NginxOracle.Answer;
import io.portcullis.policy.corpus.TargetCorpus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The policy against a real nginx, target by target: what is accepted is read as nginx reads it, and a permit never
 * reaches a location of nginx that the permitting entry does not name.
 *
 * <p>{@code -Dportcullis.corpus=FILE} tries the targets of a file as well, one a line.
 */
class NginxDifferentialTest {

  @ParameterizedTest
  @CsvSource({
    "policy.json, localhost, 60000",
    "policy/src/test/resources/differential/policy.json, localhost, 60000",
    "policy/src/test/resources/differential/policy.json, orders.example.com, 20000",
  })
  void nginxAndThePolicyAgreeOnEveryTarget(String file, String host, int count, @TempDir Path folder) throws Exception {
    assumeTrue(NginxOracle.binary().isPresent(), "nginx is not installed: nothing to compare with");
    Policy policy = Policy.load(Policies.root().resolve(file));
    List<String> targets = new ArrayList<>(TargetCorpus.generate(policy, count, 20_260_101));
    String external = System.getProperty("portcullis.corpus");
    if (external != null) {
      targets.addAll(TargetCorpus.read(Path.of(external)));
    }
    Comparison comparison = new Comparison(policy);
    try (NginxOracle nginx = NginxOracle.start(NginxOracle.binary().get(), policy, folder)) {
      List<Answer> answers = nginx.ask(host, targets);
      for (int i = 0; i < targets.size(); i++) {
        comparison.add(targets.get(i), answers.get(i));
      }
    }
    System.out.printf("nginx and %s at %s: %,d targets, %,d answered by nginx, %,d accepted, %,d permits, %d disagreements%n",
        file, host, targets.size(), comparison.answered, comparison.accepted, comparison.permits,
        comparison.disagreements.size());
    assertEquals(List.of(), comparison.disagreements.stream().limit(20).toList());
    assertTrue(comparison.permits > targets.size() / 50, "too few permits to mean anything");
  }

  private static final class Comparison {
    private final Policy policy;
    private final List<String> disagreements = new ArrayList<>();
    private final List<Caller> callers = new ArrayList<>();
    private int answered;
    private int accepted;
    private int permits;

    Comparison(Policy policy) {
      this.policy = policy;
      callers.add(null);
      for (String key : policy.keys()) {
        callers.add(Caller.with(key).named("alice"));
      }
    }

    void add(String target, Answer nginx) {
      if (nginx.status() != 200) {
        return;
      }
      answered++;
      // The gate is handed what nginx hands on.
      RequestTarget read = RequestTarget.of(nginx.requestUri());
      String uri = new String(nginx.uri().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      if (read.refusal() == null) {
        accepted++;
        if (!read.path().equals(uri)) {
          disagreements.add(target + ": read as " + read.path() + ", by nginx as " + uri);
        }
      }
      for (Caller caller : callers) {
        Decision decision = policy.decide(new AccessRequest("GET", nginx.host(), nginx.requestUri(), null), caller);
        if (decision instanceof Permit permit) {
          permits++;
          if (nginx.location() == null || !isNamedBy(permit, nginx.location().location())) {
            disagreements.add(target + ": " + permit + ", nginx chose " + nginx.location());
          }
        } else if (decision.reason() == Decision.Reason.NOT_IN_POLICY && mayAnyoneGet(nginx.location())) {
          disagreements.add(target + ": not in the policy, nginx chose " + nginx.location());
        }
      }
    }

    private boolean isNamedBy(Permit permit, Location chosen) {
      return policy.rules().stream()
          .filter(rule -> rule.key().equals(permit.role()) && rule.location().text().equals(permit.location()))
          .anyMatch(rule -> Coverage.coversPath(rule.location(), chosen)
              && rule.except().stream().noneMatch(exception -> Coverage.coversPath(exception, chosen)));
    }

    private boolean mayAnyoneGet(NginxLocation chosen) {
      return chosen != null && policy.rules().stream().anyMatch(rule -> rule.location().equals(chosen.location())
          && (rule.location().methods().isEmpty() || rule.location().methods().contains("GET"))
          && rule.except().isEmpty());
    }
  }
}
