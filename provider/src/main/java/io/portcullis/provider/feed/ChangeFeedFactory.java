package io.portcullis.provider.feed;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.PostMigrationEvent;

/** Registers {@code portcullis-change-feed}, which listens in every realm whether or not the realm lists it. */
public final class ChangeFeedFactory implements EventListenerProviderFactory {

    static final String ID = "portcullis-change-feed";

    private final Clock clock = Clock.systemUTC();
    private FeedNode node;
    private KeycloakSessionFactory sessions;
    private boolean started;

    /** Keycloak makes one for each request, before it looks at anything that the request is about. */
    @Override
    public EventListenerProvider create(KeycloakSession session) {
        RequestTime.begin(session, clock.millis());
        return new ChangeListener(session, node);
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
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(2, task -> {
            Thread thread = new Thread(task, "portcullis-feed");
            thread.setDaemon(true);
            return thread;
        });
        String id = Long.toString(new SecureRandom().nextLong() >>> 24, Character.MAX_RADIX).toLowerCase(Locale.ROOT);
        node = new FeedNode(id, clock, executor);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        sessions = factory;
        ModelChanges models = new ModelChanges((session, changes) -> PendingChanges.add(session, node, changes));
        factory.register(event -> {
            if (event instanceof PostMigrationEvent) {
                node.start(factory);
                started = true;
            } else {
                models.onEvent(event);
            }
        });
    }

    @Override
    public void close() {
        if (started) {
            node.stop(sessions);
        }
    }

    FeedNode node() {
        return node;
    }
}
