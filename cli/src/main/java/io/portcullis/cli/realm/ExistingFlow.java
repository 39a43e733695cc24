package io.portcullis.cli.realm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portcullis.cli.admin.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A login flow that is in the realm already, beside the flow of that name in the file. Steps are the same when they have
 * the same authenticator or are sub-flows of the same name.
 */
final class ExistingFlow {

    private static final String DISABLED = "DISABLED";
    private static final String REQUIREMENT = "requirement";

    private final Connection connection;
    private final String alias;
    /** The flow's own steps, without those of its sub-flows. */
    private final List<ObjectNode> steps;

    private ExistingFlow(Connection connection, String alias, List<ObjectNode> steps) {
        this.connection = connection;
        this.alias = alias;
        this.steps = steps;
    }

    static ExistingFlow read(Connection connection, String alias) {
        List<ObjectNode> steps = new ArrayList<>();
        for (JsonNode step : connection.raw("authentication", "flows", alias, "executions").get()) {
            if (step.path("level").asInt() == 0) {
                steps.add((ObjectNode) step);
            }
        }
        return new ExistingFlow(connection, alias, steps);
    }

    /** What the file sets for a step, when it sets anything. */
    static Optional<ObjectNode> config(JsonNode execution, JsonNode configs) {
        String name = execution.path("authenticatorConfig").asText("");
        for (JsonNode config : configs) {
            if (!name.isEmpty() && config.path("alias").asText().equals(name)) {
                return Optional.of((ObjectNode) config);
            }
        }
        return Optional.empty();
    }

    Optional<ObjectNode> find(JsonNode execution) {
        return steps.stream().filter(step -> name(step).equals(wantedName(execution))).findFirst();
    }

    /** In words, what is not as in the file; steps that are switched off do not count. */
    List<String> differences(JsonNode flow, JsonNode configs) {
        List<String> differences = new ArrayList<>();
        for (JsonNode execution : flow.path("authenticationExecutions")) {
            Optional<ObjectNode> step = find(execution);
            if (step.isEmpty()) {
                differences.add("without " + wantedName(execution));
            } else if (!isAsWanted(step.get(), execution)) {
                differences.add(wantedName(execution) + " in another place or not "
                        + execution.path(REQUIREMENT).asText().toLowerCase(java.util.Locale.ROOT));
            } else if (!isConfigured(step.get(), execution, configs)) {
                differences.add(wantedName(execution) + " set up differently");
            }
        }
        surplus(flow).forEach(step -> differences.add("with " + name(step) + " besides"));
        return differences;
    }

    /** Makes the steps that are there as in the file, and switches off those that the file does not have. */
    void adjust(JsonNode flow, JsonNode configs) {
        for (JsonNode execution : flow.path("authenticationExecutions")) {
            find(execution).ifPresent(step -> {
                if (!isAsWanted(step, execution)) {
                    put(step, execution.path(REQUIREMENT).asText(), execution.path("priority").asInt());
                }
                if (!isConfigured(step, execution, configs)) {
                    configure(step, config(execution, configs).orElseThrow());
                }
            });
        }
        surplus(flow).forEach(step -> put(step, DISABLED, step.path("priority").asInt()));
    }

    private void put(ObjectNode step, String requirement, int priority) {
        ObjectNode changed = step.deepCopy();
        changed.put(REQUIREMENT, requirement).put("priority", priority);
        connection.raw("authentication", "flows", alias, "executions").put(changed);
    }

    private void configure(ObjectNode step, ObjectNode wanted) {
        String id = step.path("authenticationConfig").asText("");
        if (id.isEmpty()) {
            ObjectNode document = wanted.deepCopy();
            document.remove("id");
            connection.raw("authentication", "executions", step.path("id").asText(), "config").post(document).close();
        } else {
            ObjectNode there = (ObjectNode) connection.raw("authentication", "config", id).get();
            connection.raw("authentication", "config", id).put(Json.merged(there, wanted));
        }
    }

    private boolean isConfigured(ObjectNode step, JsonNode execution, JsonNode configs) {
        Optional<ObjectNode> wanted = config(execution, configs);
        String id = step.path("authenticationConfig").asText("");
        return wanted.isEmpty() || !id.isEmpty()
                && Json.contains(connection.raw("authentication", "config", id).get().path("config"), wanted.get().path("config"));
    }

    private static boolean isAsWanted(JsonNode step, JsonNode execution) {
        return step.path(REQUIREMENT).asText().equals(execution.path(REQUIREMENT).asText())
                && step.path("priority").asInt() == execution.path("priority").asInt();
    }

    private List<ObjectNode> surplus(JsonNode flow) {
        return steps.stream()
                .filter(step -> !step.path(REQUIREMENT).asText().equals(DISABLED))
                .filter(step -> flow.path("authenticationExecutions").valueStream()
                        .noneMatch(execution -> wantedName(execution).equals(name(step))))
                .toList();
    }

    private static String name(JsonNode step) {
        return step.path(step.path("authenticationFlow").asBoolean() ? "displayName" : "providerId").asText();
    }

    private static String wantedName(JsonNode execution) {
        return execution.path(execution.path("authenticatorFlow").asBoolean() ? "flowAlias" : "authenticator").asText();
    }
}
