package io.portcullis.enforcer.decision;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One JSON line for each decision, written by a thread of its own. A check never waits for the disk: when the writer
 * falls behind, lines are dropped and counted.
 */
public final class DecisionLog implements AutoCloseable {

  private static final int CAPACITY = 16_384;
  private static final int MAX_TEXT = 512;

  private final BlockingQueue<DecisionRecord> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong dropped = new AtomicLong();
  private final JsonFactory json = new JsonFactory();
  private final OutputStream out;
  private final Thread writer;
  private final Consumer<String> problems;
  private volatile boolean closed;

  /**
   * @param target {@code stdout}, {@code off}, or a file's path
   * @throws IllegalArgumentException when the file cannot be opened; the message names the setting
   */
  public DecisionLog(String target, Consumer<String> problems) {
    this.problems = problems;
    this.out = open(target);
    this.writer = new Thread(this::write, "decision-log");
    writer.setDaemon(true);
    if (out != null) {
      writer.start();
    }
  }

  private static OutputStream open(String target) {
    if (target.equals("off")) {
      return null;
    }
    if (target.equals("stdout")) {
      return new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 15);
    }
    try {
      return new BufferedOutputStream(
          Files.newOutputStream(Path.of(target), StandardOpenOption.CREATE, StandardOpenOption.APPEND), 1 << 15);
    } catch (IOException e) {
      throw new IllegalArgumentException("PORTCULLIS_DECISION_LOG: cannot write to " + target + " ("
          + e.getClass().getSimpleName() + "); name a file in a folder that the enforcer may write to, stdout, or off.");
    }
  }

  /** Takes a record; never waits. */
  public void add(DecisionRecord entry) {
    if (out != null && !queue.offer(entry)) {
      dropped.incrementAndGet();
    }
  }

  /** Whether lines are written at all. */
  public boolean enabled() {
    return out != null;
  }

  /** How many lines were dropped because the writer fell behind. */
  public long dropped() {
    return dropped.get();
  }

  private void write() {
    try {
      while (!closed || !queue.isEmpty()) {
        DecisionRecord entry = queue.poll(200, TimeUnit.MILLISECONDS);
        if (entry == null) {
          continue;
        }
        try {
          do {
            line(entry);
            entry = queue.poll();
          } while (entry != null);
          out.flush();
        } catch (IOException e) {
          dropped.incrementAndGet();
          problems.accept("The decision log cannot be written: " + e.getClass().getSimpleName());
          Thread.sleep(1000);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void line(DecisionRecord entry) throws IOException {
    try (JsonGenerator line = json.createGenerator(new Unclosed(out))) {
      line.writeStartObject();
      line.writeStringField("time", entry.time().toString());
      line.writeStringField("type", "decision");
      line.writeStringField("outcome", entry.outcome());
      line.writeNumberField("status", entry.status());
      line.writeStringField("reason", entry.reason());
      text(line, "method", entry.method());
      text(line, "host", entry.host());
      text(line, "path", path(entry.target()));
      text(line, "location", entry.location());
      line.writeArrayFieldStart("roles_needed");
      for (String role : entry.rolesNeeded()) {
        line.writeString(role);
      }
      line.writeEndArray();
      text(line, "subject", entry.subject());
      text(line, "session", entry.session());
      line.writeBooleanField("refreshed", entry.refreshed());
      line.writeStringField("policy_revision", entry.policyRevision());
      text(line, "request_id", entry.requestId());
      text(line, "client_ip", entry.clientAddress());
      line.writeEndObject();
    }
    out.write('\n');
  }

  private static void text(JsonGenerator line, String name, String value) throws IOException {
    if (value != null) {
      line.writeStringField(name, value.length() > MAX_TEXT ? value.substring(0, MAX_TEXT) : value);
    }
  }

  /** The target up to its query, which may hold what must not be logged. */
  private static String path(String target) {
    if (target == null) {
      return null;
    }
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** Writes what is waiting, then stops. */
  @Override
  public void close() {
    closed = true;
    try {
      writer.join(2000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets a generator end its line without ending the log. */
  private static final class Unclosed extends java.io.FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() {
      // The log flushes when its queue is empty.
    }

    @Override
    public void close() {
      // The log goes on.
    }
  }
}
