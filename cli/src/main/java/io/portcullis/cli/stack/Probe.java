package io.portcullis.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a part over HTTP whether it is ready. */
final class Probe {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build();

    /** Empty when the address answers with the status; otherwise what it answers, with the failing health checks. */
    Optional<String> notAnswering(String address, int status) {
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE).build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == status) {
                return Optional.empty();
            }
            return Optional.of(reasons(response.body())
                    .orElse("answers " + response.statusCode() + " at " + URI.create(address).getPath()));
        } catch (ConnectException e) {
            return Optional.of("does not answer yet");
        } catch (IOException e) {
            return Optional.of("does not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("was not asked to the end");
        }
    }

    /** What one check of a MicroProfile Health answer says of itself; empty when it cannot be had. */
    Optional<JsonNode> health(String address, String check) {
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE).build(),
                    HttpResponse.BodyHandlers.ofString());
            for (JsonNode one : JSON.readTree(response.body()).path("checks")) {
                if (one.path("name").asText().equals(check)) {
                    return Optional.of(one.path("data"));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The failing checks of a MicroProfile Health answer. */
    private static Optional<String> reasons(String body) {
        List<String> reasons = new ArrayList<>();
        try {
            for (JsonNode check : JSON.readTree(body).path("checks")) {
                if (!"UP".equals(check.path("status").asText())) {
                    List<String> data = new ArrayList<>();
                    check.path("data").properties().forEach(e -> data.add(e.getKey() + ": " + e.getValue().asText()));
                    reasons.add(check.path("name").asText() + (data.isEmpty() ? "" : " (" + String.join(", ", data) + ")"));
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return reasons.isEmpty() ? Optional.empty() : Optional.of("not yet well: " + String.join("; ", reasons));
    }
}
