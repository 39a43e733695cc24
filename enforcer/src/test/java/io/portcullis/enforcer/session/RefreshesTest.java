package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.portcullis.enforcer.token.Rejection;
import io.portcullis.enforcer.token.Verification;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** One call for many requests, and how long its outcome counts. Time is a number here. */
class RefreshesTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration NONE = Duration.ZERO;

  private final AtomicLong nanos = new AtomicLong();
  private final Deque<CompletableFuture<Grant>> calls = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private final List<String> counted = new ArrayList<>();
  private final Refreshes refreshes = new Refreshes(token -> {
    asked.add(token);
    CompletableFuture<Grant> call = new CompletableFuture<>();
    calls.add(call);
    return call;
  }, token -> CompletableFuture.completedFuture(token.startsWith("bad")
      ? new Verification.Rejected(Rejection.AUDIENCE) : new Verification.Verified(null)),
      new Pace(1000, () -> 0), Duration.ofSeconds(10), nanos::get, counted::add);

  private CompletionStage<RefreshOutcome> ask(String token, Duration patience) {
    return refreshes.refresh(token, patience, false);
  }

  private RefreshOutcome outcome(String token) {
    return ask(token, PATIENCE).toCompletableFuture().join();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private void issue(String access, String refresh) {
    calls.remove().complete(new Grant.Issued(new TokenPair(access, refresh), null));
  }

  @Test
  void requestsWithTheSameTokenShareOneCallAndItsOutcome() {
    List<CompletionStage<RefreshOutcome>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(ask("r0", PATIENCE));
    }
    issue("a1", "r1");
    RefreshOutcome first = all.get(0).toCompletableFuture().join();
    assertInstanceOf(RefreshOutcome.Renewed.class, first);
    all.forEach(one -> assertSame(first, one.toCompletableFuture().join()));
    assertEquals(List.of("r0"), asked);
    assertEquals(99, counted.stream().filter("coalesced"::equals).count());
    assertEquals(1, counted.stream().filter("ok"::equals).count());
  }

  @Test
  void differentTokensAreRefreshedEachByItself() {
    ask("r0", PATIENCE);
    ask("s0", PATIENCE);
    assertEquals(List.of("r0", "s0"), asked);
  }

  @Test
  void theGraceTimeBeginsWhenTheOutcomeIsThereAndNotWhenTheCallBegan() {
    ask("r0", PATIENCE);
    pass(Duration.ofSeconds(40));
    issue("a1", "r1");
    pass(Duration.ofMillis(9_900));
    assertInstanceOf(RefreshOutcome.Renewed.class, outcome("r0"));
    assertEquals(1, asked.size());
    pass(Duration.ofMillis(200));
    ask("r0", PATIENCE);
    assertEquals(2, asked.size());
  }

  @Test
  void askingAgainDoesNotProlongTheGraceTime() {
    ask("r0", PATIENCE);
    issue("a1", "r1");
    for (int i = 0; i < 9; i++) {
      pass(Duration.ofSeconds(1));
      outcome("r0");
    }
    pass(Duration.ofMillis(1_100));
    ask("r0", PATIENCE);
    assertEquals(2, asked.size());
  }

  @Test
  void anEndedSessionIsRememberedForFiveSeconds() {
    ask("r0", PATIENCE);
    calls.remove().complete(new Grant.Refused("invalid_grant", ""));
    pass(Duration.ofMillis(4_900));
    assertEquals(new RefreshOutcome.Ended("invalid_grant"), outcome("r0"));
    assertEquals(1, asked.size());
    pass(Duration.ofMillis(200));
    ask("r0", PATIENCE);
    assertEquals(2, asked.size());
  }

  @Test
  void anOutageIsRememberedForOneSecond() {
    ask("r0", PATIENCE);
    calls.remove().complete(new Grant.Unavailable("away"));
    pass(Duration.ofMillis(900));
    assertInstanceOf(RefreshOutcome.Unavailable.class, outcome("r0"));
    assertEquals(1, asked.size());
    pass(Duration.ofMillis(200));
    ask("r0", PATIENCE);
    assertEquals(2, asked.size());
  }

  @Test
  void aCallThatFailsOrCannotBeMadeIsAnOutage() {
    ask("r0", PATIENCE);
    calls.remove().completeExceptionally(new IllegalStateException("broken"));
    assertInstanceOf(RefreshOutcome.Unavailable.class, outcome("r0"));
    Refreshes broken = new Refreshes(token -> {
      throw new IllegalArgumentException();
    }, null, new Pace(1000, () -> 0), Duration.ofSeconds(10), nanos::get, counted::add);
    assertInstanceOf(RefreshOutcome.Unavailable.class,
        broken.refresh("x", PATIENCE, false).toCompletableFuture().join());
  }

  @Test
  void aNewTokenThatIsNotAcceptedCountsForNothing() {
    ask("r0", PATIENCE);
    issue("bad", "r1");
    assertInstanceOf(RefreshOutcome.Unavailable.class, outcome("r0"));
  }

  @Test
  void whoeverCannotWaitIsToldSoAndTheOthersGoOnWaiting() {
    CompletionStage<RefreshOutcome> patient = ask("r0", PATIENCE);
    assertInstanceOf(RefreshOutcome.Unavailable.class, ask("r0", NONE).toCompletableFuture().join());
    issue("a1", "r1");
    assertInstanceOf(RefreshOutcome.Renewed.class, patient.toCompletableFuture().join());
  }

  @Test
  void aPairThatCameWhenEverybodyHadGivenUpWaitsForTheSessionsNextRequest() {
    ask("r0", NONE).toCompletableFuture().join();
    issue("a1", "r1");
    pass(Duration.ofMinutes(9));
    RefreshOutcome.Renewed late = assertInstanceOf(RefreshOutcome.Renewed.class, outcome("r0"));
    assertEquals("a1", late.pair().accessToken());
    assertEquals(1, asked.size());
    pass(Duration.ofMillis(9_900));
    assertInstanceOf(RefreshOutcome.Renewed.class, outcome("r0"), "the grace time begins when somebody has it");
    pass(Duration.ofMillis(200));
    ask("r0", PATIENCE);
    assertEquals(2, asked.size());
  }

  @Test
  void theLatestPairOfASessionIsFoundThroughItsRotations() {
    assertNull(refreshes.latest("r0"));
    ask("r0", PATIENCE);
    assertNull(refreshes.latest("r0"), "while it is under way");
    issue("a1", "r1");
    ask("r1", PATIENCE);
    issue("a2", "r2");
    assertEquals(new TokenPair("a2", "r2"), refreshes.latest("r0"));
    refreshes.forget("r0");
    assertNull(refreshes.latest("r0"));
  }
}
