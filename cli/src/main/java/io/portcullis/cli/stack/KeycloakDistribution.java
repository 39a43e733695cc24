package io.portcullis.cli.stack;

import io.portcullis.cli.Build;
import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Keycloak's own files: fetched as a Maven artifact, unpacked, given our provider jar and built for fast starts.
 *
 * <p>Every step may be broken off at any point and is then done again: the folder is renamed into place when whole, and
 * a build that did not end is followed by a fresh unpacking. The database in {@code data/} is kept through all of it.
 */
final class KeycloakDistribution {

    private static final List<String> BUILD_OPTIONS = List.of("--db=dev-file", "--health-enabled=true");

    private final StateFolder state;
    private final Path providerJar;
    private final String version = Build.current().keycloakVersion();

    KeycloakDistribution(StateFolder state, Path providerJar) {
        this.state = state;
        this.providerJar = providerJar;
    }

    Path home() {
        return state.path("keycloak/server");
    }

    static Map<String, String> environment() {
        return Map.of(
                "JAVA_HOME", System.getProperty("java.home"),
                "JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m",
                "JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
    }

    void prepare(Progress progress, Tools tools) throws IOException, NotPossible, InterruptedException {
        if (!Files.exists(providerJar)) {
            throw new NotPossible(providerJar + " is missing; build it with: mvn -q -DskipTests package");
        }
        state.folder("keycloak");
        Path building = state.path("keycloak/building");
        Path unpacked = state.path("keycloak/unpacked");
        if (Files.exists(building) || !Files.exists(home()) || !holds(unpacked, version)) {
            unpack(progress, tools);
            Files.deleteIfExists(building);
            Files.writeString(unpacked, version);
        }
        String fingerprint = version + " " + digest(providerJar) + " " + String.join(" ", BUILD_OPTIONS);
        Path built = state.path("keycloak/built");
        if (holds(built, fingerprint)) {
            return;
        }
        Files.writeString(building, "");
        Files.copy(providerJar, home().resolve("providers/portcullis-provider.jar"), StandardCopyOption.REPLACE_EXISTING);
        progress.say("keycloak", "building with the provider jar (about half a minute, only when the jar changed)");
        List<String> command = new ArrayList<>(List.of("bash", home().resolve("bin/kc.sh").toString(), "build"));
        command.addAll(BUILD_OPTIONS);
        tools.run(state.path("keycloak"), log("keycloak-build"), environment(), command,
                seconds -> progress.say("keycloak", "still building (" + seconds + " s)"));
        Files.writeString(built, fingerprint);
        Files.delete(building);
    }

    private void unpack(Progress progress, Tools tools) throws IOException, NotPossible, InterruptedException {
        progress.say("keycloak", "fetching Keycloak " + version + " with Maven (170 MB when it is not in the local repository)");
        Path download = state.folder("keycloak/download");
        tools.run(state.path("keycloak"), log("keycloak-fetch"), environment(),
                List.of("mvn", "-B", "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy",
                        "-Dartifact=org.keycloak:keycloak-quarkus-dist:" + version + ":zip",
                        "-DoutputDirectory=" + download),
                seconds -> progress.say("keycloak", "still fetching (" + seconds + " s)"));
        progress.say("keycloak", "unpacking");
        Path data = home().resolve("data");
        Path kept = state.path("keycloak/data.kept");
        if (Files.exists(data) && !Files.exists(kept)) {
            Files.move(data, kept, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.deleteIfExists(state.path("keycloak/built"));
        Copies.delete(home());
        Copies.unzip(download.resolve("keycloak-quarkus-dist-" + version + ".zip"), home());
        if (Files.exists(kept)) {
            Files.move(kept, data, StandardCopyOption.ATOMIC_MOVE);
        }
        Copies.delete(download);
    }

    private Path log(String name) throws IOException {
        return state.folder("logs").resolve(name + ".log");
    }

    private static boolean holds(Path file, String text) throws IOException {
        return Files.exists(file) && Files.readString(file).equals(text);
    }

    private static String digest(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
