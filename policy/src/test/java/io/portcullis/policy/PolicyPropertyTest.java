package io.portcullis.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.portcullis.policy.Decision.Forbidden;
import io.portcullis.policy.Decision.Permit;
import io.portcullis.policy.Decision.Reason;
import io.portcullis.policy.Decision.StepUp;
import io.portcullis.policy.Decision.Unauthenticated;
import io.portcullis.policy.Explanation.Finding;
import io.portcullis.policy.Explanation.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The compiled policy against {@link NaivePolicy}, on made-up policies, requests and callers. */
class PolicyPropertyTest {

  static final long NOW = 1_000_000;
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC);

  @Property(tries = 400)
  void theCompiledPolicyDecidesAsTheNaiveOneDoes(@ForAll Random random) throws Exception {
    String json = new PolicyGenerator(random).policy();
    Policy policy = Policy.parse("made up", json.getBytes(StandardCharsets.UTF_8)).withClock(CLOCK);
    NaivePolicy naive = new NaivePolicy(new ObjectMapper().readTree(json));
    PolicyGenerator generator = new PolicyGenerator(random);
    for (int i = 0; i < 40; i++) {
      AccessRequest request = generator.request();
      Caller caller = generator.caller();
      Supplier<String> message = () -> request + " " + caller + " " + json + " " + policy.explain(request, caller);
      assertExplained(policy.explain(request, caller), RequestTarget.of(request.target()).hasEncodedSlash(), message);
      assertSame(naive.decide(request, caller), policy.decide(request, caller), message);
    }
  }

  /** The findings, which are made rule by rule, and the decision, which is made all at once, tell the same. */
  private static void assertExplained(Explanation explanation, boolean twoReadings, Supplier<String> message) {
    Set<Outcome> outcomes = explanation.findings().stream().map(Finding::outcome).collect(Collectors.toSet());
    Decision decision = explanation.decision();
    if (decision instanceof Permit permit) {
      assertTrue(twoReadings || explanation.findings().stream().anyMatch(finding ->
          finding.outcome() == Outcome.PERMITS && finding.rule().key().equals(permit.role())
              && finding.rule().location().text().equals(permit.location())), message);
    } else if (!twoReadings) {
      assertFalse(outcomes.contains(Outcome.PERMITS), message);
      assertEquals(decision instanceof StepUp, outcomes.contains(Outcome.STEP_UP), message);
      boolean named = decision.reason() == Reason.NO_IDENTITY || decision.reason() == Reason.INSUFFICIENT_ROLE;
      assertTrue(!named || outcomes.contains(Outcome.NOT_HELD) || outcomes.contains(Outcome.OTHER_CLAIM),
          message);
      assertTrue(decision.reason() != Reason.NOT_IN_POLICY || !outcomes.contains(Outcome.NOT_HELD),
          message);
    }
  }

  private static void assertSame(NaivePolicy.Outcome expected, Decision found, Supplier<String> message) {
    if (found instanceof Permit permit) {
      assertTrue(expected.permittedBy().contains(permit.location() + " of " + permit.role()), message);
    } else {
      assertEquals(expected.reason(), found.reason(), message);
    }
    if (found instanceof Unauthenticated unauthenticated) {
      assertEquals(expected.roles(), new TreeSet<>(unauthenticated.roles()), message);
    }
    if (found instanceof Forbidden forbidden && forbidden.reason() != Reason.AMBIGUOUS_REQUEST) {
      assertEquals(expected.roles(), new TreeSet<>(forbidden.roles()), message);
    }
  }
}
