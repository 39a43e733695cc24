package io.portcullis.bench;

import io.portcullis.enforcer.revocation.Change;
import io.portcullis.enforcer.revocation.Change.Kind;
import io.portcullis.enforcer.revocation.RevocationIndex;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Looking up ids among a million revocations, nearly all that the index holds. Half a million ids are asked for in random
 * order and one after the other, so that the memory behind them is in none of a processor's near caches; their text is,
 * for a check has just read the token. What the index takes in the heap is printed as well.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RevocationIndexBenchmark {

  private static final int REVOCATIONS = 999_999;
  private static final int ASKED = 1 << 19;
  private static final int AT_ONCE = 1 << 10;

  private RevocationIndex index;
  private final String[] revoked = new String[ASKED];
  private final String[] others = new String[ASKED];
  private int next;
  private int read;

  /** Makes the texts that are asked for, then fills the index. */
  @Setup
  public void fill() {
    // Texts of their own, as requests bring them, and not those that are put in.
    Random ids = new Random(1);
    Random order = new Random(2);
    for (int i = 0; i < ASKED; i++) {
      int place = order.nextInt(i + 1);
      revoked[i] = revoked[place];
      revoked[place] = id(ids);
      others[i] = id(order);
    }
    long before = usedHeap();
    index = new RevocationIndex("https://id.example.com/realms/main", Duration.ofMinutes(5), Clock.systemUTC(),
        System::nanoTime);
    ids.setSeed(1);
    for (int i = 0; i < REVOCATIONS; i++) {
      index.apply(new Change(Kind.SUBJECT_DISABLED, id(ids), 1_800_000_000_000L + i, "node1", 0));
    }
    System.out.printf("%n%,d revocations take %,d bytes of heap%n", index.size(), usedHeap() - before);
  }

  private static String id(Random random) {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** A check has just read the token, and with it the text of the ids. */
  @Setup(Level.Invocation)
  public void readTexts() {
    for (int i = 0; i < AT_ONCE; i++) {
      read += revoked[next + i].equals(others[next + i]) ? 1 : 0;
    }
  }

  /** An id that is in the index. */
  @Benchmark
  @OperationsPerInvocation(AT_ONCE)
  public int revoked() {
    return ask(revoked);
  }

  /** An id that is not: what nearly every check asks for. */
  @Benchmark
  @OperationsPerInvocation(AT_ONCE)
  public int notRevoked() {
    return ask(others);
  }

  /** Which id is next depends on the answer before, so that no two look-ups overlap. */
  private int ask(String[] ids) {
    int found = 0;
    int at = 0;
    for (int i = 0; i < AT_ONCE; i++) {
      boolean revoked = index.isDisabled(ids[next + at]);
      found += revoked ? 1 : 0;
      at = at + (revoked ? 1 : 3) & AT_ONCE - 1;
    }
    next = next + AT_ONCE & ASKED - 1;
    return found;
  }
}
