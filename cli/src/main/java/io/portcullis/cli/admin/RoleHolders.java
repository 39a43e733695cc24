package io.portcullis.cli.admin;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.RoleResource;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** Who has a role: directly, through a role that contains it, or through a group or one above that. */
public final class RoleHolders {

    private final RealmResource realm;
    private final RoleGraph graph;

    /**
     * The holders of a realm's roles.
     *
     * @param realm the realm in the admin API
     * @param graph its roles
     */
    public RoleHolders(RealmResource realm, RoleGraph graph) {
        this.realm = realm;
        this.graph = graph;
    }

    /**
     * The users who have a role.
     *
     * @param id Keycloak's id of the role
     * @param most when to stop looking
     * @return the users by Keycloak's id, {@code most} or a few more
     */
    public Map<String, UserRepresentation> of(String id, int most) {
        Map<String, UserRepresentation> holders = new LinkedHashMap<>();
        Set<String> groups = new LinkedHashSet<>();
        for (String each : graph.containing(id)) {
            RoleRepresentation role = graph.roles().get(each);
            if (role == null || holders.size() >= most) {
                continue;
            }
            RoleResource resource = resource(role);
            add(holders, Pages.all((first, max) -> resource.getUserMembers(true, first, max), most));
            for (GroupRepresentation group : Pages.all(resource::getRoleGroupMembers)) {
                members(group.getId(), groups, holders, most);
            }
        }
        return holders;
    }

    private RoleResource resource(RoleRepresentation role) {
        return Boolean.TRUE.equals(role.getClientRole())
                ? realm.clients().get(role.getContainerId()).roles().get(role.getName())
                : realm.roles().get(role.getName());
    }

    private void members(String group, Set<String> seen, Map<String, UserRepresentation> holders, int most) {
        if (!seen.add(group) || holders.size() >= most) {
            return;
        }
        add(holders, Pages.all((first, max) -> realm.groups().group(group).members(first, max, true), most));
        List<GroupRepresentation> below =
                Pages.all((first, max) -> realm.groups().group(group).getSubGroups(first, max, true));
        below.forEach(each -> members(each.getId(), seen, holders, most));
    }

    private static void add(Map<String, UserRepresentation> holders, List<UserRepresentation> users) {
        users.forEach(user -> holders.put(user.getId(), user));
    }
}
