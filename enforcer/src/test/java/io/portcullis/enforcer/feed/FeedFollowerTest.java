package io.portcullis.enforcer.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.feed.FeedState.Status;
import io.portcullis.enforcer.feed.FeedUnavailableException.Cure;
import io.portcullis.enforcer.fixture.MovableClock;
import io.portcullis.enforcer.revocation.Change;
import io.portcullis.enforcer.revocation.Change.Kind;
import io.portcullis.enforcer.revocation.RevocationIndex;
import io.portcullis.enforcer.revocation.RevocationIndex.Standing;
import io.portcullis.enforcer.token.AccessToken;
import io.portcullis.enforcer.token.TokenOf;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeedFollowerTest {

  private final MovableClock clock = new MovableClock();
  private final long now = clock.millis();
  private final RevocationIndex index =
      new RevocationIndex(TokenOf.ISSUER, Duration.ofMinutes(5), clock, System::nanoTime);
  private final FeedState state = new FeedState(true, false, Duration.ofSeconds(10), clock);
  private final Deque<Object> answers = new ArrayDeque<>();
  private final List<Map<String, Long>> asked = new ArrayList<>();
  private final List<Long> askedSince = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final FeedFollower follower = new FeedFollower((positions, since, wait) -> {
    asked.add(positions);
    askedSince.add(since);
    if (answers.poll() instanceof FeedPage page) {
      return page;
    }
    throw new FeedUnavailableException(Cure.TIME, "it is cut off");
  }, index, state, clock, log::add, log::add);

  private void answers(String node, long position, long completeSince, long at, Change... changes) {
    answers.add(new FeedPage(node, position, completeSince, at, 300, 300, List.of(), false, List.of(changes)));
  }

  private void fails() {
    answers.add("nothing");
  }

  private void steps(int number) throws InterruptedException {
    for (int i = 0; i < number; i++) {
      follower.step();
    }
  }

  private AccessToken tokenAsOf(long millis) {
    return TokenOf.claims("'sub':'ada','sid':'s1','jti':'t1','iat':" + millis / 1000 + ",'exp':" + (millis / 1000 + 300)
        + ",'roles_as_of':'n1." + millis + "'");
  }

  @Test
  void tokensFromBeforeTheNodesKnowledgeBeganAreStaleAtTheStart() throws Exception {
    answers("n1", 0, now - 60_000, now);
    steps(1);
    assertEquals(Standing.STALE_WITH_OTHERS, index.standing(tokenAsOf(now - 70_000)));
    assertEquals(Standing.LIVE, index.standing(tokenAsOf(now - 50_000)));
  }

  @Test
  void changesReachTheIndex() throws Exception {
    answers("n1", 1, now - 600_000, now, new Change(Kind.SUBJECT_DELETED, "ada", now, "n1", 0));
    steps(1);
    assertEquals(Standing.ENDED, index.standing(tokenAsOf(now - 1000)));
  }

  @Test
  void thePositionOfEachNodeIsRemembered() throws Exception {
    answers("n1", 7, now - 600_000, now);
    answers("n2", 3, now - 600_000, now);
    answers("n1", 8, now - 600_000, now);
    fails();
    steps(4);
    assertEquals(Map.of("n1", 8L, "n2", 3L), asked.get(3));
  }

  @Test
  void anotherNodeThatKnowsEnoughIsNoGap() throws Exception {
    answers("n1", 7, now - 600_000, now);
    answers("n2", 3, now - 60_000, now + 1000);
    steps(2);
    assertEquals(0, state.gaps());
    assertEquals(Standing.LIVE, index.standing(tokenAsOf(now - 70_000)));
  }

  @Test
  void aNodeThatBeganAfterwardsIsAGapAndEverythingOlderIsStale() throws Exception {
    answers("n1", 7, now - 600_000, now);
    fails();
    for (int i = 0; i < 11; i++) {
      answers("n2", 0, now + 20_000, now + 21_000);
    }
    steps(12);
    assertEquals(0, state.gaps());
    assertEquals(Status.AWAY, state.snapshot().status());
    steps(1);
    assertEquals(1, state.gaps());
    assertEquals(Status.UP, state.snapshot().status());
    assertEquals(Standing.STALE_WITH_OTHERS, index.standing(tokenAsOf(now + 19_000)));
    assertEquals(Standing.LIVE, index.standing(tokenAsOf(now + 21_001)));
  }

  @Test
  void aNodeThatJustStartedIsNoGapWhereAnotherAnswersForTheTimeBefore() throws Exception {
    answers("n1", 7, now - 600_000, now);
    answers("n2", 1, now + 3_000, now + 4_000, new Change(Kind.SUBJECT_DELETED, "ada", now + 3_500, "n2", 0));
    answers("n1", 8, now - 600_000, now + 4_100);
    answers("n2", 1, now + 3_000, now + 4_200, new Change(Kind.SUBJECT_DELETED, "ada", now + 3_500, "n2", 0));
    assertEquals(0, follower.step());
    assertTrue(follower.step() > 0, "a moment later");
    assertEquals(Standing.ENDED, index.standing(tokenAsOf(now)), "what it tells counts at once");
    steps(2);
    assertEquals(0, state.gaps());
    assertEquals(Map.of("n1", 8L), asked.get(3));
  }

  @Test
  void oneGapIsToldOnce() throws Exception {
    answers("n1", 7, now - 600_000, now);
    for (int i = 0; i < 30; i++) {
      answers("n2", 0, now + 20_000, now + 20_100 + i);
    }
    steps(31);
    assertEquals(1, state.gaps());
  }

  @Test
  void anOutageThatTheNodeRemembersIsNoGap() throws Exception {
    answers("n1", 7, now - 600_000, now);
    fails();
    fails();
    answers("n1", 9, now - 600_000, now + 20_000, new Change(Kind.SUBJECT_CHANGED, "ada", now + 5000, "n1", 0));
    steps(4);
    assertEquals(0, state.gaps());
    assertEquals(Standing.STALE, index.standing(tokenAsOf(now + 4000)));
    assertEquals(Status.UP, state.snapshot().status());
  }

  @Test
  void aNodeThatIsReadForTheFirstTimeIsAskedFromALittleBeforeWhatIsKnown() throws Exception {
    answers("n1", 7, now - 600_000, now);
    fails();
    steps(2);
    assertEquals(now - 2000, askedSince.get(1));
  }

  @Test
  void itIsToldSinceWhenAndWhyTheFeedIsAway() throws Exception {
    answers("n1", 7, now - 600_000, now);
    fails();
    steps(2);
    assertEquals(Status.AWAY, state.snapshot().status());
    assertEquals("it is cut off", state.snapshot().problem());
    assertEquals(state.snapshot().heard(), state.snapshot().since());
    assertEquals(Duration.ofSeconds(300), state.snapshot().lifespan());
  }

  @Test
  void anOutageIsLoggedOnceAndItsEndToo() throws Exception {
    answers("n1", 7, now - 600_000, now);
    fails();
    fails();
    fails();
    answers("n1", 7, now - 600_000, now);
    steps(5);
    assertEquals(3, log.size(), log::toString);
  }

  @Test
  void pausesGrowWhileTheFeedIsAwayAndEndWhenItIsBack() throws Exception {
    fails();
    fails();
    answers("n1", 7, now - 600_000, now);
    assertTrue(follower.step() < follower.step());
    assertEquals(0, follower.step());
  }

  @Test
  void aTokenThatEndedIsNoOutage() throws Exception {
    FeedFollower refusedOnce = new FeedFollower((positions, since, wait) -> {
      throw new FeedUnavailableException(Cure.NEW_TOKEN, "refused");
    }, index, state, clock, log::add, log::add);
    assertEquals(0, refusedOnce.step());
    assertEquals(Status.STARTING, state.snapshot().status());
    assertTrue(refusedOnce.step() > 0);
  }

  @Test
  void untilTheFirstAnswerNothingIsJudgedForAFewSeconds() {
    assertTrue(state.refuses());
    clock.move(Duration.ofSeconds(6));
    assertFalse(state.refuses());
    assertEquals(Status.AWAY, state.snapshot().status());
  }

  @Test
  void aKeycloakWithoutTheProviderDoesNotDelayTheStart() {
    state.failed("there is no feed", true);
    assertFalse(state.refuses());
    assertEquals(Status.AWAY, state.snapshot().status());
  }

  @Test
  void whereTheFeedIsRequiredChecksAreRefusedAfterTheGraceTime() throws Exception {
    FeedState required = new FeedState(true, true, Duration.ofSeconds(10), clock);
    required.answered(Duration.ofSeconds(300));
    required.failed("it is cut off", false);
    assertFalse(required.refuses());
    clock.move(Duration.ofSeconds(11));
    assertTrue(required.refuses());
    required.answered(Duration.ofSeconds(300));
    assertFalse(required.refuses());
  }

  @Test
  void aFeedOfWhichNothingIsHeardAnyMoreIsAwaySinceItsLastAnswer() {
    FeedState required = new FeedState(true, true, Duration.ofSeconds(10), clock);
    required.answered(Duration.ofSeconds(300));
    Instant answered = required.snapshot().heard();
    clock.move(Duration.ofSeconds(16));
    assertEquals(Status.AWAY, required.snapshot().status());
    assertEquals(answered, required.snapshot().since());
    assertTrue(required.refuses());
    required.answered(Duration.ofSeconds(300));
    assertEquals(Status.UP, required.snapshot().status());
    assertFalse(required.refuses());
  }

  @Test
  void anErrorOfTheGateItselfDoesNotEndTheFollowing() throws Exception {
    Deque<Error> errors = new ArrayDeque<>(List.of(new NoClassDefFoundError("gone")));
    FeedFollower follows = new FeedFollower((positions, since, wait) -> {
      if (!errors.isEmpty()) {
        throw errors.poll();
      }
      return new FeedPage("n1", 0, now - 60_000, now, 300, 300, List.of(), false, List.of());
    }, index, state, clock, log::add, log::add);
    assertTrue(follows.step() > 0);
    assertEquals(Status.AWAY, state.snapshot().status());
    follows.step();
    assertEquals(Status.UP, state.snapshot().status());
  }

  private void answersSilent(String node, String... silent) {
    answers.add(new FeedPage(node, 0, now - 60_000, now, 300, 300, List.of(silent), false, List.of()));
  }

  @Test
  void whichNodesFellSilentIsKnownAndToldOnce() throws Exception {
    answersSilent("n1", "n2");
    answersSilent("n2", "n1");
    answersSilent("n1", "n2");
    steps(3);
    assertEquals(List.of("n1", "n2"), state.silentNodes());
    assertEquals(1, log.stream().filter(line -> line.contains("hears nothing more of n2")).count());
    answersSilent("n1");
    answersSilent("n2");
    steps(2);
    assertEquals(List.of(), state.silentNodes());
    assertEquals(Status.UP, state.snapshot().status());
  }

  @Test
  void whatANodeSaidOfAnotherIsForgottenWhenItIsNotAskedAnyMore() throws Exception {
    answersSilent("n1", "n2");
    steps(1);
    clock.move(Duration.ofMinutes(2));
    assertEquals(List.of(), state.silentNodes());
  }

  @Test
  void aFeedThatIsOffRefusesNothing() {
    assertFalse(new FeedState(false, false, Duration.ofSeconds(10), clock).refuses());
  }
}
