package io.portcullis.provider;

import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.token.TokenInterceptorException;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;

/** Checks the role gate again whenever tokens are about to be signed, whichever way the login took. */
final class RoleGateAtToken implements TokenPostProcessor {

    private final KeycloakSession session;

    RoleGateAtToken(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void process(TokenPostProcessorContext context) {
        ClientSessionContext clientSessionContext = context.clientSessionCtx();
        AuthenticatedClientSessionModel clientSession = clientSessionContext.getClientSession();
        ClientModel client = clientSession.getClient();
        UserSessionModel userSession = clientSession.getUserSession();
        UserModel user = userSession.getUser();
        RealmModel realm = client.getRealm();
        if (new RoleGates(session, realm).admit(clientSession, user)) {
            return;
        }
        new EventBuilder(realm, session, session.getContext().getConnection())
                .event(eventOf(clientSessionContext.getAttribute(Constants.GRANT_TYPE, String.class)))
                .client(client).user(user).session(userSession.getId())
                .detail(Details.REASON, "role gate: none of the wanted roles")
                .error(Errors.ACCESS_DENIED);
        // What this request did to sessions goes with it: no session, offline ones included, stays behind.
        session.getTransactionManager().setRollbackOnly();
        throw new TokenInterceptorException(OAuthErrorException.ACCESS_DENIED, RoleGate.REFUSED);
    }

    private static EventType eventOf(String grantType) {
        if (grantType == null) {
            return EventType.LOGIN;
        }
        return switch (grantType) {
            case OAuth2Constants.AUTHORIZATION_CODE -> EventType.CODE_TO_TOKEN;
            case OAuth2Constants.REFRESH_TOKEN -> EventType.REFRESH_TOKEN;
            case OAuth2Constants.CLIENT_CREDENTIALS -> EventType.CLIENT_LOGIN;
            case OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE -> EventType.TOKEN_EXCHANGE;
            case OAuth2Constants.DEVICE_CODE_GRANT_TYPE -> EventType.OAUTH2_DEVICE_CODE_TO_TOKEN;
            default -> EventType.LOGIN;
        };
    }
}
