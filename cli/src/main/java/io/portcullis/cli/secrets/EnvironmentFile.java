package io.portcullis.cli.secrets;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The {@code .env} file of a deployment: secrets that it lacks are put in, everything else stays as it is. */
final class EnvironmentFile {

    private final Path file;
    private final SecureRandom random;
    private final Consumer<String> report;

    EnvironmentFile(Path file, SecureRandom random, Consumer<String> report) {
        this.file = file;
        this.random = random;
        this.report = report;
    }

    /**
     * Fills in the secrets that are missing, empty or "generate". The file is then readable by its owner only.
     *
     * @param example what a new file begins as
     * @throws NotPossible when neither file exists
     * @throws IOException when a file cannot be read or written
     */
    void fill(Path example) throws NotPossible, IOException {
        Path source = Files.exists(file) ? file : example;
        if (!Files.exists(source)) {
            throw new NotPossible("neither " + file + " nor " + example + " exists; call this in the checkout, or name "
                    + "the file with --env");
        }
        List<String> lines = new ArrayList<>();
        Set<Secret> missing = EnumSet.allOf(Secret.class);
        boolean changed = source != file;
        for (String line : Files.readAllLines(source)) {
            Secret secret = of(line);
            if (secret == null) {
                lines.add(line);
                continue;
            }
            missing.remove(secret);
            if (value(line).isEmpty() || value(line).equals(Secret.GENERATE)) {
                lines.add(made(secret));
                changed = true;
            } else {
                secret.require(value(line));
                lines.add(line);
                report.accept(secret.setting() + ": kept");
            }
        }
        for (Secret secret : missing) {
            lines.add(made(secret));
            changed = true;
        }
        if (changed) {
            replace(lines);
        }
    }

    private String made(Secret secret) {
        report.accept(secret.setting() + ": generated");
        return secret.setting() + "=" + Secret.random(random);
    }

    private static Secret of(String line) {
        String text = line.strip();
        if (text.startsWith("export ")) {
            text = text.substring("export ".length()).strip();
        }
        for (Secret secret : Secret.values()) {
            if (text.startsWith(secret.setting()) && text.substring(secret.setting().length()).strip().startsWith("=")) {
                return secret;
            }
        }
        return null;
    }

    private static String value(String line) {
        String value = line.substring(line.indexOf('=') + 1).strip();
        int comment = value.startsWith("#") ? 0 : value.indexOf(" #");
        if (comment >= 0) {
            value = value.substring(0, comment).strip();
        }
        boolean quoted = value.length() >= 2 && (value.startsWith("\"") && value.endsWith("\"")
                || value.startsWith("'") && value.endsWith("'"));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private void replace(List<String> lines) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path whole = Files.createTempFile(folder, ".env", ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(whole, lines);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
