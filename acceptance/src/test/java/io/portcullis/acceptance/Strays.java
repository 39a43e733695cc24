package io.portcullis.acceptance;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that work in a checkout's state folder. */
final class Strays {

    private Strays() {}

    static List<String> of(Checkout checkout) throws IOException {
        Path state = checkout.file(".portcullis").toRealPath();
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    if (Files.readSymbolicLink(process.resolve("cwd")).startsWith(state)) {
                        found.add(process.getFileName() + " " + Files.readString(process.resolve("cmdline")).replace('\0', ' '));
                    }
                } catch (IOException e) {
                    // Gone meanwhile, or not ours to see.
                }
            }
        }
        return found;
    }
}
