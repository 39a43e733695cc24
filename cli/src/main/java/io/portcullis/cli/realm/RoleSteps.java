package io.portcullis.cli.realm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.NotFoundException;

/** The realm's roles: missing ones are made, those that are there get the mark by which the role gate knows them. */
final class RoleSteps {

    private static final String MARK = "portcullis.locations";

    private final Changes changes;

    RoleSteps(Changes changes) {
        this.changes = changes;
    }

    void apply(JsonNode roles) {
        for (JsonNode role : roles.path("realm")) {
            String name = role.path("name").asText();
            JsonNode there = find(name);
            if (there == null) {
                String made = changes.create("the role " + name, role, "roles");
                if (made != null) {
                    // Keycloak takes a new role's attributes by an update only.
                    mark(role, (ObjectNode) changes.connection().raw("roles", name).get());
                }
            } else if (there.path("attributes").path(MARK).isMissingNode() && role.path("attributes").has(MARK)) {
                changes.run("marked the role " + name + " as one of the policy's",
                        "would mark the role " + name + " as one of the policy's", () -> mark(role, (ObjectNode) there));
            } else {
                changes.already("the role " + name + " is there");
            }
        }
    }

    private void mark(JsonNode role, ObjectNode there) {
        if (role.path("attributes").has(MARK)) {
            there.withObject("/attributes").set(MARK, role.path("attributes").path(MARK));
            changes.connection().raw("roles-by-id", there.path("id").asText()).put(there);
        }
    }

    private JsonNode find(String name) {
        try {
            return changes.connection().raw("roles", name).get();
        } catch (NotFoundException e) {
            return null;
        }
    }
}
