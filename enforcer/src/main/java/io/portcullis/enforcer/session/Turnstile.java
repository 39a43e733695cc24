package io.portcullis.enforcer.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets a bounded number of asynchronous calls be under way, a bounded number wait for a bounded time, and turns the rest
 * away at once. No thread ever waits here: a place is given back when its call ends, and every call has a time limit of
 * its own. A call whose turn did not come in time is never started, so nothing happens behind the back of whoever was
 * turned away.
 */
final class Turnstile {

  private final int places;
  private final int seats;
  private final long patienceMillis;
  private final Deque<Ticket<?>> queue = new ArrayDeque<>();
  private int passing;

  /**
   * @param places how many calls may be under way
   * @param seats how many calls may wait
   * @param patience how long a call may wait for its turn
   */
  Turnstile(int places, int seats, Duration patience) {
    this.places = places;
    this.seats = seats;
    this.patienceMillis = patience.toMillis();
  }

  /**
   * Makes a call when there is a place for it.
   *
   * @param call starts the call; must return soon
   * @param turnedAway the result when there is no place to wait, or the turn did not come in time
   */
  <T> CompletionStage<T> pass(Supplier<CompletionStage<T>> call, T turnedAway) {
    Ticket<T> ticket = new Ticket<>(call, turnedAway, new CompletableFuture<>());
    boolean free;
    synchronized (queue) {
      free = passing < places;
      if (free) {
        passing++;
      } else if (queue.size() < seats) {
        queue.add(ticket);
      } else {
        return CompletableFuture.completedFuture(turnedAway);
      }
    }
    if (free) {
      serve(ticket);
    } else {
      CompletableFuture.delayedExecutor(patienceMillis, TimeUnit.MILLISECONDS, Runnable::run)
          .execute(() -> leaveQueue(ticket));
    }
    return ticket.result;
  }

  /** How many calls are under way. */
  int passing() {
    synchronized (queue) {
      return passing;
    }
  }

  /** How many calls wait for their turn. */
  int waiting() {
    synchronized (queue) {
      return queue.size();
    }
  }

  private void leaveQueue(Ticket<?> ticket) {
    boolean waited;
    synchronized (queue) {
      waited = queue.remove(ticket);
    }
    if (waited) {
      ticket.turnAway();
    }
  }

  /** Starts a call, and, when it ended on the spot, the next ones too: in a loop, since a queue may be long. */
  private void serve(Ticket<?> first) {
    for (Ticket<?> ticket = first; ticket != null; ticket = giveBack()) {
      CompletableFuture<?> ended = ticket.start();
      if (!ended.isDone()) {
        ended.whenComplete((value, failure) -> {
          Ticket<?> next = giveBack();
          if (next != null) {
            serve(next);
          }
        });
        return;
      }
    }
  }

  /** Passes this place on to the next in the queue, or frees it. */
  private Ticket<?> giveBack() {
    synchronized (queue) {
      Ticket<?> next = queue.poll();
      if (next == null) {
        passing--;
      }
      return next;
    }
  }

  private record Ticket<T>(Supplier<CompletionStage<T>> call, T turnedAway, CompletableFuture<T> result) {

    /** Starts the call; what is given back is done when the call has ended, in whatever way. */
    CompletableFuture<T> start() {
      CompletionStage<T> started;
      try {
        started = Objects.requireNonNull(call.get());
      } catch (RuntimeException | Error e) {
        started = CompletableFuture.failedFuture(e);
      }
      return started.handle((value, failure) -> {
        if (failure == null) {
          result.complete(value);
        } else {
          result.completeExceptionally(failure);
        }
        return value;
      }).toCompletableFuture();
    }

    void turnAway() {
      result.complete(turnedAway);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
