package io.portcullis.cli.user;

import io.portcullis.cli.admin.RoleGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.RoleMappingResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.MappingsRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;

/**
 * A role that a user has.
 *
 * @param name the role as policies write it
 * @param from {@code given directly}, the group, or the role that contains it
 */
record EffectiveRole(String name, String from) {

    /** All of them but those that Keycloak gives everyone for its own account pages, sorted. */
    static List<EffectiveRole> of(RealmResource realm, UserResource user) {
        RoleGraph graph = new RoleGraph(realm);
        Map<String, String> origins = new LinkedHashMap<>();
        collect(user.roles(), "given directly", graph, origins);
        for (GroupRepresentation group : user.groups()) {
            for (String id = group.getId(); id != null; ) {
                GroupRepresentation each = realm.groups().group(id).toRepresentation();
                collect(realm.groups().group(id).roles(), "by the group " + each.getPath(), graph, origins);
                id = each.getParentId();
            }
        }
        Map<String, EffectiveRole> roles = new TreeMap<>();
        origins.forEach((id, from) -> roles.put(graph.name(id), new EffectiveRole(graph.name(id), from)));
        roles.keySet().removeIf(EffectiveRole::isKeycloakOwn);
        return List.copyOf(roles.values());
    }

    private static void collect(
            RoleMappingResource mapping, String from, RoleGraph graph, Map<String, String> origins) {
        MappingsRepresentation all = mapping.getAll();
        List<RoleRepresentation> given = new ArrayList<>();
        if (all.getRealmMappings() != null) {
            given.addAll(all.getRealmMappings());
        }
        if (all.getClientMappings() != null) {
            all.getClientMappings().values().forEach(client -> given.addAll(client.getMappings()));
        }
        given.forEach(role -> origins.putIfAbsent(role.getId(), from));
        given.forEach(role -> graph.contained(List.of(role.getId())).forEach(
                part -> origins.putIfAbsent(part, "contained in " + graph.name(role.getId()))));
    }

    private static boolean isKeycloakOwn(String name) {
        return name.startsWith("default-roles-")
                || name.equals("offline_access")
                || name.equals("uma_authorization")
                || name.startsWith("account:");
    }
}
