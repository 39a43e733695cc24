package io.portcullis.provider;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.models.Constants;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * The options of the roles mapper as the admin console shows them.
 *
 * @param claim        name of the claim that carries the list
 * @param clientRoles  whether roles of clients are listed too, as {@code client:role}
 * @param clients      the clients whose roles are listed; empty for every client but Keycloak's own
 * @param filters      only values that one of these matches are listed; empty for all
 * @param groups       whether groups are listed too, as {@code group:/path}
 * @param keycloakOwn  whether the roles that every Keycloak realm brings along are listed
 */
record RolesMapperConfig(String claim, boolean clientRoles, Set<String> clients, List<Glob> filters, boolean groups,
        boolean keycloakOwn) {

    static final String CLIENT_ROLES = "portcullis.client-roles";
    static final String CLIENTS = "portcullis.clients";
    static final String FILTERS = "portcullis.filters";
    static final String GROUPS = "portcullis.groups";
    static final String KEYCLOAK_OWN = "portcullis.keycloak-own";
    static final String DEFAULT_CLAIM = "roles";

    static RolesMapperConfig of(Map<String, String> config) {
        String claim = config.get(OIDCAttributeMapperHelper.TOKEN_CLAIM_NAME);
        return new RolesMapperConfig(
                claim == null || claim.isBlank() ? DEFAULT_CLAIM : claim.strip(),
                // Absent counts as the default that the console shows, so that a mapper made by REST behaves the same.
                !"false".equals(config.get(CLIENT_ROLES)),
                Set.copyOf(values(config.get(CLIENTS)).toList()),
                values(config.get(FILTERS)).map(Glob::new).toList(),
                "true".equals(config.get(GROUPS)),
                "true".equals(config.get(KEYCLOAK_OWN)));
    }

    private static Stream<String> values(String joined) {
        return joined == null
                ? Stream.empty()
                : Arrays.stream(Constants.CFG_DELIMITER_PATTERN.split(joined)).map(String::strip)
                        .filter(value -> !value.isEmpty()).distinct();
    }

    static List<ProviderConfigProperty> properties() {
        List<ProviderConfigProperty> properties = ProviderConfigurationBuilder.create()
                .property().name(OIDCAttributeMapperHelper.TOKEN_CLAIM_NAME).label("Claim name")
                .helpText("Top-level claim that carries the list of roles.")
                .type(ProviderConfigProperty.STRING_TYPE).defaultValue(DEFAULT_CLAIM).required(true).add()
                .property().name(CLIENT_ROLES).label("Include client roles")
                .helpText("List roles of clients too, each as client:role.")
                .type(ProviderConfigProperty.BOOLEAN_TYPE).defaultValue(true).add()
                .property().name(CLIENTS).label("Only roles of these clients")
                .helpText("Client IDs whose roles are listed. Empty: every client except Keycloak's own (account, "
                        + "broker, realm-management and the like); name one of those here to list its roles.")
                .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE).add()
                .property().name(FILTERS).label("Only matching values")
                .helpText("Patterns such as app-* or orders-api:*, where * stands for any characters. A value is "
                        + "listed when one of them matches it whole. Empty: all values.")
                .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE).add()
                .property().name(GROUPS).label("Include groups")
                .helpText("List the user's groups too, each as group:/path/to/group.")
                .type(ProviderConfigProperty.BOOLEAN_TYPE).defaultValue(false).add()
                .property().name(KEYCLOAK_OWN).label("Include Keycloak's own roles")
                .helpText("List what every realm brings along: the default-roles role, offline_access, "
                        + "uma_authorization, and the roles of Keycloak's own clients. Off keeps tokens small.")
                .type(ProviderConfigProperty.BOOLEAN_TYPE).defaultValue(false).add()
                .build();
        OIDCAttributeMapperHelper.addIncludeInTokensConfig(properties, RolesMapper.class);
        for (ProviderConfigProperty property : properties) {
            switch (property.getName()) {
                // The gate reads access tokens; an ID token with roles would only make the cookies larger.
                case OIDCAttributeMapperHelper.INCLUDE_IN_ID_TOKEN -> property.setDefaultValue("false");
                // A lightweight token without roles would be refused everywhere at the gate.
                case OIDCAttributeMapperHelper.INCLUDE_IN_LIGHTWEIGHT_ACCESS_TOKEN -> property.setDefaultValue("true");
                default -> { }
            }
        }
        return List.copyOf(properties);
    }
}
