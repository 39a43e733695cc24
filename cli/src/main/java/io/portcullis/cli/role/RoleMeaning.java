package io.portcullis.cli.role;

import io.portcullis.policy.Policy;
import io.portcullis.policy.Rule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.keycloak.representations.idm.RoleRepresentation;

/**
 * What a role opens, as it is written on the role in Keycloak: the attribute that lists the locations, which is also
 * the mark by which the role gate knows the policy's roles, and the end of the description, which the console shows.
 *
 * @param locations the locations, the role's own before those it inherits; never empty
 */
record RoleMeaning(List<String> locations) {

    /** The role attribute; the role gate admits people who have a role that carries it. */
    static final String ATTRIBUTE = "portcullis.locations";

    static final int MOST_VALUES = 50;
    /** The width of Keycloak's database columns for both. */
    static final int WIDTH = 255;

    private static final String OPENS = "Opens: ";
    private static final String NOTHING = "nothing";

    /** What the policy opens to a key. */
    static RoleMeaning of(Policy policy, String key) {
        Set<String> locations = new LinkedHashSet<>();
        for (Rule rule : policy.rules()) {
            if (rule.key().equals(key)) {
                locations.add(rule.location().text());
            }
        }
        Set<String> inherited = policy.inherited(key);
        for (Rule rule : policy.rules()) {
            if (inherited.contains(rule.key())) {
                locations.add(rule.location().text());
            }
        }
        return new RoleMeaning(locations.isEmpty() ? List.of(NOTHING) : List.copyOf(locations));
    }

    /** The attribute's values: short and few enough for Keycloak. */
    List<String> values() {
        List<String> values = new ArrayList<>();
        for (String location : locations) {
            if (values.size() == MOST_VALUES) {
                values.add("… and " + (locations.size() - MOST_VALUES) + " more");
                break;
            }
            values.add(cut(location));
        }
        return values;
    }

    /** The description: what people wrote stays, what was said of locations before is replaced. */
    String description(String before) {
        String own = before == null ? "" : before.strip();
        int said = own.startsWith(OPENS) ? 0 : own.indexOf(" " + OPENS);
        own = (said < 0 ? own : own.substring(0, said)).strip();
        String start = own.isEmpty() ? OPENS : own + " " + OPENS;
        StringBuilder text = new StringBuilder(start);
        for (int i = 0; i < locations.size(); i++) {
            String next = (i == 0 ? "" : ", ") + locations.get(i);
            String rest = i + 1 < locations.size() ? ", and " + (locations.size() - i) + " more" : "";
            if (text.length() + next.length() + rest.length() > WIDTH) {
                text.append(i == 0 ? locations.size() + (locations.size() == 1 ? " location" : " locations")
                        : ", and " + (locations.size() - i) + " more");
                break;
            }
            text.append(next);
        }
        return text.length() > WIDTH ? cut(own.isEmpty() ? text.toString() : own) : text.toString();
    }

    /** Whether the role says this already. */
    boolean isOn(RoleRepresentation role) {
        return role.getAttributes() != null
                && Set.copyOf(role.getAttributes().getOrDefault(ATTRIBUTE, List.of())).equals(Set.copyOf(values()))
                && Objects.equals(role.getDescription(), description(role.getDescription()));
    }

    void write(RoleRepresentation role) {
        Map<String, List<String>> attributes =
                new java.util.HashMap<>(role.getAttributes() == null ? Map.of() : role.getAttributes());
        attributes.put(ATTRIBUTE, values());
        role.setAttributes(attributes);
        role.setDescription(description(role.getDescription()));
    }

    private static String cut(String text) {
        return text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "…";
    }
}
