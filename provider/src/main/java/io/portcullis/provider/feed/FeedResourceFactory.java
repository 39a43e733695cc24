package io.portcullis.provider.feed;

import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Gives the feed its address in every realm: {@code /realms/{realm}/portcullis-change-feed}. */
public final class FeedResourceFactory implements RealmResourceProviderFactory {

    private FeedNode node;

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new RealmResourceProvider() {
            @Override
            public Object getResource() {
                return new FeedResource(session, node);
            }

            @Override
            public void close() {
            }
        };
    }

    @Override
    public String getId() {
        return ChangeFeedFactory.ID;
    }

    @Override
    public void init(Config.Scope config) {
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        node = ((ChangeFeedFactory) factory.getProviderFactory(EventListenerProvider.class, ChangeFeedFactory.ID)).node();
    }

    @Override
    public void close() {
    }
}
