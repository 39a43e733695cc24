package io.portcullis.cli.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner may read. */
public final class OwnFile {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private OwnFile() {}

    /**
     * Writes a file whole or not at all, with the permissions {@code 0600} from its first byte on.
     *
     * @param file the file; one that is there is replaced
     * @param text what it is to hold
     * @throws CommandFailure when it cannot be written
     */
    public static void write(Path file, String text) {
        Path folder = file.toAbsolutePath().getParent();
        Path draft = null;
        try {
            draft = Files.createTempFile(folder, "." + file.getFileName(), ".new",
                    PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            if (draft != null) {
                draft.toFile().delete();
            }
            throw CommandFailure.invalid(file + " cannot be written: " + (Files.isDirectory(folder)
                    ? e.getMessage()
                    : "there is no folder " + folder));
        }
    }
}
