package io.portcullis.provider;

import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Registers {@code portcullis-revocation}, which listens in every realm whether or not the realm lists it. */
public final class RevocationListenerFactory implements EventListenerProviderFactory {

    static final String ID = "portcullis-revocation";

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new RevocationListener(session);
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public String getId() {
        return ID;
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
