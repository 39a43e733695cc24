package io.portcullis.cli.realm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** The gate's client: made when missing; when it is there it gets what the gate needs and keeps all else, its secret too. */
final class ClientSteps {

    private static final Set<String> NEEDED_SWITCHES = Set.of("standardFlowEnabled", "serviceAccountsEnabled");
    private static final Set<String> NEEDED_ATTRIBUTES = Set.of("pkce.code.challenge.method", "backchannel.logout.url",
            "backchannel.logout.session.required", "use.refresh.tokens");

    private final Changes changes;

    ClientSteps(Changes changes) {
        this.changes = changes;
    }

    /**
     * Makes or completes the clients.
     *
     * @param flows the ids of the flows that each client's logins are to go through, by kind; empty for the realm's own
     */
    void apply(JsonNode clients, JsonNode users, Map<String, String> flows) {
        for (JsonNode client : clients) {
            String clientId = client.path("clientId").asText();
            List<ClientRepresentation> found = changes.connection().realm().clients().findByClientId(clientId);
            if (found.isEmpty()) {
                ObjectNode document = ((ObjectNode) client).deepCopy();
                bind(document, flows);
                changes.create("the client " + clientId, document, "clients");
                if (!client.has("secret")) {
                    changes.note("Keycloak made a secret for the client " + clientId + ": take it from the console under"
                            + " Clients > " + clientId + " > Credentials into the enforcer's"
                            + " PORTCULLIS_CLIENT_SECRET_FILE");
                }
            } else {
                complete(client, found.get(0).getId(), flows);
            }
            if (!changes.dryRun()) {
                scopes(client, clientId);
                serviceAccount(clientId, users);
            }
        }
    }

    private void complete(JsonNode wanted, String id, Map<String, String> flows) {
        String clientId = wanted.path("clientId").asText();
        ObjectNode there = (ObjectNode) changes.connection().raw("clients", id).get();
        ObjectNode merged = there.deepCopy();
        List<String> set = new ArrayList<>();
        wanted.properties().forEach(member -> {
            String name = member.getKey();
            boolean special = Set.of("secret", "redirectUris", "attributes", "defaultClientScopes", "optionalClientScopes",
                    "clientId", "name", "description", "protocolMappers").contains(name);
            if (special || Json.contains(there.path(name), member.getValue())) {
                return;
            }
            if (NEEDED_SWITCHES.contains(name) || changes.overwrite()) {
                merged.set(name, member.getValue());
                set.add(name);
            } else {
                changes.differs("the client " + clientId + "'s " + name);
            }
        });
        addresses(wanted, merged, set);
        attributes(wanted, there, merged, set);
        if (bind(merged, flows)) {
            set.add("its login flows");
        }
        if (set.isEmpty()) {
            changes.already("the client " + clientId + " has what the gate needs");
        } else {
            changes.update("the client " + clientId + ": " + String.join(", ", set), merged, "clients", id);
        }
    }

    private static void addresses(JsonNode wanted, ObjectNode merged, List<String> set) {
        ArrayNode uris = merged.withArray("/redirectUris");
        for (JsonNode uri : wanted.path("redirectUris")) {
            boolean there = false;
            for (JsonNode each : uris) {
                there |= each.equals(uri);
            }
            if (!there) {
                uris.add(uri);
                set.add("the redirect address " + uri.asText());
            }
        }
    }

    private void attributes(JsonNode wanted, JsonNode there, ObjectNode merged, List<String> set) {
        wanted.path("attributes").properties().forEach(member -> {
            JsonNode before = there.path("attributes").path(member.getKey());
            if (Json.contains(before, member.getValue())) {
                return;
            }
            boolean absent = before.asText("").isEmpty();
            if (absent || NEEDED_ATTRIBUTES.contains(member.getKey()) || changes.overwrite()) {
                merged.withObject("/attributes").set(member.getKey(), member.getValue());
                set.add(member.getKey());
            } else {
                changes.differs("the client's " + member.getKey());
            }
        });
    }

    /** Has the client's logins go through flows of their own, so that other clients of the realm keep theirs. */
    private static boolean bind(ObjectNode client, Map<String, String> flows) {
        boolean changed = false;
        ObjectNode bindings = client.withObject("/authenticationFlowBindingOverrides");
        for (Map.Entry<String, String> flow : flows.entrySet()) {
            if (bindings.path(flow.getKey()).asText("").isEmpty()) {
                bindings.put(flow.getKey(), flow.getValue());
                changed = true;
            }
        }
        return changed;
    }

    private void scopes(JsonNode wanted, String clientId) {
        RealmResource realm = changes.connection().realm();
        ClientResource client = realm.clients().get(realm.clients().findByClientId(clientId).get(0).getId());
        List<String> there = client.getDefaultClientScopes().stream().map(ClientScopeRepresentation::getName).toList();
        for (JsonNode scope : wanted.path("defaultClientScopes")) {
            if (!there.contains(scope.asText())) {
                realm.clientScopes().findAll().stream()
                        .filter(each -> each.getName().equals(scope.asText()))
                        .findFirst()
                        .ifPresent(each -> changes.run("gave the client " + clientId + " the client scope " + scope.asText(),
                                "", () -> {
                                    client.removeOptionalClientScope(each.getId());
                                    client.addDefaultClientScope(each.getId());
                                }));
            }
        }
    }

    private void serviceAccount(String clientId, JsonNode users) {
        RealmResource realm = changes.connection().realm();
        for (JsonNode user : users) {
            if (!user.path("serviceAccountClientId").asText().equals(clientId)) {
                continue;
            }
            UserRepresentation account = realm.clients()
                    .get(realm.clients().findByClientId(clientId).get(0).getId())
                    .getServiceAccountUser();
            List<String> has = realm.users().get(account.getId()).roles().realmLevel().listAll().stream()
                    .map(RoleRepresentation::getName)
                    .toList();
            for (JsonNode role : user.path("realmRoles")) {
                if (!has.contains(role.asText())) {
                    RoleRepresentation found = realm.roles().get(role.asText()).toRepresentation();
                    changes.run("gave the service account of " + clientId + " the role " + role.asText(), "",
                            () -> realm.users().get(account.getId()).roles().realmLevel().add(List.of(found)));
                }
            }
        }
    }
}
