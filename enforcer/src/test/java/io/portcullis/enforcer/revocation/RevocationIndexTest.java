package io.portcullis.enforcer.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.revocation.Change.Kind;
import io.portcullis.enforcer.revocation.RevocationIndex.Standing;
import io.portcullis.enforcer.token.AccessToken;
import io.portcullis.enforcer.token.TokenOf;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RevocationIndexTest {

  /** When the change happens: 0.400 s into a second. */
  private static final long AT = 1_800_000_000_400L;
  private static final long SECOND = AT / 1000;

  private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
  private final RevocationIndex index = index(1000);

  private RevocationIndex index(int limit) {
    return new RevocationIndex(TokenOf.ISSUER, Duration.ofMinutes(5),
        Clock.fixed(Instant.ofEpochMilli(AT), ZoneOffset.UTC), nanos::get, limit);
  }

  private static AccessToken token(long issuedAt, String asOf) {
    return token("ada", "s1", "t1", issuedAt, asOf);
  }

  private static AccessToken token(String subject, String sid, String jti, long issuedAt, String asOf) {
    return TokenOf.claims("'sub':'" + subject + "','sid':'" + sid + "','jti':'" + jti + "','azp':'gate','iat':" + issuedAt
        + ",'exp':" + (issuedAt + 300) + (asOf == null ? "" : ",'roles_as_of':'" + asOf + "'"));
  }

  private void happens(Kind kind, String id) {
    index.apply(new Change(kind, id, AT, "node1", 0));
  }

  @Test
  void aTokenOfWhichNothingIsKnownIsLive() {
    happens(Kind.SUBJECT_CHANGED, "eve");
    assertEquals(Standing.LIVE, index.standing(token(SECOND - 10, null)));
  }

  @Test
  void aTokenFromBeforeAChangeOfItsSubjectIsStale() {
    happens(Kind.SUBJECT_CHANGED, "ada");
    assertEquals(Standing.STALE, index.standing(token(SECOND - 10, null)));
  }

  @Test
  void aTokenOfTheSameSecondIsLiveWhenItSpeaksAsOfAMomentLater() {
    happens(Kind.SUBJECT_CHANGED, "ada");
    assertEquals(Standing.LIVE, index.standing(token(SECOND, "node1." + (AT + 1))));
  }

  @Test
  void aTokenOfTheSameSecondIsStaleWhenItSpeaksAsOfThatMoment() {
    happens(Kind.SUBJECT_CHANGED, "ada");
    assertEquals(Standing.STALE, index.standing(token(SECOND, "node1." + AT)));
  }

  /** A request that began before the change may have read the roles before it, however late its token was signed. */
  @Test
  void aTokenIssuedAfterAChangeIsStaleWhenItsRequestBeganBefore() {
    happens(Kind.SUBJECT_CHANGED, "ada");
    assertEquals(Standing.STALE, index.standing(token(SECOND + 3, "node1." + (AT - 1))));
  }

  @Test
  void theClocksOfTwoNodesMayBeASecondApart() {
    happens(Kind.SUBJECT_CHANGED, "ada");
    assertEquals(Standing.STALE, index.standing(token(SECOND + 1, "node2." + (AT + 1000))));
    assertEquals(Standing.LIVE, index.standing(token(SECOND + 1, "node2." + (AT + 1001))));
  }

  @Test
  void withoutAnAsOfTimeATokenIsInDoubtForTwoSeconds() {
    happens(Kind.SUBJECT_CHANGED, "ada");
    assertEquals(Standing.STALE, index.standing(token(SECOND + 2, null)));
    assertEquals(Standing.LIVE, index.standing(token(SECOND + 3, null)));
  }

  @Test
  void anAsOfTimeThatIsNotPortcullissIsIgnored() {
    happens(Kind.SUBJECT_CHANGED, "ada");
    assertEquals(Standing.STALE, index.standing(token(SECOND, "node1.99999999999999999999")));
    assertEquals(Standing.STALE, index.standing(token(SECOND, "." + (AT + 5000))));
    assertEquals(Standing.STALE, index.standing(token(SECOND, "whenever")));
  }

  @Test
  void aTokenThatThisGateAskedForAfterTheChangeWasKnownCountsForAMoment() {
    happens(Kind.SUBJECT_CHANGED, "ada");
    AccessToken fresh = token(SECOND, null);
    nanos.addAndGet(2_000_000);
    assertEquals(Standing.LIVE, index.standing(fresh, nanos.get()));
    assertEquals(Standing.LIVE, index.standing(fresh));
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertEquals(Standing.STALE, index.standing(fresh));
  }

  @Test
  void aTokenThatThisGateAskedForBeforeTheChangeWasKnownDoesNotCount() {
    long asked = nanos.get();
    nanos.addAndGet(2_000_000);
    happens(Kind.SUBJECT_CHANGED, "ada");
    assertEquals(Standing.STALE, index.standing(token(SECOND, null), asked));
  }

  @Test
  void aProvenTokenIsStaleAgainWhenAnotherChangeComes() {
    happens(Kind.SUBJECT_CHANGED, "ada");
    AccessToken fresh = token(SECOND, null);
    nanos.addAndGet(2_000_000);
    index.standing(fresh, nanos.get());
    nanos.addAndGet(2_000_000);
    index.apply(new Change(Kind.SUBJECT_CHANGED, "ada", AT + 50, "node1", 0));
    assertEquals(Standing.STALE, index.standing(fresh));
  }

  @Test
  void tellingTheSameChangeTwiceMakesNoTokenStaleThatWasProven() {
    happens(Kind.SUBJECT_CHANGED, "ada");
    AccessToken fresh = token(SECOND, null);
    nanos.addAndGet(2_000_000);
    index.standing(fresh, nanos.get());
    nanos.addAndGet(2_000_000);
    happens(Kind.SUBJECT_CHANGED, "ada");
    assertEquals(Standing.LIVE, index.standing(fresh));
  }

  @Test
  void anEndedSessionEndsItsTokensAndNoOthers() {
    happens(Kind.SESSION_ENDED, "s1");
    assertEquals(Standing.ENDED, index.standing(token(SECOND - 10, null)));
    assertEquals(Standing.LIVE, index.standing(token("ada", "s2", "t2", SECOND - 10, null)));
  }

  /** An offline session outlives the session that began it, under the same id. */
  @Test
  void aTokenThatKeycloakIssuesForAnEndedSessionLaterIsLive() {
    happens(Kind.SESSION_ENDED, "s1");
    assertEquals(Standing.LIVE, index.standing(token(SECOND, "node1." + (AT + 5))));
  }

  /** Somebody who signs in in the second in which all sessions were ended must not be signed out by that. */
  @Test
  void whetherATokenOfThatSecondEndedWithTheOthersIsLeftToKeycloak() {
    happens(Kind.SUBJECT_SESSIONS_ENDED, "ada");
    assertEquals(Standing.STALE, index.standing(token(SECOND, null)));
    assertEquals(Standing.ENDED, index.standing(token(SECOND - 10, null)));
  }

  @Test
  void aDisabledSubjectIsRefusedUntilItIsEnabled() {
    happens(Kind.SUBJECT_DISABLED, "ada");
    assertEquals(Standing.DISABLED, index.standing(token(SECOND - 10, null)));
    index.apply(new Change(Kind.SUBJECT_ENABLED, "ada", AT + 1000, "node1", 0));
    assertEquals(Standing.STALE, index.standing(token(SECOND - 10, null)));
  }

  @Test
  void aRoleGivenToADisabledSubjectDoesNotEnableIt() {
    happens(Kind.SUBJECT_DISABLED, "ada");
    index.apply(new Change(Kind.SUBJECT_CHANGED, "ada", AT + 1000, "node1", 0));
    assertEquals(Standing.DISABLED, index.standing(token(SECOND - 10, null)));
    assertTrue(index.isDisabled("ada"));
  }

  @Test
  void aDeletedSubjectIsGoneForGood() {
    happens(Kind.SUBJECT_DELETED, "ada");
    index.apply(new Change(Kind.SUBJECT_ENABLED, "ada", AT + 1000, "node1", 0));
    assertEquals(Standing.ENDED, index.standing(token(SECOND + 5, null)));
  }

  @Test
  void aRevokedTokenIsEndedAndItsSessionGoesOn() {
    happens(Kind.TOKEN_REVOKED, "t1");
    assertEquals(Standing.ENDED, index.standing(token(SECOND - 1, null)));
    assertEquals(Standing.LIVE, index.standing(token("ada", "s1", "t2", SECOND - 1, null)));
  }

  @Test
  void aChangeOfTheRealmMakesEveryOlderTokenStaleWithTheOthers() {
    index.apply(new Change(Kind.REALM_CHANGED, null, AT, "node1", 0));
    assertEquals(Standing.STALE_WITH_OTHERS, index.standing(token(SECOND - 10, null)));
    assertEquals(Standing.LIVE, index.standing(token(SECOND, "node1." + (AT + 1))));
  }

  @Test
  void theEndOfAllSessionsEndsEveryOlderToken() {
    index.apply(new Change(Kind.REALM_ENDED, null, AT, "node1", 0));
    assertEquals(Standing.ENDED, index.standing(token(SECOND - 10, null)));
  }

  @Test
  void aNotBeforeEndsTokensIssuedBeforeThatSecond() {
    index.apply(new Change(Kind.REALM_NOT_BEFORE, null, AT, "node1", SECOND));
    assertEquals(Standing.ENDED, index.standing(token(SECOND - 1, null)));
    assertEquals(Standing.LIVE, index.standing(token(SECOND, null)));
    index.apply(new Change(Kind.REALM_NOT_BEFORE, null, AT, "node1", 0));
    assertEquals(Standing.LIVE, index.standing(token(SECOND - 1, null)));
  }

  @Test
  void aNotBeforeOfAClientConcernsItsTokensOnly() {
    index.apply(new Change(Kind.CLIENT_NOT_BEFORE, "gate", AT, "node1", SECOND));
    index.apply(new Change(Kind.CLIENT_NOT_BEFORE, "another", AT, "node1", SECOND + 100));
    assertEquals(Standing.ENDED, index.standing(token(SECOND - 1, null)));
    assertEquals(Standing.LIVE, index.standing(token(SECOND, null)));
  }

  @Test
  void aChangedClientMakesItsTokensStaleWithTheOthers() {
    happens(Kind.CLIENT_CHANGED, "gate");
    assertEquals(Standing.STALE_WITH_OTHERS, index.standing(token(SECOND - 10, null)));
  }

  @Test
  void theWorstOfSeveralMarksCounts() {
    index.apply(new Change(Kind.REALM_CHANGED, null, AT, "node1", 0));
    happens(Kind.SUBJECT_CHANGED, "ada");
    assertEquals(Standing.STALE, index.standing(token(SECOND - 10, null)));
    happens(Kind.SESSION_ENDED, "s1");
    assertEquals(Standing.ENDED, index.standing(token(SECOND - 10, null)));
  }

  @Test
  void afterAGapEveryOlderTokenIsStaleAndDisabledSubjectsAreLeftToKeycloak() {
    happens(Kind.SUBJECT_DISABLED, "ada");
    index.gap(AT + 5000);
    assertEquals(Standing.STALE, index.standing(token(SECOND - 10, null)));
    assertEquals(Standing.STALE_WITH_OTHERS, index.standing(token("eve", "s2", "t2", SECOND + 4, "node1." + (AT + 4500))));
    assertFalse(index.isDisabled("ada"));
  }

  @Test
  void twoChangesOfDifferentNodesInAMomentAreInDoubtAsIfOfAThird() {
    index.apply(new Change(Kind.SUBJECT_CHANGED, "ada", AT, "node1", 0));
    index.apply(new Change(Kind.SUBJECT_CHANGED, "ada", AT + 10, "node2", 0));
    assertEquals(Standing.STALE, index.standing(token(SECOND, "node2." + (AT + 11))));
    assertEquals(Standing.LIVE, index.standing(token(SECOND + 1, "node2." + (AT + 1011))));
  }

  @Test
  void anEntryIsForgottenWhenTheLastTokenThatItConcernsHasExpired() {
    happens(Kind.SUBJECT_CHANGED, "ada");
    nanos.addAndGet(Duration.ofMinutes(4).toNanos());
    index.forgetExpired();
    assertEquals(1, index.size());
    nanos.addAndGet(Duration.ofMinutes(2).toNanos());
    index.forgetExpired();
    assertEquals(0, index.size());
  }

  @Test
  void entriesAreKeptForAsLongAsTokensLive() {
    index.tokenLifetime(Duration.ofHours(1));
    happens(Kind.SUBJECT_CHANGED, "ada");
    nanos.addAndGet(Duration.ofMinutes(59).toNanos());
    index.forgetExpired();
    assertEquals(1, index.size());
  }

  @Test
  void whenThereAreTooManyEntriesEveryOlderTokenIsLeftToKeycloakInsteadOfForgettingAny() {
    RevocationIndex small = index(10);
    for (int i = 0; i < 11; i++) {
      small.apply(new Change(Kind.SESSION_ENDED, "session-" + i, AT, "node1", 0));
    }
    assertTrue(small.size() <= 10);
    for (int i = 0; i < 11; i++) {
      AccessToken of = token("someone", "session-" + i, "t", SECOND - 10, null);
      assertTrue(small.standing(of) != Standing.LIVE, "session-" + i);
    }
  }
}
