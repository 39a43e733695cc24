package io.portcullis.provider;

import java.time.Clock;
import java.util.Map;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.oidc.refresh.RefreshTokenProvider;
import org.keycloak.protocol.oidc.refresh.RefreshTokenProviderFactory;
import org.keycloak.provider.ServerInfoAwareProviderFactory;

/** Registers {@code portcullis-refresh-link}, which takes precedence over Keycloak's default refresh tokens. */
public final class RefreshLinkFactory implements RefreshTokenProviderFactory, ServerInfoAwareProviderFactory {

    static final String ID = "portcullis-refresh-link";

    @Override
    public RefreshTokenProvider create(KeycloakSession session) {
        return new RefreshLink(session, Clock.systemUTC());
    }

    @Override
    public String getId() {
        return ID;
    }

    /** Above the default (0), below Keycloak's provider for verifiable credentials (10), which has tokens of its own. */
    @Override
    public int order() {
        return 5;
    }

    @Override
    public Map<String, String> getOperationalInfo() {
        return ProviderBuild.info();
    }

    @Override
    public void init(Config.Scope config) {
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
    }

    @Override
    public void close() {
    }
}
