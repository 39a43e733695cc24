package io.portcullis.cli.admin;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;

/** All roles of a realm, and which contain which: read once, when a command needs to know who has what and why. */
public final class RoleGraph {

    private final Map<String, RoleRepresentation> byId = new LinkedHashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Set<String>> within = new HashMap<>();
    private final Map<String, Set<String>> parts = new HashMap<>();

    /**
     * Reads the roles of the realm and of all its clients.
     *
     * @param realm the realm in the admin API
     */
    public RoleGraph(RealmResource realm) {
        Pages.<RoleRepresentation>all((first, max) -> realm.roles().list(null, first, max, false))
                .forEach(role -> add(role, role.getName()));
        for (ClientRepresentation client : realm.clients().findAll()) {
            realm.clients().get(client.getId()).roles().list(false)
                    .forEach(role -> add(role, client.getClientId() + ":" + role.getName()));
        }
        byId.values().stream().filter(RoleRepresentation::isComposite).forEach(role -> {
            for (RoleRepresentation part : realm.rolesById().getRoleComposites(role.getId())) {
                within.computeIfAbsent(part.getId(), id -> new LinkedHashSet<>()).add(role.getId());
                parts.computeIfAbsent(role.getId(), id -> new LinkedHashSet<>()).add(part.getId());
            }
        });
    }

    private void add(RoleRepresentation role, String name) {
        byId.put(role.getId(), role);
        names.put(role.getId(), name);
    }

    /**
     * Every role.
     *
     * @return by Keycloak's id
     */
    public Map<String, RoleRepresentation> roles() {
        return byId;
    }

    /**
     * The role's name as policies write it.
     *
     * @param id Keycloak's id of the role
     * @return the name
     */
    public String name(String id) {
        return names.getOrDefault(id, id);
    }

    /**
     * The role with a name.
     *
     * @param name as policies write it
     * @return the role, if it is there
     */
    public Optional<RoleRepresentation> role(String name) {
        return byId.values().stream().filter(role -> name.equals(names.get(role.getId()))).findFirst();
    }

    /**
     * The role and all that contain it, however deep: whoever has one of these has the role.
     *
     * @param id Keycloak's id of the role
     * @return Keycloak's ids
     */
    public Set<String> containing(String id) {
        return reach(List.of(id), within);
    }

    /**
     * The roles and all that they contain, however deep.
     *
     * @param ids Keycloak's ids
     * @return Keycloak's ids
     */
    public Set<String> contained(Collection<String> ids) {
        return reach(ids, parts);
    }

    private static Set<String> reach(Collection<String> from, Map<String, Set<String>> edges) {
        Set<String> reached = new LinkedHashSet<>(from);
        Deque<String> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            for (String next : edges.getOrDefault(open.pop(), Set.of())) {
                if (reached.add(next)) {
                    open.push(next);
                }
            }
        }
        return reached;
    }
}
