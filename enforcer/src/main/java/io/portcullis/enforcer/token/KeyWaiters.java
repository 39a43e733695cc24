package io.portcullis.enforcer.token;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The tokens that wait until it is known whether their key exists. Bounded, so that a flood of invented {@code kid}s
 * holds no more than so many requests. Not thread-safe: guarded by its {@link KeySource}.
 */
final class KeyWaiters {

  /** What became known of a key. */
  enum Answer {
    /** It is there now. */
    PUBLISHED,
    /** A fetch that began after the question was asked did not bring it. */
    ABSENT,
    /** The issuer could not be asked. */
    UNDECIDED
  }

  static final int MAX_WAITING = 1024;
  private static final int MAX_PARKED_IDS = 4;
  private static final int MAX_ABSENT = 1024;

  private record Waiter(
      String keyId, long askedAt, boolean fromIssuer, boolean parked, CompletableFuture<Answer> answer) {}

  private final List<Waiter> waiting = new ArrayList<>();
  private final Set<String> parkedIds = new HashSet<>();
  private final Set<String> absent = new HashSet<>();

  /**
   * @param askedAt the number of the last fetch that had begun when the question was asked
   * @param fromIssuer whether the token came from the issuer itself
   * @param parked whether the asker waits for a fetch that may not begin yet
   */
  CompletableFuture<Answer> add(String keyId, long askedAt, boolean fromIssuer, boolean parked) {
    if (waiting.size() >= MAX_WAITING) {
      return CompletableFuture.completedFuture(Answer.UNDECIDED);
    }
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    waiting.add(new Waiter(keyId, askedAt, fromIssuer, parked, answer));
    if (parked) {
      parkedIds.add(keyId);
    }
    return answer;
  }

  /**
   * Whether one more may wait for a fetch that may not begin yet. An issuer changes to one new key at a time; who
   * invents keys invents many.
   */
  boolean roomToPark(String keyId) {
    return parkedIds.size() < MAX_PARKED_IDS || parkedIds.contains(keyId);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Whether someone waits whose token came with a request. */
  boolean anyOfRequests() {
    return waiting.stream().anyMatch(waiter -> !waiter.fromIssuer);
  }

  /** Whether someone waits whose token came from the issuer itself. */
  boolean anyOfIssuer() {
    return waiting.stream().anyMatch(Waiter::fromIssuer);
  }

  /** Whether the last fetch showed that there is no such key. */
  boolean knownAbsent(String keyId) {
    return absent.contains(keyId);
  }

  void fetchBegins() {
    absent.clear();
  }

  /** Takes note of keys that were published until now. */
  void withdrawn(Collection<String> keyIds) {
    keyIds.stream().limit(MAX_ABSENT).forEach(absent::add);
  }

  /** Takes out all, to be answered {@link Answer#UNDECIDED}. */
  List<Runnable> giveUp() {
    List<Runnable> answers = new ArrayList<>();
    waiting.forEach(waiter -> answers.add(() -> waiter.answer.complete(Answer.UNDECIDED)));
    waiting.clear();
    parkedIds.clear();
    return answers;
  }

  /**
   * Takes out those that a good fetch answers. Those who asked after it began stay for the next one, as their key may
   * have been made in between; those of requests only if they may wait for it.
   *
   * @return the answers to give once the lock is released, and whether one that had been parked waited in vain
   */
  Settled settle(KeySet keys, long fetchNumber, boolean mayStay) {
    List<Runnable> answers = new ArrayList<>();
    boolean parkedInVain = false;
    for (Iterator<Waiter> each = waiting.iterator(); each.hasNext();) {
      Waiter waiter = each.next();
      boolean published = keys.names(waiter.keyId);
      if (published || waiter.askedAt < fetchNumber || !mayStay && !waiter.fromIssuer) {
        each.remove();
        answers.add(() -> waiter.answer.complete(published ? Answer.PUBLISHED : Answer.ABSENT));
        if (!published && absent.size() < MAX_ABSENT) {
          absent.add(waiter.keyId);
        }
        parkedInVain |= !published && waiter.parked;
      }
    }
    parkedIds.clear();
    waiting.stream().filter(Waiter::parked).forEach(waiter -> parkedIds.add(waiter.keyId));
    return new Settled(answers, parkedInVain);
  }

  record Settled(List<Runnable> answers, boolean parkedInVain) {}
}
