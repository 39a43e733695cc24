package io.portcullis.provider.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/** Keycloak's admin REST API, as the administrator of the master realm. */
final class Admin {

    private static final Duration TOKEN_USED_FOR = Duration.ofSeconds(40);

    private final URI node;
    private final Http http = Http.api();
    private String token;
    private Instant tokenSince = Instant.MIN;

    Admin(URI node) {
        this.node = node;
    }

    JsonNode get(String path) throws Exception {
        return call("GET", path, null);
    }

    JsonNode post(String path, Object body) throws Exception {
        return call("POST", path, body);
    }

    JsonNode put(String path, Object body) throws Exception {
        return call("PUT", path, body);
    }

    JsonNode delete(String path, Object body) throws Exception {
        return call("DELETE", path, body);
    }

    /** Reads a representation, changes it, writes it back. */
    void edit(String path, Consumer<ObjectNode> change) throws Exception {
        ObjectNode representation = (ObjectNode) get(path);
        change.accept(representation);
        put(path, representation);
    }

    private JsonNode call(String method, String path, Object body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.resolve("/admin" + path))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .method(method, body == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofString(Http.JSON.writeValueAsString(body)));
        Http.Answer answer = http.send(request);
        if (answer.status() >= 300) {
            throw new AssertionError(method + ' ' + path + " answered " + answer.status() + ": " + answer.body());
        }
        return answer.json();
    }

    private synchronized String token() throws Exception {
        if (Instant.now().isAfter(tokenSince.equals(Instant.MIN) ? tokenSince : tokenSince.plus(TOKEN_USED_FOR))) {
            token = Tokens.of(http.form(node.resolve("/realms/master/protocol/openid-connect/token"),
                    Map.of("grant_type", "password", "client_id", "admin-cli",
                            "username", KeycloakCluster.ADMIN, "password", KeycloakCluster.ADMIN_PASSWORD))).access();
            tokenSince = Instant.now();
        }
        return token;
    }

    static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
