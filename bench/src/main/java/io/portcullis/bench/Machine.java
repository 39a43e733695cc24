package io.portcullis.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine that a result was measured on. */
public final class Machine {

  private Machine() {}

  /** Processor, cores, memory, system and Java, in a line. */
  public static String description() {
    long kilobytes = Long.parseLong("0" + line("/proc/meminfo", "MemTotal").replaceAll("\\D", ""));
    return line("/proc/cpuinfo", "model name") + ", " + Runtime.getRuntime().availableProcessors() + " cores, "
        + Math.round(kilobytes / 1048576.0) + " GiB, " + System.getProperty("os.name") + ' ' + System.getProperty("os.version")
        + ", Java " + System.getProperty("java.version");
  }

  private static String line(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream().filter(line -> line.startsWith(name)).findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
