package io.portcullis.acceptance;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An enforcer beside the stack's own, started with a setting that is wrong. */
final class MisledEnforcer implements AutoCloseable {

    private final int port;
    private final int management;
    private final Process process;

    MisledEnforcer(Gate gate, Map<String, String> wrong) throws Exception {
        port = free();
        management = free();
        Path state = gate.checkout().file(".portcullis");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-XX:+UseSerialGC",
                "-jar", state.resolve("enforcer/quarkus-app/quarkus-run.jar").toString()));
        Map<String, String> environment = new HashMap<>(Map.of(
                "PORTCULLIS_CLIENT_SECRET_FILE", state.resolve("client-secret").toString(),
                "PORTCULLIS_ENFORCER_PORT", Integer.toString(port),
                "PORTCULLIS_MANAGEMENT_PORT", Integer.toString(management),
                "PORTCULLIS_PUBLIC_ORIGIN", gate.origin(),
                "PORTCULLIS_ISSUER", gate.ports().keycloakOrigin() + "/realms/portcullis",
                "PORTCULLIS_POLICY", gate.checkout().file("policy.json").toString()));
        environment.putAll(wrong);
        builder.environment().keySet().removeIf(name -> name.startsWith("PORTCULLIS_"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(Files.createTempFile("misled", ".log").toFile());
        process = builder.start();
        Visitor health = new Visitor(managementUrl());
        Eventually.until(Duration.ofSeconds(60), () -> {
            try {
                return health.get("/q/health/ready").status();
            } catch (IOException notYet) {
                return 0;
            }
        }, status -> status == 200);
    }

    int port() {
        return port;
    }

    String managementUrl() {
        return "http://127.0.0.1:" + management;
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
