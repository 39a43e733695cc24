package io.portcullis.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Prometheus on the loopback interface that scrapes one enforcer every second, with the shipped alert rules. */
final class PrometheusServer implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final String address;
    private final Path log;

    PrometheusServer(Path program, Path folder, int management, Path rules) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        address = "http://127.0.0.1:" + port;
        log = folder.resolve("prometheus.log");
        Files.writeString(folder.resolve("prometheus.yml"), """
                global: { scrape_interval: 1s, evaluation_interval: 1s }
                rule_files: [ "%s" ]
                scrape_configs:
                  - job_name: portcullis
                    metrics_path: /q/metrics
                    static_configs: [{ targets: ["127.0.0.1:%d"] }]
                """.formatted(rules, management));
        process = new ProcessBuilder(program.toString(), "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("data"), "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    /** A program of Prometheus, where it is installed. */
    static Optional<Path> program(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable).findFirst();
    }

    /** What it answers to a query now; empty while it starts. */
    JsonNode query(String expression) throws Exception {
        return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)).path("result");
    }

    /** The data of one of its API's answers. */
    JsonNode get(String path) throws Exception {
        if (!process.isAlive()) {
            throw new AssertionError("Prometheus ended:\n" + Files.readString(log));
        }
        try {
            HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(URI.create(address + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonNode json = answer.statusCode() == 503 ? new ObjectMapper().createObjectNode()
                    : new ObjectMapper().readTree(answer.body());
            if (json.path("status").asText().equals("error")) {
                throw new AssertionError(path + ": " + json.path("error").asText());
            }
            return json.path("data");
        } catch (IOException e) {
            return new ObjectMapper().createObjectNode();
        }
    }

    /** Runs promtool, and gives back what it says when it finds fault. */
    static Optional<String> faults(Path promtool, Path folder, String... words) throws Exception {
        Process run = new ProcessBuilder(Stream.concat(Stream.of(promtool.toString()), List.of(words).stream()).toList())
                .directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return run.waitFor() == 0 ? Optional.empty() : Optional.of(said);
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
