package io.portcullis.acceptance.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The docker command of this machine. */
final class Docker {

    /** What the compose file and the Dockerfile begin with. */
    private static final List<String> PUBLIC_IMAGES = List.of("quay.io/keycloak/keycloak:26.7.3", "eclipse-temurin:21-jre",
            "maven:3.9-eclipse-temurin-21", "nginx:1.28-alpine", "postgres:17");

    private Docker() {}

    /** Why containers cannot be started here; empty when they can. */
    static Optional<String> missing() {
        try {
            Run engine = run(Path.of("."), Map.of(), Duration.ofSeconds(20), List.of("docker", "info"));
            if (engine.exit() != 0) {
                return Optional.of("no Docker engine answers (docker info: " + engine.lastLine() + ")");
            }
            Run compose = run(Path.of("."), Map.of(), Duration.ofSeconds(20), List.of("docker", "compose", "version"));
            return compose.exit() == 0 ? missingImage() : Optional.of("docker has no compose plugin");
        } catch (IOException e) {
            return Optional.of("there is no docker command");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** The first of the public images that is neither here nor to be had. */
    private static Optional<String> missingImage() throws IOException, InterruptedException {
        for (String image : PUBLIC_IMAGES) {
            if (run(Path.of("."), Map.of(), Duration.ofSeconds(20), List.of("docker", "image", "inspect", image)).exit() != 0) {
                Run pull = run(Path.of("."), Map.of(), Duration.ofMinutes(5), List.of("docker", "pull", "-q", image));
                if (pull.exit() != 0) {
                    return Optional.of("the image " + image + " cannot be had (" + pull.lastLine() + ")");
                }
            }
        }
        return Optional.empty();
    }

    /** Runs a command to its end; one that takes longer than it may is ended and reported as exit code -1. */
    static Run run(Path folder, Map<String, String> settings, Duration patience, List<String> command)
            throws IOException, InterruptedException {
        Path said = Files.createTempFile("portcullis-docker", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                    .redirectOutput(said.toFile()).redirectInput(Path.of("/dev/null").toFile());
            builder.environment().keySet().removeIf(
                    name -> name.startsWith("PORTCULLIS_") || name.startsWith("COMPOSE_"));
            builder.environment().putAll(settings);
            Process process = builder.start();
            boolean ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.destroy();
                process.waitFor(10, TimeUnit.SECONDS);
            }
            return new Run(ended ? process.exitValue() : -1, Files.readString(said));
        } finally {
            Files.deleteIfExists(said);
        }
    }

    /**
     * A command that ended.
     *
     * @param exit its exit code
     * @param said what it wrote
     */
    record Run(int exit, String said) {

        String lastLine() {
            String[] lines = said.strip().split("\n");
            return lines[lines.length - 1].strip();
        }

        /** What it wrote, or a failure with its last lines when it did not end well. */
        String orFail(String what) {
            if (exit != 0) {
                String[] lines = said.strip().split("\n");
                int from = Math.max(0, lines.length - 40);
                throw new AssertionError(what + " ended with " + exit + ":\n"
                        + String.join("\n", List.of(lines).subList(from, lines.length)));
            }
            return said;
        }
    }
}
