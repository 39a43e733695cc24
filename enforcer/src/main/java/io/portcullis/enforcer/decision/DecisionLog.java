package io.portcullis.enforcer.decision;

import io.portcullis.enforcer.ops.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jctools.queues.MpscArrayQueue;

/**
 * One JSON line for each decision, made and written by a thread of its own. A check hands its record over without a lock
 * and without waking anybody: the writer looks by itself, many times a second. A check never waits for the disk: when the
 * writer falls behind, lines are dropped and counted, permits first; a part of the queue is kept for all others.
 */
public final class DecisionLog implements AutoCloseable {

  private static final int CAPACITY = 8192;
  private static final int FOR_PERMITS = CAPACITY / 4 * 3;
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long REST_AFTER_FAILURE = TimeUnit.SECONDS.toNanos(1);
  private static final long HOUSEKEEPING = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE_MILLIS = 5000;

  private final MpscArrayQueue<LogEntry> queue = new MpscArrayQueue<>(CAPACITY);
  private final LongAdder written = new LongAdder();
  private final LongAdder droppedPermits = new LongAdder();
  private final LongAdder droppedOthers = new LongAdder();
  private final LogFile out;
  private final double permitSample;
  private final LineBuffer lines;
  private final Thread writer;
  private final Consumer<String> problems;
  private volatile boolean closed;
  private volatile boolean ended;
  private int permitsWaiting;
  private int othersWaiting;
  private boolean torn;
  /** Taken from the queue, and not counted among those that wait in the buffer yet. */
  private LogEntry inHand;

  /**
   * @param target {@code stdout}, {@code off}, or a file's path
   * @param permitSample which share of the permits is written, from 0 to 1; all else always is
   * @throws IllegalArgumentException when the file cannot be opened; the message names the setting
   */
  public DecisionLog(String target, double permitSample, Consumer<String> problems) {
    this.problems = problems;
    this.permitSample = permitSample;
    this.out = open(target);
    this.lines = new LineBuffer(out == null ? 0 : out.chunk());
    this.writer = new Thread(this::run, "decision-log");
    writer.setDaemon(true);
    if (out != null) {
      writer.start();
    }
  }

  private static LogFile open(String target) {
    try {
      return target.equals("off") ? null : target.equals("stdout") ? LogFile.standardOutput() : LogFile.of(Path.of(target));
    } catch (IOException e) {
      throw new IllegalArgumentException("PORTCULLIS_DECISION_LOG: cannot write to " + target + " ("
          + e.getClass().getSimpleName() + "); name a file in a folder that the enforcer may write to, stdout, or off.");
    }
  }

  /** Whether a decision is to be written: asked before anything is made for its line. */
  public boolean wants(boolean permit) {
    return out != null && (!permit || permitSample >= 1 || ThreadLocalRandom.current().nextDouble() < permitSample);
  }

  /** Takes a record; never waits. */
  public void add(DecisionRecord entry) {
    offer(entry);
  }

  /** Takes a security event; never waits. Where no lines are written, it is said in the enforcer's own log. */
  public void add(SecurityEvent event) {
    if (out == null) {
      LineBuffer line = new LineBuffer(0);
      event.write(line);
      problems.accept(line.toString().strip());
    } else {
      offer(event);
    }
  }

  private void offer(LogEntry entry) {
    if (out != null && (ended || entry.expendable() && queue.size() >= FOR_PERMITS || !queue.offer(entry))) {
      dropped(entry.expendable()).increment();
    }
  }

  private LongAdder dropped(boolean permit) {
    return permit ? droppedPermits : droppedOthers;
  }

  /** How many lines were written. */
  public long written() {
    return written.sum();
  }

  /** How many lines were dropped: of permits, or of all else. */
  public long dropped(String kind) {
    return dropped(kind.equals("permit")).sum();
  }

  private void run() {
    long housekept = System.nanoTime();
    while (true) {
      boolean last = closed;
      try {
        boolean idle = !writeAll();
        if (idle && last) {
          break;
        }
        if (System.nanoTime() - housekept > HOUSEKEEPING) {
          housekept = System.nanoTime();
          out.followRotation();
        }
        if (idle) {
          LockSupport.parkNanos(LOOK);
        }
      } catch (IOException e) {
        lost();
        problems.accept("The decision log cannot be written: " + e.getClass().getSimpleName());
        if (!closed) {
          LockSupport.parkNanos(REST_AFTER_FAILURE);
        }
      }
    }
    ended = true;
  }

  private boolean writeAll() throws IOException {
    inHand = queue.relaxedPoll();
    if (inHand == null) {
      return false;
    }
    for (; inHand != null; inHand = queue.relaxedPoll()) {
      int before = lines.length();
      try {
        inHand.write(lines);
      } catch (RuntimeException e) {
        lines.truncate(before);
        dropped(inHand.expendable()).increment();
        problems.accept("A line of the decision log could not be made: " + Fault.name(e));
        continue;
      }
      if (lines.length() > out.chunk() && before > 0) {
        flush(before);
      }
      if (inHand.expendable()) {
        permitsWaiting++;
      } else {
        othersWaiting++;
      }
    }
    flush(lines.length());
    return true;
  }

  private void flush(int length) throws IOException {
    if (torn) {
      // What a full disk cut off must not take the next line with it.
      out.write(new byte[] {'\n'}, 1);
      torn = false;
    }
    out.write(lines.bytes(), length);
    lines.drop(length);
    written.add(permitsWaiting + othersWaiting);
    permitsWaiting = 0;
    othersWaiting = 0;
  }

  private void lost() {
    if (inHand != null) {
      dropped(inHand.expendable()).increment();
      inHand = null;
    }
    droppedPermits.add(permitsWaiting);
    droppedOthers.add(othersWaiting);
    permitsWaiting = 0;
    othersWaiting = 0;
    lines.drop(lines.length());
    torn = true;
  }

  /** Writes what is waiting, then stops. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(writer);
    try {
      writer.join(PATIENCE_MILLIS);
      if (out != null && !writer.isAlive()) {
        out.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      problems.accept("The decision log cannot be closed: " + e.getClass().getSimpleName());
    }
  }
}
