package io.portcullis.cli.realm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Connection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Picks what is Portcullis' out of everything that Keycloak exports of a realm. */
final class PortcullisPart {

    private static final List<String> SETTINGS = List.of("accessTokenLifespan", "accessCodeLifespan",
            "ssoSessionIdleTimeout", "ssoSessionMaxLifespan", "revokeRefreshToken", "refreshTokenMaxReuse",
            "bruteForceProtected", "failureFactor", "eventsEnabled", "adminEventsEnabled", "sslRequired");
    private static final String OWN = "portcullis";

    private final Connection connection;
    private final String gateClient;
    private final ObjectMapper json = new ObjectMapper();

    PortcullisPart(Connection connection, String gateClient) {
        this.connection = connection;
        this.gateClient = gateClient;
    }

    ObjectNode export() {
        JsonNode whole = connection.raw().partialExport(true, true);
        ObjectNode part = json.createObjectNode();
        part.put("realm", connection.realmName());
        part.put("enabled", true);
        SETTINGS.stream().filter(whole::has).forEach(name -> part.set(name, whole.get(name)));
        ObjectNode attributes = part.putObject("attributes");
        whole.path("attributes").properties().stream()
                .filter(member -> member.getKey().startsWith(OWN + "."))
                .forEach(member -> attributes.set(member.getKey(), member.getValue()));
        ArrayNode roles = part.putObject("roles").putArray("realm");
        for (JsonNode role : whole.path("roles").path("realm")) {
            if (role.path("attributes").has("portcullis.locations")) {
                roles.add(bare(role, "containerId", "composite", "clientRole", "composites"));
            }
        }
        ArrayNode users = part.putArray("users");
        ArrayNode scopes = part.putArray("clientScopes");
        for (JsonNode scope : whole.path("clientScopes")) {
            if (scope.path("name").asText().equals(OWN) || scope.path("protocolMappers").toString().contains("\"portcullis-")) {
                scopes.add(bare(scope));
            }
        }
        flows(whole, part);
        part.putArray("clients").add(client(whole, users));
        return part;
    }

    private void flows(JsonNode whole, ObjectNode part) {
        Set<String> wanted = new LinkedHashSet<>();
        for (JsonNode flow : whole.path("authenticationFlows")) {
            if (flow.path("topLevel").asBoolean() && !flow.path("builtIn").asBoolean()
                    && flow.toString().contains("portcullis-role-gate")) {
                collect(flow, whole, wanted);
            }
        }
        Set<String> configs = new LinkedHashSet<>();
        ArrayNode flows = part.putArray("authenticationFlows");
        for (JsonNode flow : whole.path("authenticationFlows")) {
            if (wanted.contains(flow.path("alias").asText())) {
                flows.add(bare(flow));
                flow.path("authenticationExecutions").forEach(
                        step -> configs.add(step.path("authenticatorConfig").asText("")));
            }
        }
        ArrayNode chosen = part.putArray("authenticatorConfig");
        for (JsonNode config : whole.path("authenticatorConfig")) {
            if (configs.contains(config.path("alias").asText())) {
                chosen.add(bare(config));
            }
        }
        JsonNode bindings = gate(whole).path("authenticationFlowBindingOverrides");
        bind(part, "browserFlow", bindings.path("browser").asText(""), whole, wanted);
        bind(part, "directGrantFlow", bindings.path("direct_grant").asText(""), whole, wanted);
    }

    private static void bind(ObjectNode part, String member, String flowId, JsonNode whole, Set<String> wanted) {
        String alias = whole.path(member).asText();
        for (JsonNode flow : whole.path("authenticationFlows")) {
            if (flow.path("id").asText("-").equals(flowId)) {
                alias = flow.path("alias").asText();
            }
        }
        if (wanted.contains(alias)) {
            part.put(member, alias);
        }
    }

    private static void collect(JsonNode flow, JsonNode whole, Set<String> wanted) {
        wanted.add(flow.path("alias").asText());
        for (JsonNode step : flow.path("authenticationExecutions")) {
            String below = step.path("flowAlias").asText("");
            for (JsonNode each : whole.path("authenticationFlows")) {
                if (!below.isEmpty() && each.path("alias").asText().equals(below) && !wanted.contains(below)) {
                    collect(each, whole, wanted);
                }
            }
        }
    }

    private JsonNode gate(JsonNode whole) {
        for (JsonNode client : whole.path("clients")) {
            if (client.path("clientId").asText().equals(gateClient)) {
                return client;
            }
        }
        throw CommandFailure.notFound("the realm has no client " + gateClient
                + "; PORTCULLIS_CLIENT_ID names another, `portcullis realm import` makes it");
    }

    private ObjectNode client(JsonNode whole, ArrayNode users) {
        ObjectNode client = bare(gate(whole), "authenticationFlowBindingOverrides", "access", "nodeReRegistrationTimeout");
        String root = client.path("rootUrl").asText("");
        if (!root.isEmpty() && client.path("redirectUris").toString().contains(root)) {
            client = (ObjectNode) replaced(client, root, "${PORTCULLIS_PUBLIC_ORIGIN}");
        }
        String logout = client.path("attributes").path("backchannel.logout.url").asText("");
        int path = logout.indexOf("/oauth2/");
        if (path > 0) {
            client.withObject("/attributes").put("backchannel.logout.url",
                    "${PORTCULLIS_BACKCHANNEL_ORIGIN}" + logout.substring(path));
        }
        client.withObject("/attributes").remove("client.secret.creation.time");
        if (!client.path("publicClient").asBoolean()) {
            client.put("secret", "${" + RealmFile.SECRET + "}");
        }
        if (client.path("serviceAccountsEnabled").asBoolean()) {
            ObjectNode account = users.addObject();
            account.put("username", "service-account-" + gateClient).put("enabled", true);
            account.put("serviceAccountClientId", gateClient).putArray("realmRoles").add("portcullis-feed");
        }
        return client;
    }

    private static JsonNode replaced(JsonNode node, String from, String to) {
        if (node.isTextual() && node.textValue().startsWith(from)) {
            return new com.fasterxml.jackson.databind.node.TextNode(to + node.textValue().substring(from.length()));
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(member -> member.setValue(replaced(member.getValue(), from, to)));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, replaced(array.get(i), from, to));
            }
        }
        return node;
    }

    /** Without Keycloak's own ids, which are another realm's to give. */
    private static ObjectNode bare(JsonNode node, String... besides) {
        ObjectNode copy = ((ObjectNode) node).deepCopy();
        copy.remove("id");
        copy.remove(List.of(besides));
        copy.path("protocolMappers").forEach(mapper -> ((ObjectNode) mapper).remove("id"));
        return copy;
    }
}
