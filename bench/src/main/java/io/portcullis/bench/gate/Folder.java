package io.portcullis.bench.gate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a run keeps its files; its address is short, since that of a socket may have 107 bytes. */
record Folder(Path path) implements AutoCloseable {

  static Folder fresh() {
    try {
      return new Folder(Files.createTempDirectory("portcullis-bench-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The checkout whose nginx files and jars are measured. */
  static Path checkout() {
    return Path.of(System.getenv().getOrDefault("PORTCULLIS_HOME", "")).toAbsolutePath();
  }

  Path file(String name) {
    return path.resolve(name);
  }

  Path write(String name, String content) {
    try {
      Path file = file(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path lines(String name, List<String> lines) {
    try {
      return Files.write(file(name), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("Left behind: " + path);
    }
  }
}
