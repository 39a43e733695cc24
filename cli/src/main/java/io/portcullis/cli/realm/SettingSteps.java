package io.portcullis.cli.realm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The realm's own settings. What the gate rests on is set: rotation of refresh tokens, and the provider's attributes.
 * Everything else (lifespans, brute force detection, events, languages) is told, and set only when asked for.
 */
final class SettingSteps {

    private static final Set<String> NEEDED = Set.of("revokeRefreshToken", "refreshTokenMaxReuse");
    private static final String OWN_ATTRIBUTES = "portcullis.";
    /** Not settings, or bound elsewhere. */
    private static final Set<String> PARTS = Set.of("realm", "id", "enabled", "displayName", "attributes", "roles", "users",
            "clientScopes", "clients", "authenticationFlows", "authenticatorConfig", "browserFlow", "directGrantFlow",
            "components", "defaultSignatureAlgorithm");

    private final Changes changes;

    SettingSteps(Changes changes) {
        this.changes = changes;
    }

    void apply(ObjectNode wanted) {
        ObjectNode there = (ObjectNode) changes.connection().raw().get();
        ObjectNode merged = there.deepCopy();
        List<String> set = new ArrayList<>();
        wanted.properties().forEach(member -> {
            String name = member.getKey();
            if (PARTS.contains(name) || Json.contains(there.path(name), member.getValue())) {
                return;
            }
            if (NEEDED.contains(name) || changes.overwrite()) {
                merged.set(name, member.getValue());
                set.add(name + " = " + brief(member.getValue()));
            } else {
                changes.differs("the realm's " + name + " is " + brief(there.path(name)) + ", and "
                        + brief(member.getValue()) + " in the file");
            }
        });
        wanted.path("attributes").properties().forEach(member -> {
            boolean absent = there.path("attributes").path(member.getKey()).isMissingNode();
            if (member.getKey().startsWith(OWN_ATTRIBUTES) && absent) {
                merged.withObject("/attributes").set(member.getKey(), member.getValue());
                set.add(member.getKey() + " = " + member.getValue().asText());
            }
        });
        if (set.isEmpty()) {
            changes.already("the realm's settings are what the gate needs");
        } else {
            changes.update("the realm's settings: " + String.join(", ", set), merged);
        }
    }

    private static String brief(JsonNode value) {
        if (value.isArray()) {
            return "a list of " + value.size();
        }
        return value.isMissingNode() || value.isNull() ? "not set" : value.asText();
    }
}
