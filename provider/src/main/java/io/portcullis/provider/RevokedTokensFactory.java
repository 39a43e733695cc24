package io.portcullis.provider;

import java.util.Comparator;
import java.util.Set;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RevokedTokenProvider;
import org.keycloak.models.RevokedTokenProviderFactory;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;

/** Registers {@code portcullis-revoked-tokens} in front of the store that Keycloak would use without it. */
public final class RevokedTokensFactory implements RevokedTokenProviderFactory<RevokedTokenProvider> {

    static final String ID = "portcullis-revoked-tokens";

    private volatile String keycloakStore;

    @Override
    public RevokedTokenProvider create(KeycloakSession session) {
        return new RevokedTokens(session, session.getProvider(RevokedTokenProvider.class, keycloakStore));
    }

    @Override
    public String getId() {
        return ID;
    }

    /** Above every store of Keycloak's own; the highest becomes the default. */
    @Override
    public int order() {
        return 100;
    }

    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        return Set.of(SingleUseObjectProvider.class);
    }

    @Override
    public void init(Config.Scope config) {
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        keycloakStore = factory.getProviderFactoriesStream(RevokedTokenProvider.class)
                .filter(other -> !ID.equals(other.getId()))
                .max(Comparator.comparingInt(ProviderFactory::order))
                .map(ProviderFactory::getId)
                .orElseThrow(() -> new IllegalStateException("Keycloak has no store for revoked tokens."));
    }

    @Override
    public void close() {
    }
}
