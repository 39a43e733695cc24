package io.portcullis.cli.role;

import io.portcullis.cli.admin.Report;
import io.portcullis.cli.admin.RoleGraph;
import io.portcullis.cli.admin.RoleHolders;
import io.portcullis.cli.admin.Roles;
import io.portcullis.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.RolesResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;

/** The roles that a policy names beside those that a realm has. */
public final class PolicyRoles {

    private static final Set<String> KEYCLOAK_OWN = Set.of("offline_access", "uma_authorization");
    private static final Set<String> KEYCLOAK_CLIENTS = Set.of(
            "account", "account-console", "admin-cli", "broker", "realm-management", "security-admin-console");
    /** The role of the gate's own service account. */
    private static final String FEED = "portcullis-feed";

    private final Policy policy;
    private final RealmResource realm;
    private final String realmName;
    private final RoleGraph graph;
    private final Roles roles;

    /**
     * Reads the realm's roles.
     *
     * @param policy the policy
     * @param realm the realm in the admin API
     * @param realmName the realm's name
     */
    public PolicyRoles(Policy policy, RealmResource realm, String realmName) {
        this.policy = policy;
        this.realm = realm;
        this.realmName = realmName;
        this.graph = new RoleGraph(realm);
        this.roles = new Roles(realm);
    }

    /** The roles that the policy names, in its order. */
    private List<String> keys() {
        return policy.keys().stream().filter(key -> !key.startsWith("@")).toList();
    }

    /**
     * The roles that the policy names and the realm does not have.
     *
     * @return as the policy writes them
     */
    public List<String> missing() {
        return keys().stream().filter(key -> graph.role(key).isEmpty()).toList();
    }

    /**
     * The roles that no entry of the policy names; Keycloak's own and the gate's own are left out.
     *
     * @return as a policy would write them
     */
    public List<String> unnamed() {
        return graph.roles().keySet().stream()
                .map(graph::name)
                .filter(name -> !policy.keys().contains(name) && !isOwn(name))
                .sorted()
                .toList();
    }

    /**
     * The roles that the policy names and nobody has; those that were only just made are among them.
     *
     * @return as the policy writes them
     */
    public List<String> unheld() {
        RoleHolders holders = new RoleHolders(realm, graph);
        return keys().stream()
                .filter(key -> graph.role(key)
                        .map(role -> holders.of(role.getId(), 1).isEmpty())
                        .orElseGet(() -> place(key).isPresent()))
                .toList();
    }

    /** Makes and describes the roles; gives back the keys whose client is not there. */
    List<String> sync(Report report, boolean dryRun) {
        List<String> impossible = new ArrayList<>();
        for (String key : keys()) {
            RoleMeaning meaning = RoleMeaning.of(policy, key);
            Optional<RoleRepresentation> there = graph.role(key);
            if (there.isPresent()) {
                describe(key, there.get(), meaning, report, dryRun);
            } else {
                Optional<Place> place = place(key);
                if (place.isEmpty()) {
                    impossible.add(key);
                } else {
                    create(key, place.get(), meaning, report, dryRun);
                }
            }
        }
        return impossible;
    }

    private void describe(String key, RoleRepresentation role, RoleMeaning meaning, Report report, boolean dryRun) {
        RoleRepresentation whole = realm.rolesById().getRole(role.getId());
        if (meaning.isOn(whole)) {
            report.already("the role " + key + " says what it opens");
            return;
        }
        if (!dryRun) {
            meaning.write(whole);
            realm.rolesById().updateRole(role.getId(), whole);
        }
        report.did((dryRun ? "would write" : "wrote") + " on the role " + key + " that it opens "
                + String.join(", ", meaning.values()));
    }

    private void create(String key, Place place, RoleMeaning meaning, Report report, boolean dryRun) {
        if (!dryRun) {
            RoleRepresentation role = new RoleRepresentation();
            role.setName(place.role);
            role.setDescription(meaning.description(null));
            place.container.create(role);
            // Keycloak takes attributes by an update only.
            RoleRepresentation made = place.container.get(place.role).toRepresentation();
            meaning.write(made);
            realm.rolesById().updateRole(made.getId(), made);
        }
        report.did((dryRun ? "would create" : "created") + " the role " + key + ", which opens "
                + String.join(", ", meaning.values()));
    }

    private record Place(RolesResource container, String role) {}

    /** Where a role is to be made: in the client with the longest id that the name begins with, or in the realm. */
    private Optional<Place> place(String key) {
        for (int colon = key.lastIndexOf(':'); colon > 0; colon = key.lastIndexOf(':', colon - 1)) {
            Optional<ClientRepresentation> client = roles.client(key.substring(0, colon));
            if (client.isPresent()) {
                return Optional.of(new Place(realm.clients().get(client.get().getId()).roles(), key.substring(colon + 1)));
            }
        }
        return key.contains(":") ? Optional.empty() : Optional.of(new Place(realm.roles(), key));
    }

    private boolean isOwn(String name) {
        int colon = name.indexOf(':');
        return KEYCLOAK_OWN.contains(name)
                || name.equals("default-roles-" + realmName)
                || name.equals(FEED)
                || colon > 0 && isOwnClient(name.substring(0, colon));
    }

    private static boolean isOwnClient(String client) {
        return KEYCLOAK_CLIENTS.contains(client) || client.endsWith("-realm");
    }
}
