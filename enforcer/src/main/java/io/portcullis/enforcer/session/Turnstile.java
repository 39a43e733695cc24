package io.portcullis.enforcer.session;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Lets a bounded number of asynchronous calls be under way, a bounded number wait, and turns the rest away at once. No
 * thread ever waits here, and there is no lock that a slow peer could hold: a place is given back when its call ends,
 * and every call has a time limit of its own.
 */
final class Turnstile {

  private final int places;
  private final int seats;
  private final AtomicInteger passing = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();

  Turnstile(int places, int seats) {
    this.places = places;
    this.seats = seats;
  }

  /**
   * Makes a call when there is a place for it.
   *
   * @param call starts the call; must return soon
   * @param full the result when there is not even a place to wait
   */
  <T> CompletionStage<T> pass(Supplier<CompletionStage<T>> call, T full) {
    if (enter()) {
      return run(call);
    }
    if (waiting.incrementAndGet() > seats) {
      waiting.decrementAndGet();
      return CompletableFuture.completedFuture(full);
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    queue.add(() -> run(call).whenComplete((value, failure) -> {
      if (failure != null) {
        result.completeExceptionally(failure);
      } else {
        result.complete(value);
      }
    }));
    serveWaiting();
    return result;
  }

  private boolean enter() {
    int now = passing.get();
    while (now < places) {
      if (passing.compareAndSet(now, now + 1)) {
        return true;
      }
      now = passing.get();
    }
    return false;
  }

  private <T> CompletionStage<T> run(Supplier<CompletionStage<T>> call) {
    CompletionStage<T> started;
    try {
      started = call.get();
    } catch (RuntimeException e) {
      leave();
      return CompletableFuture.failedFuture(e);
    }
    return started.whenComplete((value, failure) -> leave());
  }

  private void leave() {
    passing.decrementAndGet();
    serveWaiting();
  }

  private void serveWaiting() {
    while (!queue.isEmpty() && enter()) {
      Runnable next = queue.poll();
      if (next == null) {
        passing.decrementAndGet();
        continue;
      }
      waiting.decrementAndGet();
      next.run();
    }
  }
}
