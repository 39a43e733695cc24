package io.portcullis.provider;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.RoleUtils;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * Whom a role gate admits.
 *
 * @param roles         realm roles as {@code role}, client roles as {@code client:role}; empty for any marked role
 * @param roleAttribute the attribute that marks a role when no roles are named
 * @param exempt        clients that the gate does not guard
 */
record RoleGateConfig(Set<String> roles, String roleAttribute, Set<String> exempt) {

    static final String ROLES = "portcullis.gate.roles";
    static final String ROLE_ATTRIBUTE = "portcullis.gate.role-attribute";
    static final String EXEMPT = "portcullis.gate.exempt-clients";
    static final String DEFAULT_ROLE_ATTRIBUTE = "portcullis.locations";

    static final List<ProviderConfigProperty> PROPERTIES = List.copyOf(ProviderConfigurationBuilder.create()
            .property().name(ROLES).label("Admit these roles")
            .helpText("Whoever has at least one of these roles may sign in: role for a realm role, client:role for a "
                    + "client role; roles by group or composite count. Empty: any role that carries the attribute "
                    + "below. A name that no role bears admits nobody.")
            .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE).add()
            .property().name(ROLE_ATTRIBUTE).label("Or roles with this attribute")
            .helpText("When no roles are named above, roles that carry this attribute admit. 'portcullis role sync' "
                    + "sets it on the roles that the policy names.")
            .type(ProviderConfigProperty.STRING_TYPE).defaultValue(DEFAULT_ROLE_ATTRIBUTE).add()
            .property().name(EXEMPT).label("Clients without the gate")
            .helpText("Client IDs that anybody may sign in to, such as account-console. Empty: the gate guards every "
                    + "client that uses this flow.")
            .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE).add()
            .build());

    static RoleGateConfig of(AuthenticatorConfigModel model) {
        Map<String, String> config = model == null || model.getConfig() == null ? Map.of() : model.getConfig();
        String attribute = config.get(ROLE_ATTRIBUTE);
        return new RoleGateConfig(
                values(config.get(ROLES)),
                attribute == null || attribute.isBlank() ? DEFAULT_ROLE_ATTRIBUTE : attribute.strip(),
                values(config.get(EXEMPT)));
    }

    private static Set<String> values(String joined) {
        return joined == null
                ? Set.of()
                : Arrays.stream(Constants.CFG_DELIMITER_PATTERN.split(joined)).map(String::strip)
                        .filter(value -> !value.isEmpty()).collect(Collectors.toUnmodifiableSet());
    }

    /** Decides from the roles that the user has at this moment, never from what was noted at the login. */
    boolean admits(RealmModel realm, ClientModel client, UserModel user) {
        if (exempt.contains(client.getClientId())) {
            return true;
        }
        Set<RoleModel> held = RoleUtils.getDeepUserRoleMappings(user);
        return roles.isEmpty()
                ? held.stream().anyMatch(this::isMarked)
                : roles.stream().flatMap(name -> named(realm, name)).anyMatch(held::contains);
    }

    private boolean isMarked(RoleModel role) {
        return role.getAttributeStream(roleAttribute).anyMatch(value -> value != null && !value.isBlank());
    }

    /** The role of that name: of a client where one fits, for names with a colon mean client roles first. */
    private static Stream<RoleModel> named(RealmModel realm, String name) {
        for (int colon = name.indexOf(':'); colon >= 0; colon = name.indexOf(':', colon + 1)) {
            ClientModel client = realm.getClientByClientId(name.substring(0, colon));
            RoleModel role = client == null ? null : client.getRole(name.substring(colon + 1));
            if (role != null) {
                return Stream.of(role);
            }
        }
        return Stream.ofNullable(realm.getRole(name));
    }
}
