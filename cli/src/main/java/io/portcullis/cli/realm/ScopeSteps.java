package io.portcullis.cli.realm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The client scopes with what the gate reads from tokens: made when missing, and missing mappers put into them. */
final class ScopeSteps {

    private static final String SCOPES = "client-scopes";

    private final Changes changes;

    ScopeSteps(Changes changes) {
        this.changes = changes;
    }

    void apply(JsonNode scopes) {
        JsonNode there = changes.connection().raw(SCOPES).get();
        for (JsonNode scope : scopes) {
            String name = scope.path("name").asText();
            Optional<JsonNode> found = named(there, name);
            if (found.isEmpty()) {
                changes.create("the client scope " + name + " with its mappers", scope, SCOPES);
            } else {
                mappers(name, scope, found.get());
            }
        }
    }

    private void mappers(String scope, JsonNode wanted, JsonNode there) {
        String id = there.path("id").asText();
        boolean changed = false;
        for (JsonNode mapper : wanted.path("protocolMappers")) {
            String name = mapper.path("name").asText();
            Optional<JsonNode> found = named(there.path("protocolMappers"), name);
            if (found.isEmpty()) {
                changes.create("the mapper " + name + " of the client scope " + scope, mapper, SCOPES, id,
                        "protocol-mappers", "models");
                changed = true;
            } else if (!Json.contains(found.get(), mapper)) {
                if (changes.overwrite()) {
                    ObjectNode merged = Json.merged((ObjectNode) found.get(), mapper);
                    changes.update("the mapper " + name + " of the client scope " + scope, merged, SCOPES, id,
                            "protocol-mappers", "models", found.get().path("id").asText());
                    changed = true;
                } else {
                    changes.differs("the mapper " + name + " of the client scope " + scope);
                }
            }
        }
        if (!changed) {
            changes.already("the client scope " + scope + " has its mappers");
        }
    }

    private static Optional<JsonNode> named(JsonNode list, String name) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(each -> each.path("name").asText().equals(name))
                .findFirst();
    }
}
