package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.fixture.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** So many calls at once, so many waiting, and no place is ever lost. */
class TurnstileTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private static String now(CompletionStage<String> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void callsBeyondThePlacesWaitAndThoseBeyondTheSeatsAreTurnedAway() {
    Turnstile turnstile = new Turnstile(1, 1, LONG);
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletionStage<String> passing = turnstile.pass(() -> first, "full");
    CompletionStage<String> waiting = turnstile.pass(() -> CompletableFuture.completedFuture("second"), "full");
    assertEquals("full", now(turnstile.pass(() -> CompletableFuture.completedFuture("third"), "full")));
    assertFalse(waiting.toCompletableFuture().isDone());
    first.complete("first");
    assertEquals("first", now(passing));
    assertEquals("second", now(waiting));
    assertEquals(0, turnstile.passing() + turnstile.waiting());
  }

  @Test
  void aPlaceIsGivenBackHoweverTheCallEnds() {
    Turnstile turnstile = new Turnstile(1, 0, LONG);
    List<CompletionStage<String>> failures = List.of(
        turnstile.pass(() -> {
          throw new IllegalStateException("could not start");
        }, "full"),
        turnstile.pass(() -> CompletableFuture.failedFuture(new IllegalStateException("failed")), "full"),
        turnstile.pass(() -> null, "full"),
        turnstile.pass(() -> {
          throw new StackOverflowError();
        }, "full"));
    for (CompletionStage<String> failure : failures) {
      assertThrows(CompletionException.class, () -> now(failure));
    }
    assertEquals("ok", now(turnstile.pass(() -> CompletableFuture.completedFuture("ok"), "full")));
    assertEquals(0, turnstile.passing());
  }

  @Test
  void aCallWhoseTurnDoesNotComeInTimeIsNeverStarted() {
    Turnstile turnstile = new Turnstile(1, 10, Duration.ofMillis(20));
    CompletableFuture<String> slow = new CompletableFuture<>();
    turnstile.pass(() -> slow, "full");
    AtomicBoolean started = new AtomicBoolean();
    CompletionStage<String> late = turnstile.pass(() -> {
      started.set(true);
      return CompletableFuture.completedFuture("done");
    }, "late");
    assertEquals("late", now(late));
    slow.complete("slow");
    assertFalse(started.get());
    assertEquals(0, turnstile.passing() + turnstile.waiting());
  }

  @Test
  void aLongQueueOfCallsThatEndOnTheSpotDoesNotOverflowTheStack() {
    Turnstile turnstile = new Turnstile(1, 100_000, LONG);
    CompletableFuture<String> first = new CompletableFuture<>();
    turnstile.pass(() -> first, "full");
    AtomicInteger done = new AtomicInteger();
    for (int i = 0; i < 100_000; i++) {
      turnstile.pass(() -> {
        done.incrementAndGet();
        return CompletableFuture.completedFuture("x");
      }, "full");
    }
    first.complete("go");
    assertEquals(100_000, done.get());
  }

  @Test
  void underAStormThereAreNeverMoreThanThePlacesAndEveryCallIsAnswered() throws Exception {
    Turnstile turnstile = new Turnstile(4, 50, LONG);
    AtomicInteger under = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      threads.add(new Thread(() -> {
        for (int i = 0; i < 2_000; i++) {
          turnstile.pass(() -> {
            most.accumulateAndGet(under.incrementAndGet(), Math::max);
            CompletableFuture<String> call = new CompletableFuture<>();
            Runnable end = () -> {
              under.decrementAndGet();
              call.complete("x");
            };
            if (ThreadLocalRandom.current().nextBoolean()) {
              CompletableFuture.runAsync(end);
            } else {
              end.run();
            }
            return call;
          }, "full").whenComplete((value, failure) -> answered.incrementAndGet());
        }
      }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    Await.until("all are answered", () -> answered.get() == 16_000);
    assertTrue(most.get() <= 4, most + " at once");
    assertEquals(0, turnstile.passing() + turnstile.waiting());
  }
}
