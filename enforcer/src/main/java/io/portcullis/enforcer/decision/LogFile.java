package io.portcullis.enforcer.decision;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Where lines go: a file that is appended to, or the standard output. A file that was renamed or removed, as rotation
 * does it, is begun anew. A new file can be read by its owner and group only: it says who did what.
 */
final class LogFile implements AutoCloseable {

  /** A pipe takes no more at once without mixing in what others write. */
  private static final int PIPE = 4096;
  private static final int FILE = 1 << 16;

  private final Path path;
  private OutputStream out;
  private Object key;

  private LogFile(Path path, OutputStream out) {
    this.path = path;
    this.out = out;
  }

  static LogFile standardOutput() {
    return new LogFile(null, new FileOutputStream(FileDescriptor.out));
  }

  static LogFile of(Path path) throws IOException {
    LogFile file = new LogFile(path, null);
    file.open();
    return file;
  }

  /** How many bytes to write at once. */
  int chunk() {
    return path == null ? PIPE : FILE;
  }

  void write(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
  }

  /** Begins the file anew when it is no longer where it was. */
  void followRotation() throws IOException {
    if (path != null && key != null && !key.equals(keyOf(path))) {
      OutputStream old = out;
      open();
      old.close();
    }
  }

  private void open() throws IOException {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] readers = posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))}
        : new FileAttribute<?>[0];
    out = Channels.newOutputStream(Files.newByteChannel(path,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), readers));
    key = keyOf(path);
  }

  private static Object keyOf(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return "gone";
    }
  }

  @Override
  public void close() throws IOException {
    if (path != null) {
      out.close();
    }
  }
}
