package io.portcullis.enforcer.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file of a Unix socket. Who may connect is a matter of its permissions: its owner and its group. A socket that a
 * killed enforcer left behind is taken over; any other file in its place is not touched.
 */
final class SocketFile {

  /** What the kernel has room for ({@code sun_path} in unix(7)), less the final zero. */
  private static final int MAX_BYTES = 107;
  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;

  private final Path path;

  SocketFile(Path path) {
    this.path = path.toAbsolutePath();
  }

  /** Makes sure that a socket can be made there. */
  void prepare() {
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw refused("its path is longer than " + MAX_BYTES + " bytes");
    }
    try {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      if ((mode & FILE_TYPE) != SOCKET) {
        throw refused("there is a file of another kind");
      }
      Files.delete(path);
    } catch (IOException e) {
      throw refused("what is there cannot be removed: " + e.getClass().getSimpleName());
    }
  }

  /** Lets the group connect, too. Until then only the owner can, at the most: connecting needs the right to write. */
  void open() {
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
    } catch (IOException e) {
      throw refused("its permissions cannot be set: " + e.getClass().getSimpleName());
    }
  }

  void remove() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The next start takes it over.
    }
  }

  IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("PORTCULLIS_ENFORCER_SOCKET: cannot listen on " + path + " (" + why
        + "); name a file in a folder that the enforcer may write to, and that nginx may enter.");
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
