package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys that come and go at the issuer, over real HTTP. */
@Timeout(30)
class KeyRotationTest {

  private static final RSAKey OLD = TestKeys.RSA;
  private static final RSAKey NEW = TestKeys.OTHER_RSA;
  private static final RSAKey NEWEST = TestKeys.rsa("newest", null);
  private static final Duration LONG = Duration.ofMinutes(10);

  private static LiveGate gate(Duration interval) throws IOException {
    return new LiveGate(new FakeIssuer(OLD), LiveGate.every(interval), Clock.systemUTC());
  }

  /** A gate at which a token has just caused a fetch, so that the next one has to wait. */
  private static LiveGate spent(Duration interval) throws Exception {
    LiveGate gate = gate(interval).ready();
    assertEquals(new Verification.Rejected(Rejection.UNKNOWN_KEY),
        gate.eventually(gate.minted(NEW).header("kid", "spends-the-interval").compact()).get());
    assertEquals(2, gate.issuer.keyFetches.get());
    return gate;
  }

  @Test
  void aTokenOfANewKeyWaitsForTheKeyAndIsVerified() throws Exception {
    try (LiveGate gate = gate(Duration.ofSeconds(5)).ready()) {
      gate.issuer.keys = List.of(NEW, OLD);
      String compact = gate.minted(NEW).compact();
      assertInstanceOf(Verification.Unavailable.class, gate.verifier.verify(compact));
      assertInstanceOf(Verification.Verified.class, gate.eventually(compact).get());
      assertInstanceOf(Verification.Verified.class, gate.verifier.verify(compact));
      assertEquals(2, gate.issuer.keyFetches.get());
    }
  }

  @Test
  void manyTokensOfANewKeyShareOneFetchAndAllAreVerified() throws Exception {
    try (LiveGate gate = gate(Duration.ofSeconds(5)).ready()) {
      gate.issuer.keys = List.of(NEW, OLD);
      gate.issuer.keysGate = new CountDownLatch(1);
      List<CompletableFuture<Verification>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        answers.add(gate.eventually(gate.minted(NEW).claim("jti", "j" + i).compact()));
      }
      gate.issuer.keysGate.countDown();
      for (CompletableFuture<Verification> answer : answers) {
        assertInstanceOf(Verification.Verified.class, answer.get());
      }
      assertEquals(2, gate.issuer.keyFetches.get());
    }
  }

  @Test
  void keysRotatedTwiceWithinTheIntervalCostNoRequest() throws Exception {
    try (LiveGate gate = gate(Duration.ofMillis(700)).ready()) {
      gate.issuer.keys = List.of(NEW, OLD);
      assertInstanceOf(Verification.Verified.class, gate.eventually(gate.minted(NEW).compact()).get());
      gate.issuer.keys = List.of(NEWEST, NEW);
      assertInstanceOf(Verification.Verified.class, gate.eventually(gate.minted(NEWEST).compact()).get());
      assertEquals(3, gate.issuer.keyFetches.get());
    }
  }

  @Test
  void aKeyMadeWhileAFetchIsUnderWayIsFoundByTheNext() throws Exception {
    try (LiveGate gate = gate(Duration.ofMillis(300)).ready()) {
      gate.issuer.keysGate = new CountDownLatch(1);
      gate.registry.refresh();
      Await.until("the fetch is under way", () -> gate.issuer.keyFetches.get() == 2);
      gate.issuer.keys = List.of(NEW, OLD);
      CompletableFuture<Verification> answer = gate.eventually(gate.minted(NEW).compact());
      gate.issuer.keysGate.countDown();
      assertInstanceOf(Verification.Verified.class, answer.get());
      assertEquals(3, gate.issuer.keyFetches.get());
    }
  }

  @Test
  void aTokenFreshFromTheIssuerDoesNotWaitForTheInterval() throws Exception {
    try (LiveGate gate = spent(LONG)) {
      gate.issuer.keys = List.of(NEW, OLD);
      String compact = gate.minted(NEW).compact();
      assertInstanceOf(Verification.Verified.class,
          gate.verifier.verifyIssued(compact).toCompletableFuture().get(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void aTokenFreshFromTheIssuerIsServedThoughAnOlderFetchIsUnderWay() throws Exception {
    try (LiveGate gate = spent(LONG)) {
      gate.issuer.keysGate = new CountDownLatch(1);
      gate.registry.refresh();
      Await.until("the fetch is under way", () -> gate.issuer.keyFetches.get() == 3);
      gate.issuer.keys = List.of(NEW, OLD);
      CompletableFuture<Verification> answer =
          gate.verifier.verifyIssued(gate.minted(NEW).compact()).toCompletableFuture();
      gate.issuer.keysGate.countDown();
      assertInstanceOf(Verification.Verified.class, answer.get(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void aFloodOfInventedKeyIdsCausesOneFetchInAnInterval() throws Exception {
    try (LiveGate gate = gate(Duration.ofMinutes(1)).ready()) {
      int before = gate.issuer.keyFetches.get();
      List<CompletableFuture<Verification>> answers = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        answers.add(gate.eventually(gate.minted(NEW).header("kid", "invented-" + i).compact()));
      }
      for (int i = 0; i < 100; i++) {
        answers.add(gate.eventually(gate.minted(NEW).header("kid", "more-" + i).compact()));
      }
      for (CompletableFuture<Verification> answer : answers) {
        assertEquals(new Verification.Rejected(Rejection.UNKNOWN_KEY), answer.get());
      }
      assertEquals(before + 1, gate.issuer.keyFetches.get());
    }
  }

  @Test
  void aFloodOfInventedKeyIdsRightAfterAnotherIsRefusedAtOnceButForAFew() throws Exception {
    try (LiveGate gate = spent(Duration.ofSeconds(2))) {
      int atOnce = 0;
      for (int i = 0; i < 100; i++) {
        atOnce += gate.eventually(gate.minted(NEW).header("kid", "invented-" + i).compact()).isDone() ? 1 : 0;
      }
      assertEquals(96, atOnce);
      assertEquals(2, gate.issuer.keyFetches.get());
    }
  }

  @Test
  void anInventedKeyIdIsRefusedAtOnceTheSecondTime() throws Exception {
    try (LiveGate gate = gate(LONG).ready()) {
      String compact = gate.minted(NEW).header("kid", "invented").compact();
      assertEquals(new Verification.Rejected(Rejection.UNKNOWN_KEY), gate.eventually(compact).get());
      assertEquals(new Verification.Rejected(Rejection.UNKNOWN_KEY), gate.verifier.verify(compact));
      assertEquals(2, gate.issuer.keyFetches.get());
    }
  }

  @Test
  void onceOneWaitedAnIntervalInVainTheNextAreRefusedAtOnce() throws Exception {
    try (LiveGate gate = spent(Duration.ofMillis(300))) {
      assertEquals(new Verification.Rejected(Rejection.UNKNOWN_KEY),
          gate.eventually(gate.minted(NEW).header("kid", "first").compact()).get());
      assertEquals(new Verification.Rejected(Rejection.UNKNOWN_KEY),
          gate.verifier.verify(gate.minted(NEW).header("kid", "second").compact()));
    }
  }

  @Test
  void aTokenOlderThanTheLastFetchCannotHaveANewKey() throws Exception {
    try (LiveGate gate = gate(Duration.ofMinutes(3)).ready()) {
      String compact = gate.minted(NEW).claim("iat", gate.clock.millis() / 1000 - 63).compact();
      assertEquals(new Verification.Rejected(Rejection.UNKNOWN_KEY), gate.eventually(compact).get());
      assertEquals(1, gate.issuer.keyFetches.get());
    }
  }

  @Test
  void slowKeysDoNotHoldUpTokensOfKnownKeys() throws Exception {
    try (LiveGate gate = gate(Duration.ofSeconds(5)).ready()) {
      String known = gate.minted(OLD).compact();
      gate.issuer.keysGate = new CountDownLatch(1);
      CompletableFuture<Verification> waiting = gate.eventually(gate.minted(NEW).compact());
      Await.until("the fetch is under way", () -> gate.issuer.keyFetches.get() == 2);
      assertInstanceOf(Verification.Verified.class, gate.verifier.verify(known));
      assertTrue(gate.eventually(gate.minted(OLD).claim("jti", "another").compact()).isDone());
      assertFalse(waiting.isDone());
      gate.issuer.keysGate.countDown();
      assertEquals(new Verification.Rejected(Rejection.UNKNOWN_KEY), waiting.get());
    }
  }

  @Test
  void keysThatDoNotAnswerLeaveANewTokenUndecidedNotRefused() throws Exception {
    try (LiveGate gate = gate(Duration.ofSeconds(5)).ready()) {
      gate.issuer.keysGate = new CountDownLatch(1);
      Verification outcome = gate.eventually(gate.minted(NEW).compact()).get(6, TimeUnit.SECONDS);
      assertInstanceOf(Verification.Unavailable.class, outcome);
      assertTrue(gate.status().problem().contains("did not answer within"), gate.status().problem());
    }
  }

  @Test
  void waitingIsBoundedInNumber() {
    KeyWaiters waiters = new KeyWaiters();
    Stream.iterate(0, i -> i + 1).limit(KeyWaiters.MAX_WAITING)
        .forEach(i -> assertFalse(waiters.add("k" + i, 0, false, false).isDone()));
    assertEquals(KeyWaiters.Answer.UNDECIDED, waiters.add("one-more", 0, false, false).join());
  }

  @Test
  void steadyLoadThroughARotationSeesNoRefusal() throws Exception {
    try (LiveGate gate = gate(Duration.ofMillis(200)).ready()) {
      List<RSAKey> rotation = List.of(OLD, NEW, NEWEST);
      List<CompletableFuture<Verification>> answers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        int step = i / 100;
        if (i % 100 == 0) {
          gate.issuer.keys = List.copyOf(rotation.subList(0, step + 1));
        }
        CompletableFuture<Verification> answer =
            gate.eventually(gate.minted(rotation.get(step)).claim("jti", "j" + i).compact());
        answers.add(answer);
        if (i % 10 == 0) {
          answer.get();
        }
      }
      for (CompletableFuture<Verification> answer : answers) {
        assertInstanceOf(Verification.Verified.class, answer.get());
      }
    }
  }
}
