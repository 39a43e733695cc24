package io.portcullis.bench.gate;

import io.portcullis.bench.BenchFailure;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that is measured: what the kernel says that it and its children took. */
final class Running implements AutoCloseable {

  private static final double TICK_SECONDS = 0.01;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final Path log;
  private final Process process;

  private Running(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  static Running start(String name, List<String> command, Map<String, String> environment, Path folder) {
    try {
      Path log = folder.resolve(name + ".log");
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      Running running = new Running(name, log, builder.start());
      // A run that is interrupted leaves nothing running.
      Runtime.getRuntime().addShutdownHook(new Thread(running.process::destroy));
      return running;
    } catch (IOException e) {
      throw new BenchFailure(name + " cannot be started: " + e.getMessage());
    }
  }

  /** Waits until something listens on a port of this machine. */
  Running listening(int port) {
    return when(() -> {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return socket.isConnected();
      } catch (IOException e) {
        return false;
      }
    }, "listen on port " + port);
  }

  Running when(Condition condition, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new BenchFailure(name + " does not " + what + ". Its last words:\n" + lastWords());
      }
      pause(2);
    }
    return this;
  }

  /** Waits until it ends by itself. */
  void ended() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        close();
        throw new BenchFailure(name + " does not end as it should. Its last words:\n" + lastWords());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("Interrupted");
    }
  }

  /** CPU seconds of the process and of its living children (nginx's worker), in user and kernel. */
  double cpuSeconds() {
    return cpuSeconds(process.pid())
        + process.children().mapToDouble(child -> cpuSeconds(child.pid())).sum();
  }

  private static double cpuSeconds(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_SECONDS;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Memory that the process holds now, in MB (RSS). */
  double residentMegabytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
      }
    } catch (IOException e) {
      // Ended; the caller finds out by what it does next.
    }
    return Double.NaN;
  }

  long pid() {
    return process.pid();
  }

  /** Forgets what the process wrote, which may be very much. */
  void emptyLog() {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(0);
    } catch (IOException e) {
      throw new BenchFailure("Cannot empty " + log + ": " + e.getMessage());
    }
  }

  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
    } catch (IOException e) {
      return "(none)";
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BenchFailure("No port is free: " + e.getMessage());
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("Interrupted");
    }
  }

  static String program(String name) {
    for (String folder : (System.getenv("PATH") + ":/usr/sbin:/usr/local/sbin").split(":")) {
      File file = new File(folder, name);
      if (file.canExecute()) {
        return file.getPath();
      }
    }
    throw new BenchFailure(name + " is not installed; on Debian: apt-get install -y " + name);
  }

  /** Something that comes true. */
  interface Condition {
    boolean holds();
  }
}
