package io.portcullis.provider;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.keycloak.models.AdminRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.GroupModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/**
 * Spells roles and groups as the values of the claim: {@code role}, {@code client:role}, {@code group:/path}.
 *
 * <p>A value that a policy trusts must have one meaning. Keycloak allows a colon in every name, so a realm role called
 * {@code orders-api:editor} would read as a role of the client {@code orders-api}, and somebody who may only create
 * clients could spell another's role. Such a value is listed only for those who hold every role that spells it.
 */
final class RoleValues {

    private static final String GROUP_PREFIX = "group:/";
    private static final Set<String> OWN_REALM_ROLES =
            Set.of(Constants.OFFLINE_ACCESS_ROLE, Constants.AUTHZ_UMA_AUTHORIZATION);

    private final RealmModel realm;
    private final RolesMapperConfig config;

    RoleValues(RealmModel realm, RolesMapperConfig config) {
        this.realm = realm;
        this.config = config;
    }

    /** The values, sorted, each once. */
    List<String> of(Set<RoleModel> effectiveRoles, Stream<GroupModel> memberships) {
        Set<String> values = new TreeSet<>();
        for (RoleModel role : effectiveRoles) {
            String value = spell(role);
            if (value != null && passes(value) && meansOnlyHeldRoles(value, effectiveRoles)) {
                values.add(value);
            }
        }
        if (config.groups()) {
            memberships.map(RoleValues::spell).filter(this::passes).forEach(values::add);
        }
        return List.copyOf(values);
    }

    private String spell(RoleModel role) {
        if (!role.isClientRole()) {
            return config.keycloakOwn() || !isKeycloakOwn(role) ? role.getName() : null;
        }
        ClientModel client = realm.getClientById(role.getContainerId());
        return client != null && lists(client) ? client.getClientId() + ':' + role.getName() : null;
    }

    private boolean isKeycloakOwn(RoleModel realmRole) {
        RoleModel defaults = realm.getDefaultRole();
        return OWN_REALM_ROLES.contains(realmRole.getName())
                || defaults != null && defaults.getId().equals(realmRole.getId());
    }

    private boolean lists(ClientModel client) {
        if (!config.clientRoles()) {
            return false;
        }
        String clientId = client.getClientId();
        return config.clients().isEmpty()
                ? config.keycloakOwn() || !isKeycloakOwn(clientId)
                : config.clients().contains(clientId);
    }

    private boolean isKeycloakOwn(String clientId) {
        return Constants.defaultClients.contains(clientId) || AdminRoles.isAdminClient(realm, clientId);
    }

    private boolean passes(String value) {
        return config.filters().isEmpty() || config.filters().stream().anyMatch(filter -> filter.matches(value));
    }

    /**
     * True when every client role that spells this value is held, and no group could spell it. A realm role that
     * spells it needs no look-up: its holders pass through here themselves.
     */
    private boolean meansOnlyHeldRoles(String value, Set<RoleModel> held) {
        int colon = value.indexOf(':');
        if (colon < 0) {
            return true;
        }
        if (value.startsWith(GROUP_PREFIX)) {
            return false;
        }
        for (; colon >= 0; colon = value.indexOf(':', colon + 1)) {
            ClientModel client = realm.getClientByClientId(value.substring(0, colon));
            RoleModel other = client == null ? null : client.getRole(value.substring(colon + 1));
            if (other != null && !held.contains(other)) {
                return false;
            }
        }
        return true;
    }

    /** Slashes within a name are escaped as Keycloak escapes them, so that two groups never share a path. */
    private static String spell(GroupModel group) {
        StringBuilder path = new StringBuilder();
        for (GroupModel at = group; at != null; at = at.getParent()) {
            path.insert(0, '/' + at.getName().replace("/", "~/"));
        }
        return path.insert(0, "group:").toString();
    }
}
