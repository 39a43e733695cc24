package io.portcullis.provider;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/** Registers {@code portcullis-role-gate} where Keycloak is about to sign tokens; no realm can leave it out. */
public final class RoleGateAtTokenFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return new RoleGateAtToken(session);
    }

    @Override
    public String getId() {
        return RoleGateFactory.ID;
    }
}
