package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/** The folder where a stack keeps everything: secret, Keycloak, nginx, logs, pids. Readable by its owner only. */
final class StateFolder {

    private final Path root;

    StateFolder(Path root) throws NotPossible {
        this.root = root.toAbsolutePath().normalize();
        try {
            Files.createDirectories(this.root);
            Files.setPosixFilePermissions(this.root, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new NotPossible("the state folder " + this.root + " cannot be made: " + e.getMessage(), e);
        }
    }

    Path path(String name) {
        return root.resolve(name);
    }

    /** A folder inside, made when missing. */
    Path folder(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    Properties properties(String name) throws IOException {
        Properties properties = new Properties();
        Path file = root.resolve(name);
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
        }
        return properties;
    }

    /** Writes the file whole or not at all. */
    void write(String name, Properties properties) throws IOException {
        Path draft = root.resolve(name + ".new");
        try (Writer writer = Files.newBufferedWriter(draft)) {
            properties.store(writer, null);
        }
        Files.move(draft, root.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The file with the client's secret: 256 random bits, made at the first start. */
    Path clientSecret() throws IOException {
        Path file = root.resolve("client-secret");
        if (!Files.exists(file)) {
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            Path draft = root.resolve("client-secret.new");
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return file;
    }

    /**
     * Keeps other commands from changing the stack until closed. A command that dies lets go of it.
     *
     * @throws NotPossible when another command holds it
     */
    FileChannel lock() throws IOException, NotPossible {
        Path file = root.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            String holder = Files.readString(file).strip();
            throw new NotPossible("another portcullis command is changing this stack (process " + holder
                    + "). Wait for it, or stop it with: kill " + holder);
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes()));
        return channel;
    }
}
