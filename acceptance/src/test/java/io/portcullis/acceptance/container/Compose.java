package io.portcullis.acceptance.container;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One project of the compose file, on ports of its own, beside whatever else runs on this machine. */
final class Compose {

    static final Path CHECKOUT = Path.of(System.getProperty("portcullis.checkout")).toAbsolutePath().normalize();

    private static final Duration SHORT = Duration.ofMinutes(5);
    private static final Duration LONG = Duration.ofMinutes(25);

    private final String project;
    private final Map<String, String> settings = new HashMap<>();

    Compose(String project) throws IOException {
        this.project = project;
        List<ServerSocket> held = new ArrayList<>();
        for (String name : List.of("HTTP", "KEYCLOAK", "HTTPS", "KEYCLOAK_HTTPS")) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            held.add(socket);
            settings.put("PORTCULLIS_" + name + "_PORT", Integer.toString(socket.getLocalPort()));
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        for (String secret : List.of("CLIENT_SECRET", "DATABASE_PASSWORD", "ADMIN_PASSWORD")) {
            settings.put("PORTCULLIS_" + secret, "generate");
        }
        settings.put("PORTCULLIS_PUBLIC_ORIGIN", origin());
        settings.put("PORTCULLIS_KEYCLOAK_ORIGIN", "http://localhost:" + settings.get("PORTCULLIS_KEYCLOAK_PORT"));
        settings.put("PORTCULLIS_PASSWORD_LOGIN", "true");
    }

    String project() {
        return project;
    }

    String origin() {
        return "http://localhost:" + settings.get("PORTCULLIS_HTTP_PORT");
    }

    String secureOrigin() {
        return "https://localhost:" + settings.get("PORTCULLIS_HTTPS_PORT");
    }

    String setting(String name) {
        return settings.get(name);
    }

    Compose set(String setting, String value) {
        settings.put(setting, value);
        return this;
    }

    Compose unset(String setting) {
        settings.remove(setting);
        return this;
    }

    /** Builds what is not built, starts, and returns when all of it is well. */
    void up(String... profilesAndServices) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("up", "--build", "--wait", "--wait-timeout", "900"));
        words.addAll(List.of(profilesAndServices));
        Docker.Run run = compose(LONG, words);
        if (run.exit() != 0) {
            throw new AssertionError("docker compose up ended with " + run.exit() + ":\n" + run.said() + "\n"
                    + compose(SHORT, List.of("logs", "--no-color", "--tail", "60")).said());
        }
    }

    Docker.Run compose(String... words) throws IOException, InterruptedException {
        return compose(SHORT, List.of(words));
    }

    void profiles(String profiles) {
        settings.put("COMPOSE_PROFILES", profiles);
    }

    /** Ends everything and removes it, volumes included. */
    void down() throws IOException, InterruptedException {
        profiles("demo,scale,tls");
        compose("down", "--volumes", "--timeout", "10").orFail("docker compose down");
    }

    String container(String service) {
        return project + "-" + service + "-1";
    }

    /** Runs the docker command. */
    static Docker.Run docker(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        return Docker.run(CHECKOUT, Map.of(), SHORT, command);
    }

    private Docker.Run compose(Duration patience, List<String> words) throws IOException, InterruptedException {
        // Settings come from here alone, not from a developer's .env.
        List<String> command = new ArrayList<>(
                List.of("docker", "compose", "--env-file", "/dev/null", "--project-name", project));
        command.addAll(words);
        return Docker.run(CHECKOUT, settings, patience, command);
    }
}
