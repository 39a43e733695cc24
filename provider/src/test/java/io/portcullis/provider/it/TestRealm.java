package io.portcullis.provider.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A realm made from the shipped one, and what its client {@code portcullis} does with it. */
final class TestRealm {

    private final String name;
    private final List<URI> nodes;
    private final URI node;
    private final Http http = Http.api();
    private final Admin admin;

    private TestRealm(String name, List<URI> nodes, URI node) {
        this.name = name;
        this.nodes = nodes;
        this.node = node;
        this.admin = new Admin(node);
    }

    /** The realm as the server imported it from the shipped files. */
    static TestRealm shipped(KeycloakCluster keycloak) {
        return existing(keycloak, "portcullis");
    }

    /** A realm that is there already. */
    static TestRealm existing(KeycloakCluster keycloak, String name) {
        return new TestRealm(name, keycloak.nodes(), keycloak.nodes().get(0));
    }

    /** A copy of the shipped realm with its demo users, under another name, changed where a story needs it. */
    static TestRealm create(KeycloakCluster keycloak, String name, Consumer<ObjectNode> change) throws Exception {
        Path export = Path.of(System.getProperty("realm.export"));
        String realm = Files.readString(export.resolve("portcullis-realm.json"))
                .replace("${PORTCULLIS_CLIENT_SECRET}", KeycloakCluster.CLIENT_SECRET)
                .replace("${PORTCULLIS_PUBLIC_ORIGIN}", KeycloakCluster.PUBLIC_ORIGIN)
                .replace("${PORTCULLIS_BACKCHANNEL_ORIGIN}", KeycloakCluster.BACKCHANNEL_ORIGIN);
        String users = Files.readString(export.resolve("demo/portcullis-users-0.json"))
                .replace("default-roles-portcullis", "default-roles-" + name);
        ObjectNode representation = (ObjectNode) Http.JSON.readTree(realm);
        representation.put("realm", name);
        representation.withArray("/users").addAll((ArrayNode) Http.JSON.readTree(users).path("users"));
        change.accept(representation);
        TestRealm created = existing(keycloak, name);
        created.admin.post("/realms", representation);
        return created;
    }

    TestRealm onNode(int index) {
        return new TestRealm(name, nodes, nodes.get(index));
    }

    String name() {
        return name;
    }

    URI at(String path) {
        return node.resolve("/realms/" + name + path);
    }

    Admin admin() {
        return admin;
    }

    /** A path of the admin API below this realm. */
    String path(String below) {
        return "/realms/" + name + below;
    }

    Http.Answer token(Map<String, String> parameters) throws Exception {
        return http.form(at("/protocol/openid-connect/token"), asClient(parameters));
    }

    Http.Answer tryLogin(String user, String scope) throws Exception {
        return token(Map.of("grant_type", "password", "username", user, "password", user, "scope", scope));
    }

    Tokens login(String user) throws Exception {
        return Tokens.of(tryLogin(user, "openid"));
    }

    Http.Answer refresh(String refreshToken) throws Exception {
        return token(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    Http.Answer tryRevoke(String token) throws Exception {
        return http.form(at("/protocol/openid-connect/revoke"), asClient(Map.of("token", token)));
    }

    void revoke(String token) throws Exception {
        Http.Answer answer = tryRevoke(token);
        if (answer.status() != 200) {
            throw new AssertionError("Revocation answered " + answer.status() + ": " + answer.body());
        }
    }

    JsonNode introspect(String token) throws Exception {
        return http.form(at("/protocol/openid-connect/token/introspect"), asClient(Map.of("token", token))).json();
    }

    boolean isActive(String token) throws Exception {
        return introspect(token).path("active").asBoolean();
    }

    Http.Answer userinfo(String accessToken) throws Exception {
        return http.send(HttpRequest.newBuilder(at("/protocol/openid-connect/userinfo"))
                .header("Authorization", "Bearer " + accessToken).GET());
    }

    private static Map<String, String> asClient(Map<String, String> parameters) {
        Map<String, String> all = new HashMap<>(parameters);
        all.putIfAbsent("client_id", "portcullis");
        all.putIfAbsent("client_secret", KeycloakCluster.CLIENT_SECRET);
        return all;
    }

    String userId(String username) throws Exception {
        return admin.get(path("/users?exact=true&username=" + Http.encode(username))).path(0).path("id").asText();
    }

    String clientUuid(String clientId) throws Exception {
        return admin.get(path("/clients?clientId=" + Http.encode(clientId))).path(0).path("id").asText();
    }

    void editClient(String clientId, Consumer<ObjectNode> change) throws Exception {
        admin.edit(path("/clients/" + clientUuid(clientId)), change);
    }

    void give(String username, String realmRole) throws Exception {
        admin.post(path("/users/" + userId(username) + "/role-mappings/realm"), List.of(role(realmRole)));
    }

    void take(String username, String realmRole) throws Exception {
        admin.delete(path("/users/" + userId(username) + "/role-mappings/realm"), List.of(role(realmRole)));
    }

    JsonNode role(String realmRole) throws Exception {
        return admin.get(path("/roles/" + Http.encode(realmRole)));
    }

    /** The realm's event log, newest first. */
    List<JsonNode> events(String type) throws Exception {
        return Admin.list(admin.get(path("/events?max=200&type=" + type)));
    }
}
