package io.portcullis.cli.policy;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.NearName;
import io.portcullis.policy.Policy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;

/**
 * The roles a realm has, as they appear in tokens: realm roles by their name, client roles as {@code client:role}.
 *
 * @param realm the realm's name
 * @param roles the roles, Keycloak's own left in
 */
record RealmRoles(String realm, Set<String> roles) {

    private static final Set<String> BUILT_IN = Set.of("offline_access", "uma_authorization");
    private static final Set<String> BUILT_IN_CLIENTS =
            Set.of("account", "account-console", "admin-cli", "broker", "realm-management", "security-admin-console");

    /**
     * How a policy and a realm agree.
     *
     * @param missing roles that the policy names and the realm does not have, each with the nearest role there is, or an empty string
     * @param unnamed roles that the realm has and the policy does not name; Keycloak's own are left out
     */
    record Agreement(Map<String, String> missing, List<String> unnamed) {}

    /** Asks a running Keycloak. */
    static RealmRoles of(Connection connection) {
        return connection.progress().during("reading the roles",
                () -> new RealmRoles(connection.realmName(), roles(connection.realm())));
    }

    private static Set<String> roles(RealmResource realm) {
        Set<String> roles = new TreeSet<>();
        realm.roles().list().forEach(role -> roles.add(role.getName()));
        for (ClientRepresentation client : realm.clients().findAll()) {
            for (RoleRepresentation role : realm.clients().get(client.getId()).roles().list()) {
                roles.add(client.getClientId() + ":" + role.getName());
            }
        }
        return roles;
    }

    Agreement compare(Policy policy) {
        Map<String, String> missing = new TreeMap<>();
        for (String key : policy.keys()) {
            if (!key.startsWith("@") && !roles.contains(key)) {
                missing.put(key, NearName.of(key, roles).orElse(""));
            }
        }
        List<String> unnamed = roles.stream()
                .filter(role -> !policy.keys().contains(role) && !isBuiltIn(role)).toList();
        return new Agreement(missing, unnamed);
    }

    private boolean isBuiltIn(String role) {
        int client = role.indexOf(':');
        return BUILT_IN.contains(role) || role.equals("default-roles-" + realm)
                || client > 0 && BUILT_IN_CLIENTS.contains(role.substring(0, client));
    }
}
