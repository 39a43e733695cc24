package io.portcullis.cli.realm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The authentication flows with the role gate. A flow that is there under its name keeps its steps, unless it is to become
 * as in the file; others are made whole, or taken away again when that fails.
 */
final class FlowSteps {

    private static final String[] FLOWS = {"authentication", "flows"};

    private final Changes changes;
    private final boolean overwrite;
    private final Set<String> configNames = new HashSet<>();

    /** @param overwrite whether flows that are there become as in the file */
    FlowSteps(Changes changes, boolean overwrite) {
        this.changes = changes;
        this.overwrite = overwrite;
    }

    /** Makes the flows; gives back Keycloak's ids by alias, of those that are there after it. */
    Map<String, String> apply(JsonNode flows, JsonNode configs) {
        Map<String, String> ids = new HashMap<>();
        // Keycloak lists the flows at the top only; its export has those below others too, and those that hang nowhere.
        JsonNode realm = changes.connection().raw().partialExport(false, false);
        realm.path("authenticationFlows").forEach(flow -> ids.put(alias(flow), flow.path("id").asText()));
        realm.path("authenticatorConfig").forEach(config -> configNames.add(alias(config)));
        Set<String> there = Set.copyOf(ids.keySet());
        List<JsonNode> missing = new ArrayList<>();
        for (JsonNode flow : flows) {
            if (!there.contains(alias(flow)) && (overwrite || hasPlace(flow, flows, there))) {
                missing.add(flow);
            }
        }
        if (!changes.dryRun()) {
            make(missing, ids, configs);
        }
        missing.forEach(flow -> changes.run("created the flow " + alias(flow), "would create the flow " + alias(flow),
                () -> { }));
        for (JsonNode flow : flows) {
            if (there.contains(alias(flow))) {
                compare(flow, ExistingFlow.read(changes.connection(), alias(flow)), ids, configs);
            }
        }
        return ids;
    }

    /** A flow for the inside of one that keeps its steps would hang nowhere. */
    private static boolean hasPlace(JsonNode flow, JsonNode flows, Set<String> there) {
        for (JsonNode above : flows) {
            for (JsonNode execution : above.path("authenticationExecutions")) {
                if (execution.path("flowAlias").asText().equals(alias(flow))) {
                    return !there.contains(alias(above)) && hasPlace(above, flows, there);
                }
            }
        }
        return true;
    }

    private void compare(JsonNode flow, ExistingFlow existing, Map<String, String> ids, JsonNode configs) {
        List<String> differences = existing.differences(flow, configs);
        if (differences.isEmpty()) {
            if (flow.path("topLevel").asBoolean()) {
                changes.already("the flow " + alias(flow) + " is there");
            }
        } else if (overwrite) {
            String what = "the flow " + alias(flow) + ": " + String.join(", ", differences);
            changes.run("changed " + what, "would change " + what, () -> change(flow, existing, ids, configs));
        } else {
            changes.differs("the flow " + alias(flow) + " (" + String.join(", ", differences) + ")");
        }
    }

    /**
     * What the file has besides comes first, and what it does not have is switched off last: whoever signs in meanwhile is
     * asked for more, never for less.
     */
    private void change(JsonNode flow, ExistingFlow existing, Map<String, String> ids, JsonNode configs) {
        for (JsonNode execution : flow.path("authenticationExecutions")) {
            if (existing.find(execution).isEmpty()) {
                add(execution, ids.get(alias(flow)), ids, configs);
            }
        }
        existing.adjust(flow, configs);
    }

    private static String alias(JsonNode named) {
        return named.path("alias").asText();
    }

    private void make(List<JsonNode> missing, Map<String, String> ids, JsonNode configs) {
        List<String> made = new ArrayList<>();
        try {
            for (JsonNode flow : missing) {
                ObjectNode bare = ((ObjectNode) flow).deepCopy();
                bare.remove(List.of("id", "authenticationExecutions"));
                String id = quietly(bare, FLOWS);
                ids.put(alias(flow), id);
                made.add(id);
            }
            missing.forEach(flow -> fill(flow, ids, configs));
        } catch (RuntimeException e) {
            undo(made, e);
            throw e;
        }
    }

    private void fill(JsonNode flow, Map<String, String> ids, JsonNode configs) {
        for (JsonNode execution : flow.path("authenticationExecutions")) {
            add(execution, ids.get(alias(flow)), ids, configs);
        }
    }

    private void add(JsonNode execution, String flowId, Map<String, String> ids, JsonNode configs) {
        ObjectNode step = new ObjectMapper().createObjectNode();
        step.put("parentFlow", flowId);
        step.put("requirement", execution.path("requirement").asText());
        step.put("priority", execution.path("priority").asInt());
        step.put("authenticatorFlow", execution.path("authenticatorFlow").asBoolean());
        if (execution.path("authenticatorFlow").asBoolean()) {
            step.put("flowId", ids.get(execution.path("flowAlias").asText()));
        } else {
            step.put("authenticator", execution.path("authenticator").asText());
        }
        String id = quietly(step, "authentication", "executions");
        ExistingFlow.config(execution, configs).ifPresent(config -> {
            ObjectNode document = config.deepCopy();
            document.remove("id");
            if (configNames.contains(alias(config))) {
                // Left over from a step that is gone; names of configurations are only for people to read.
                document.put("alias", alias(config) + ' ' + id);
            }
            quietly(document, "authentication", "executions", id, "config");
        });
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
