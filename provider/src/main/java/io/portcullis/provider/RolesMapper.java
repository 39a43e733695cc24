package io.portcullis.provider;

import java.util.List;
import java.util.stream.Collectors;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperContainerModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.ProtocolMapperConfigException;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenMapper;
import org.keycloak.protocol.oidc.mappers.OIDCIDTokenMapper;
import org.keycloak.protocol.oidc.mappers.TokenIntrospectionTokenMapper;
import org.keycloak.protocol.oidc.mappers.UserInfoTokenMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.IDToken;

/**
 * The protocol mapper {@code portcullis-roles-mapper}: one flat list of the user's effective roles.
 *
 * <p>Effective means what the admin console calls so: assigned directly, through groups and their parents, and through
 * composites, computed anew for every token and never copied from the login. Where the client's scope mappings narrow
 * its roles ("Full scope allowed" off), they narrow this list too.
 */
public final class RolesMapper extends AbstractOIDCProtocolMapper
        implements OIDCAccessTokenMapper, OIDCIDTokenMapper, UserInfoTokenMapper, TokenIntrospectionTokenMapper {

    static final String ID = "portcullis-roles-mapper";
    private static final List<ProviderConfigProperty> PROPERTIES = RolesMapperConfig.properties();

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "Portcullis roles";
    }

    @Override
    public String getDisplayCategory() {
        return TOKEN_MAPPER_CATEGORY;
    }

    @Override
    public String getHelpText() {
        return "Effective roles (direct, by group, by composite) as one flat list: realm roles as role, client roles as "
                + "client:role.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return PROPERTIES;
    }

    @Override
    public void validateConfig(KeycloakSession session, RealmModel realm, ProtocolMapperContainerModel container,
            ProtocolMapperModel mapper) throws ProtocolMapperConfigException {
        ClaimName.requireFree(RolesMapperConfig.of(mapper.getConfig()).claim());
    }

    @Override
    protected void setClaim(IDToken token, ProtocolMapperModel mapper, UserSessionModel userSession,
            KeycloakSession session, ClientSessionContext context) {
        RolesMapperConfig config = RolesMapperConfig.of(mapper.getConfig());
        List<String> values = new RoleValues(userSession.getRealm(), config)
                .of(context.getRolesStream().collect(Collectors.toSet()), userSession.getUser().getGroupsStream());
        // Present even when empty: the reader can tell "no roles" from "no mapper".
        token.getOtherClaims().put(config.claim(), values);
    }
}
