package io.portcullis.acceptance;

import io.portcullis.cli.stack.StackSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder like a fresh checkout that tests may edit: its own policy, nginx files, realm and state, with the jars of
 * the real one, and ports that were free when it was made.
 */
final class Checkout {

    private static final Path REAL = Path.of(System.getProperty("portcullis.checkout")).toAbsolutePath().normalize();
    private static final Path WORK = Path.of(System.getProperty("portcullis.work")).toAbsolutePath();

    private final Path home;
    private final Map<String, String> settings;

    private Checkout(Path home, Map<String, String> settings) {
        this.home = home;
        this.settings = settings;
    }

    /** Makes the folder anew; a stack that an aborted run left there must have been stopped before. */
    static Checkout fresh(String name) throws IOException {
        Path home = WORK.resolve(name);
        delete(home);
        Files.createDirectories(home);
        copy(REAL.resolve("nginx"), home.resolve("nginx"));
        copy(REAL.resolve("realm-export"), home.resolve("realm-export"));
        Files.copy(REAL.resolve("policy.json"), home.resolve("policy.json"));
        for (String module : List.of("provider", "enforcer", "cli")) {
            Files.createSymbolicLink(home.resolve(module), REAL.resolve(module));
        }
        return at(home, freePorts());
    }

    /** The folder of an earlier run, as far as it is still there. */
    static Checkout leftOver(String name) throws IOException {
        return at(WORK.resolve(name), freePorts());
    }

    boolean exists() {
        return Files.isDirectory(home.resolve("nginx/templates"));
    }

    StackSettings settings() {
        return new StackSettings(home, home.resolve(".portcullis"), settings);
    }

    /** The environment in which the command finds this checkout and its ports. */
    Map<String, String> environment() {
        return settings;
    }

    Path file(String name) {
        return home.resolve(name);
    }

    /** A file of the real checkout. */
    static Path source(String name) {
        return REAL.resolve(name);
    }

    static Path cliJar() {
        return REAL.resolve("cli/target/portcullis-cli.jar");
    }

    static Path frontDoor() {
        return REAL.resolve("portcullis");
    }

    private static Checkout at(Path home, Map<String, String> ports) {
        Map<String, String> settings = new HashMap<>(System.getenv());
        settings.keySet().removeIf(name -> name.startsWith("PORTCULLIS_"));
        settings.putAll(ports);
        settings.put("PORTCULLIS_HOME", home.toString());
        return new Checkout(home, Map.copyOf(settings));
    }

    static Map<String, String> freePorts() throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        Map<String, String> ports = new HashMap<>();
        for (String name : List.of("HTTP", "KEYCLOAK", "ENFORCER", "MANAGEMENT")) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            held.add(socket);
            ports.put("PORTCULLIS_" + name + "_PORT", Integer.toString(socket.getLocalPort()));
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        return ports;
    }

    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> walk = Files.walk(source)) {
            for (Path path : walk.toList()) {
                Files.copy(path, target.resolve(source.relativize(path).toString()));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> walk = Files.walk(folder)) {
                for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
