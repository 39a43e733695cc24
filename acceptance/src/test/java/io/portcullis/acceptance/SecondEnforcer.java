package io.portcullis.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Another enforcer beside the stack's own: ports of its own, and no word between the two. */
final class SecondEnforcer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final int port;

    /** One with the same settings as the first. */
    SecondEnforcer(Gate gate) throws Exception {
        this(gate, Map.of("PORTCULLIS_CLIENT_SECRET_FILE", secret(gate.checkout().file(".portcullis")).toString()));
    }

    /** One that proves itself to Keycloak in a way of its own. */
    SecondEnforcer(Gate gate, Map<String, String> settings) throws Exception {
        Map<String, String> free = Checkout.freePorts();
        port = Integer.parseInt(free.get("PORTCULLIS_ENFORCER_PORT"));
        Path state = gate.checkout().file(".portcullis");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-XX:+UseSerialGC", "-jar",
                state.resolve("enforcer/quarkus-app/quarkus-run.jar").toString());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PORTCULLIS_"));
        environment.putAll(Map.of(
                "PORTCULLIS_ENFORCER_PORT", Integer.toString(port),
                "PORTCULLIS_MANAGEMENT_PORT", free.get("PORTCULLIS_MANAGEMENT_PORT"),
                "PORTCULLIS_PUBLIC_ORIGIN", gate.origin(),
                "PORTCULLIS_ISSUER", gate.ports().keycloakOrigin() + "/realms/portcullis",
                "PORTCULLIS_POLICY", gate.checkout().file("policy.json").toString()));
        environment.putAll(settings);
        process = builder.redirectErrorStream(true).redirectOutput(state.resolve("second-enforcer.log").toFile()).start();
        Visitor management = new Visitor("http://127.0.0.1:" + free.get("PORTCULLIS_MANAGEMENT_PORT"));
        Eventually.until(PATIENCE, () -> ready(management), Boolean::booleanValue);
    }

    private static Path secret(Path state) throws IOException {
        try (var files = Files.walk(state, 2)) {
            return files.filter(file -> file.getFileName().toString().contains("client-secret")).findFirst().orElseThrow();
        }
    }

    private static boolean ready(Visitor management) throws Exception {
        try {
            return management.get("/q/health/ready").status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
