package io.portcullis.cli.secrets;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The secrets as files, one folder each. What the environment states is written; where it says "generate", a strong
 * secret is made once and kept.
 *
 * <p>The files can be read by every user, for the programs that need them run as different ones: who sees a folder is
 * decided by where it is mounted.
 */
final class SecretFiles {

    private final Path folder;
    private final SecureRandom random;
    private final Consumer<String> report;

    SecretFiles(Path folder, SecureRandom random, Consumer<String> report) {
        this.folder = folder;
        this.random = random;
        this.report = report;
    }

    /**
     * Writes every secret.
     *
     * @param environment where the secrets are stated
     * @throws NotPossible when one is missing or weak; nothing is written then
     * @throws IOException when a file cannot be written
     */
    void write(Map<String, String> environment) throws NotPossible, IOException {
        for (Secret secret : Secret.values()) {
            String stated = stated(secret, environment);
            if (!stated.equals(Secret.GENERATE)) {
                secret.require(stated);
            }
        }
        for (Secret secret : Secret.values()) {
            write(secret, stated(secret, environment));
        }
    }

    private static String stated(Secret secret, Map<String, String> environment) throws NotPossible {
        String value = environment.getOrDefault(secret.setting(), "").strip();
        if (value.isEmpty()) {
            throw new NotPossible(secret.setting() + " is missing. Put a strong secret into .env (./portcullis secrets "
                    + "does), or the word " + Secret.GENERATE + ".");
        }
        return value;
    }

    private void write(Secret secret, String stated) throws IOException {
        Path file = folder.resolve(secret.file());
        boolean there = Files.exists(file) && Files.size(file) > 0;
        if (stated.equals(Secret.GENERATE)) {
            if (!there) {
                replace(file, Secret.random(random));
                report.accept(secret.setting() + ": generated");
            }
        } else if (!there || !Files.readString(file).equals(stated)) {
            replace(file, stated);
            report.accept(secret.setting() + (there ? ": changed" : ": as stated"));
        }
    }

    private static void replace(Path file, String secret) throws IOException {
        Files.createDirectories(file.getParent());
        Path whole = Files.createTempFile(file.getParent(), ".new", "");
        Files.writeString(whole, secret);
        Files.setPosixFilePermissions(whole, PosixFilePermissions.fromString("r--r--r--"));
        try {
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
