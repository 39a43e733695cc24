package io.portcullis.cli.realm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The authentication flows with the role gate. A flow that is there under its name is left as it is; others are made
 * whole, or taken away again when that fails.
 */
final class FlowSteps {

    private static final String[] FLOWS = {"authentication", "flows"};

    private final Changes changes;

    FlowSteps(Changes changes) {
        this.changes = changes;
    }

    /** Makes the flows; gives back Keycloak's ids by alias, of those that are there after it. */
    Map<String, String> apply(JsonNode flows, JsonNode configs) {
        Map<String, String> ids = new HashMap<>();
        changes.connection().raw(FLOWS).get().forEach(flow -> ids.put(flow.path("alias").asText(), flow.path("id").asText()));
        List<JsonNode> missing = new ArrayList<>();
        for (JsonNode flow : flows) {
            boolean top = flow.path("topLevel").asBoolean();
            String alias = flow.path("alias").asText();
            if (isThere(alias, ids)) {
                if (top) {
                    changes.already("the flow " + alias + " is there");
                }
            } else {
                missing.add(flow);
            }
        }
        if (!changes.dryRun()) {
            make(missing, ids, configs);
        }
        missing.forEach(flow -> changes.run("created the flow " + flow.path("alias").asText(),
                "would create the flow " + flow.path("alias").asText(), () -> { }));
        return ids;
    }

    private void make(List<JsonNode> missing, Map<String, String> ids, JsonNode configs) {
        List<String> made = new ArrayList<>();
        try {
            for (JsonNode flow : missing) {
                ObjectNode bare = ((ObjectNode) flow).deepCopy();
                bare.remove(List.of("id", "authenticationExecutions"));
                String id = quietly(bare, FLOWS);
                ids.put(flow.path("alias").asText(), id);
                made.add(id);
            }
            missing.forEach(flow -> fill(flow, ids, configs));
        } catch (RuntimeException e) {
            undo(made, e);
            throw e;
        }
    }

    /** Flows below others are not in Keycloak's list; they can be asked for by the executions of their name. */
    private boolean isThere(String alias, Map<String, String> ids) {
        if (ids.containsKey(alias)) {
            return true;
        }
        try {
            changes.connection().raw("authentication", "flows", alias, "executions").get();
            return true;
        } catch (jakarta.ws.rs.WebApplicationException e) {
            return false;
        }
    }

    private void fill(JsonNode flow, Map<String, String> ids, JsonNode configs) {
        for (JsonNode execution : flow.path("authenticationExecutions")) {
            ObjectNode step = new ObjectMapper().createObjectNode();
            step.put("parentFlow", ids.get(flow.path("alias").asText()));
            step.put("requirement", execution.path("requirement").asText());
            step.put("priority", execution.path("priority").asInt());
            step.put("authenticatorFlow", execution.path("authenticatorFlow").asBoolean());
            if (execution.path("authenticatorFlow").asBoolean()) {
                step.put("flowId", ids.get(execution.path("flowAlias").asText()));
            } else {
                step.put("authenticator", execution.path("authenticator").asText());
            }
            String id = quietly(step, "authentication", "executions");
            String config = execution.path("authenticatorConfig").asText("");
            for (JsonNode each : configs) {
                if (!config.isEmpty() && each.path("alias").asText().equals(config)) {
                    ObjectNode document = ((ObjectNode) each).deepCopy();
                    document.remove("id");
                    quietly(document, "authentication", "executions", id, "config");
                }
            }
        }
    }

    /** A step that is part of making a flow, and not worth a line of its own. */
    private String quietly(JsonNode document, String... collection) {
        return new Changes(changes.connection(), io.portcullis.cli.admin.Report.silent(), false, false)
                .create("a step of a flow", document, collection);
    }

    private void undo(List<String> made, RuntimeException because) {
        for (int i = made.size() - 1; i >= 0; i--) {
            try {
                changes.connection().raw("authentication", "flows", made.get(i)).delete();
            } catch (RuntimeException e) {
                because.addSuppressed(e);
            }
        }
    }
}
