package io.portcullis.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An enforcer without an nginx before it: asked as nginx asks. */
final class LoneEnforcer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path jar;
    private final Path log;
    private final Map<String, String> settings;
    private final Map<String, String> ports = Checkout.freePorts();
    private Process process;

    /** @param settings what differs from the defaults; ports are its own */
    LoneEnforcer(Gate gate, String name, Map<String, String> settings) throws Exception {
        Path state = gate.checkout().file(".portcullis");
        this.jar = state.resolve("enforcer/quarkus-app/quarkus-run.jar");
        this.log = state.resolve("logs/" + name + ".log");
        this.settings = new HashMap<>(settings);
        this.settings.put("PORTCULLIS_ENFORCER_PORT", ports.get("PORTCULLIS_ENFORCER_PORT"));
        this.settings.put("PORTCULLIS_MANAGEMENT_PORT", ports.get("PORTCULLIS_MANAGEMENT_PORT"));
        this.settings.put("PORTCULLIS_PUBLIC_ORIGIN", origin());
        this.settings.put("PORTCULLIS_POLICY", gate.checkout().file("policy.json").toString());
    }

    /** Returns when it says that it follows the change feed. */
    void start() throws Exception {
        launch();
        awaitFeed("up");
    }

    /** Returns when it says that it does not follow the change feed, as its settings want it. */
    void startWithoutFeed() throws Exception {
        launch();
        awaitFeed("off");
    }

    private void launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar.toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("PORTCULLIS_"));
        builder.environment().putAll(settings);
        process = builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    }

    String origin() {
        return "http://127.0.0.1:" + ports.get("PORTCULLIS_ENFORCER_PORT");
    }

    /** What it answers nginx about someone's request. */
    int check(Visitor who, String path, String... headers) throws Exception {
        String[] all = new String[headers.length + 8];
        System.arraycopy(headers, 0, all, 0, headers.length);
        System.arraycopy(new String[] {"X-Original-Method", "GET", "X-Original-URI", path, "X-Original-Scheme", "http",
            "Accept", Visitor.JSON}, 0, all, headers.length, 8);
        return who.at(origin()).get("/oauth2/auth", all).status();
    }

    /** What health says of the change feed; empty while it does not answer. */
    JsonNode feed() throws Exception {
        for (JsonNode check : management("/q/health/ready").json().path("checks")) {
            if (check.path("name").asText().equals("change-feed")) {
                return check.path("data");
            }
        }
        return MissingNode.getInstance();
    }

    /** Waits until health says so of the feed. */
    JsonNode awaitFeed(String status) throws Exception {
        return Eventually.until(PATIENCE, () -> {
            try {
                return feed();
            } catch (IOException notYet) {
                return MissingNode.getInstance();
            }
        }, feed -> feed.path("feed").asText().equals(status));
    }

    /** The value of a metric without labels. */
    double metric(String name) throws Exception {
        return management("/q/metrics").body().lines().filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1))).findFirst().orElseThrow();
    }

    private Answer management(String path) throws Exception {
        return new Visitor("http://127.0.0.1:" + ports.get("PORTCULLIS_MANAGEMENT_PORT")).get(path);
    }

    /** Ends it at once, as a failing machine does. */
    void kill() throws Exception {
        if (process != null) {
            process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() throws Exception {
        kill();
    }
}
