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
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Looking up ids among a million revocations, nearly all that the index holds; ids are asked for in random order, so that
 * the memory behind them is cold. What the index takes in the heap is printed once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RevocationIndexBenchmark {

  private static final int REVOCATIONS = 999_999;
  private static final int ASKED = 1 << 16;

  private RevocationIndex index;
  private final String[] revoked = new String[ASKED];
  private final String[] others = new String[ASKED];
  private int next;

  /** Fills the index. */
  @Setup
  public void fill() {
    Random random = new Random(1);
    long before = usedHeap();
    index = new RevocationIndex("https://id.example.com/realms/main", Duration.ofMinutes(5), Clock.systemUTC(),
        System::nanoTime);
    for (int i = 0; i < REVOCATIONS; i++) {
      String id = new UUID(random.nextLong(), random.nextLong()).toString();
      index.apply(new Change(Kind.SUBJECT_DISABLED, id, 1_800_000_000_000L + i, "node1", 0));
      if (i % (REVOCATIONS / ASKED) == 0 && i / (REVOCATIONS / ASKED) < ASKED) {
        revoked[i / (REVOCATIONS / ASKED)] = id;
      }
    }
    for (int i = 0; i < ASKED; i++) {
      // Asked for by a copy, as requests do, and not by the very text that was put in.
      revoked[i] = new String(revoked[i].toCharArray());
    }
    for (int i = 0; i < ASKED; i++) {
      others[i] = new UUID(random.nextLong(), random.nextLong()).toString();
    }
    System.out.printf("%n%,d revocations take %,d bytes of heap%n", index.size(), usedHeap() - before
        - 2L * ASKED * 64);
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** An id that is in the index. */
  @Benchmark
  public boolean revoked() {
    return index.isDisabled(revoked[next = next + 7919 & ASKED - 1]);
  }

  /** An id that is not: what nearly every check asks for. */
  @Benchmark
  public boolean notRevoked() {
    return index.isDisabled(others[next = next + 7919 & ASKED - 1]);
  }
}
