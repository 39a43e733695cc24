package io.portcullis.enforcer.decision;

import io.portcullis.enforcer.ops.Fault;
import io.portcullis.policy.InvalidPolicyException;
import io.portcullis.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The policy file as it is in force. A changed file takes effect as a whole between two decisions; a broken one is
 * refused, said loudly, and the last good policy stays.
 *
 * <p>The file is looked at several times a second instead of being watched by the kernel: that also sees swapped
 * symlinks (as Kubernetes mounts change) and network file systems, where watches stay silent.
 */
public final class PolicyInForce implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(250);
  /** File systems tell times coarsely: within this time of a write, another write may leave no trace but the content. */
  private static final long UNSETTLED_NANOS = Duration.ofSeconds(2).toNanos();

  private final Path file;
  private final Consumer<String> log;
  private final AtomicLong reloads = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Thread watcher;
  private volatile Policy policy;
  private volatile Stamp stamp;
  private volatile String problem;
  private volatile Instant since = Instant.now();
  private volatile boolean closed;
  private volatile Consumer<String> revisions = revision -> {};

  /**
   * Loads the file.
   *
   * @param log told of every change, in words
   * @throws InvalidPolicyException when there is no valid policy to begin with
   */
  public PolicyInForce(Path file, Consumer<String> log) throws InvalidPolicyException {
    this.file = file;
    this.log = log;
    this.stamp = Stamp.of(file);
    this.policy = Policy.load(file);
    this.watcher = new Thread(this::watch, "policy-watch");
    watcher.setDaemon(true);
  }

  /** Begins to watch the file. */
  public void start() {
    watcher.start();
  }

  /** Has the revision in force told now and after each change; told on the watching thread. */
  public void tellRevision(Consumer<String> listener) {
    revisions = listener;
    listener.accept(policy.revision());
  }

  /** The policy to decide by; read it once for each request. */
  public Policy current() {
    return policy;
  }

  /** What is wrong with the file as it is now, or {@code null}; the policy in force is older then. */
  public String problem() {
    return problem;
  }

  /** Since when the policy, or the problem, is what it is. */
  public Instant since() {
    return since;
  }

  /** How many times a changed file was put in force. */
  public long reloads() {
    return reloads.get();
  }

  /** How many times a changed file was refused. */
  public long refused() {
    return refused.get();
  }

  @Override
  public void close() {
    closed = true;
    watcher.interrupt();
  }

  private void watch() {
    while (!closed) {
      try {
        Thread.sleep(LOOK.toMillis());
        look();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) {
        // The watch must outlive whatever a file may cause: without it no later change would ever count.
        log.accept("The policy file could not be looked at: " + Fault.name(e));
      }
    }
  }

  /** Reads the file again when it is another than before. */
  void look() {
    Stamp now = Stamp.of(file);
    if (now.equals(stamp) && now.settled()) {
      return;
    }
    try {
      Policy changed = Policy.load(file);
      // The same content read again leaves the compiled policy as it is.
      boolean same = changed.revision().equals(policy.revision());
      policy = same ? policy : changed;
      revisions.accept(policy.revision());
      if (!same || problem != null) {
        since = Instant.now();
        reloads.incrementAndGet();
        log.accept("The policy " + file + " is in force with revision " + changed.revision());
        changed.warnings().forEach(warning -> log.accept("Policy warning: " + warning));
      }
      problem = null;
    } catch (InvalidPolicyException e) {
      if (!e.getMessage().equals(problem)) {
        problem = e.getMessage();
        since = Instant.now();
        refused.incrementAndGet();
        log.accept("The changed policy is refused and revision " + policy.revision() + " stays in force: " + problem);
      }
    }
    // Taken before the file was read: a write in between is seen at the next look.
    stamp = now;
  }

  /** What tells one state of the file from another, after all symlinks. */
  private record Stamp(Object key, long modified, long size, String real) {

    /** Whether a later write is sure to give another stamp. */
    boolean settled() {
      Instant wall = Instant.now();
      long age = TimeUnit.SECONDS.toNanos(wall.getEpochSecond()) + wall.getNano() - modified;
      return modified < 0 || age > UNSETTLED_NANOS || age < -UNSETTLED_NANOS;
    }

    static Stamp of(Path file) {
      try {
        Path real = file.toRealPath();
        BasicFileAttributes attributes =
            Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new Stamp(attributes.fileKey(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
            attributes.size(), real.toString());
      } catch (IOException e) {
        return new Stamp(null, -1, -1, e.getClass().getSimpleName());
      }
    }
  }
}
