package io.portcullis.provider.feed;

import java.util.List;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.AccessToken;

/**
 * The protocol mapper {@code portcullis-as-of-mapper}: writes {@code roles_as_of}, the moment as of which the token
 * speaks, as {@code node.milliseconds}.
 *
 * <p>With it an enforcer tells the token that was issued a moment after a change from the one issued a moment before,
 * also within the same second. Without it both are taken for outdated until the clock has moved on.
 */
public final class AsOfMapper extends AbstractOIDCProtocolMapper implements OIDCAccessTokenMapper {

    static final String ID = "portcullis-as-of-mapper";
    static final String CLAIM = "roles_as_of";

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "Portcullis as-of time";
    }

    @Override
    public String getDisplayCategory() {
        return TOKEN_MAPPER_CATEGORY;
    }

    @Override
    public String getHelpText() {
        return "The moment as of which the token speaks, so that enforcers can tell whether it knows of a change.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    @Override
    public AccessToken transformAccessToken(AccessToken token, ProtocolMapperModel mapper, KeycloakSession session,
            UserSessionModel userSession, ClientSessionContext context) {
        Long began = RequestTime.of(session);
        if (began != null) {
            token.getOtherClaims().put(CLAIM, node(session) + '.' + began);
        }
        return token;
    }

    private static String node(KeycloakSession session) {
        return ((ChangeFeedFactory) session.getKeycloakSessionFactory()
                .getProviderFactory(EventListenerProvider.class, ChangeFeedFactory.ID)).node().id();
    }
}
