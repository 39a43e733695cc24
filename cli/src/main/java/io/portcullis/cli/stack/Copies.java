package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Copies of what was built, so that a running part does not have its jars replaced under it by the next build. */
final class Copies {

    private Copies() {}

    /** Makes the target folder equal to the source folder; files of the same size and time are left as they are. */
    static void mirror(Path source, Path target) throws IOException, NotPossible {
        if (!Files.isDirectory(source)) {
            throw new NotPossible(source + " is missing; build it with: mvn -q -DskipTests package");
        }
        Set<Path> wanted = new HashSet<>();
        for (Path file : files(source)) {
            Path copy = target.resolve(source.relativize(file).toString());
            wanted.add(copy);
            copyIfOther(file, copy);
        }
        for (Path copy : files(target)) {
            if (!wanted.contains(copy)) {
                Files.delete(copy);
            }
        }
    }

    static void copyIfOther(Path file, Path copy) throws IOException {
        if (Files.exists(copy)
                && Files.size(copy) == Files.size(file)
                && Files.getLastModifiedTime(copy).equals(Files.getLastModifiedTime(file))) {
            return;
        }
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }

    /** Unpacks a zip's single top folder as the given folder, which comes into being whole or not at all. */
    static void unzip(Path zip, Path folder) throws IOException {
        Path draft = folder.resolveSibling(folder.getFileName() + ".new");
        delete(draft);
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path inside = Path.of(entry.getName());
                Path file = draft.resolve(inside.subpath(Math.min(1, inside.getNameCount() - 1), inside.getNameCount()))
                        .normalize();
                if (!file.startsWith(draft)) {
                    throw new IOException(zip + " holds an entry outside its own folder");
                }
                if (inside.getNameCount() > 1 && !entry.isDirectory()) {
                    write(in, file);
                }
            }
        }
        Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes a folder with all that is in it; none there is fine. Links are not followed. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void write(InputStream in, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.copy(in, file);
        if (file.toString().endsWith(".sh")) {
            file.toFile().setExecutable(true);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }
}
