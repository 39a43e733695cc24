package io.portcullis.provider;

import java.util.List;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperContainerModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.ProtocolMapperConfigException;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;
import org.keycloak.protocol.oidc.mappers.TokenIntrospectionTokenMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.representations.IDToken;

/**
 * The protocol mapper {@code portcullis-refresh-link-mapper}: the linkage id of the login as {@code login_id}.
 *
 * <p>Keycloak runs no mapper on refresh tokens, so this one does not make the linkage; it shows it in the console, at
 * the clients where somebody looks for it. The linkage holds without it.
 */
public final class RefreshLinkMapper extends AbstractOIDCProtocolMapper
        implements OIDCAccessTokenMapper, TokenIntrospectionTokenMapper {

    static final String ID = "portcullis-refresh-link-mapper";
    private static final String DEFAULT_CLAIM = "login_id";
    private static final List<ProviderConfigProperty> PROPERTIES = properties();

    private static List<ProviderConfigProperty> properties() {
        List<ProviderConfigProperty> properties = ProviderConfigurationBuilder.create()
                .property().name(OIDCAttributeMapperHelper.TOKEN_CLAIM_NAME).label("Claim name")
                .helpText("Top-level claim that carries the linkage id of the login. The role gate creates it; it stays "
                        + "the same through every refresh of that login. Tokens of logins without the gate have none.")
                .type(ProviderConfigProperty.STRING_TYPE).defaultValue(DEFAULT_CLAIM).required(true).add()
                .build();
        OIDCAttributeMapperHelper.addIncludeInTokensConfig(properties, RefreshLinkMapper.class);
        return List.copyOf(properties);
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "Portcullis refresh link";
    }

    @Override
    public String getDisplayCategory() {
        return TOKEN_MAPPER_CATEGORY;
    }

    @Override
    public String getHelpText() {
        return "Adds login_id to access tokens. With or without this mapper, refresh tokens of this client name the "
                + "access token issued with them (access_token_jti, access_token_iat); a refresh is refused once that "
                + "access token is revoked; a rotation revokes the access token it replaces; and the same refresh "
                + "token yields the same successor within the realm's grace time (realm attribute "
                + RealmSettings.GRACE_SECONDS + ").";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return PROPERTIES;
    }

    @Override
    public void validateConfig(KeycloakSession session, RealmModel realm, ProtocolMapperContainerModel container,
            ProtocolMapperModel mapper) throws ProtocolMapperConfigException {
        ClaimName.requireFree(claim(mapper));
    }

    @Override
    protected void setClaim(IDToken token, ProtocolMapperModel mapper, UserSessionModel userSession,
            KeycloakSession session, ClientSessionContext context) {
        String loginId = userSession.getNote(LoginId.NOTE);
        if (loginId != null) {
            token.getOtherClaims().put(claim(mapper), loginId);
        }
    }

    private static String claim(ProtocolMapperModel mapper) {
        String set = mapper.getConfig().get(OIDCAttributeMapperHelper.TOKEN_CLAIM_NAME);
        return set == null || set.isBlank() ? DEFAULT_CLAIM : set.strip();
    }
}
