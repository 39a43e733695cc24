package io.portcullis.provider.feed;

import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;

/** Sees every event of every realm, whether or not the realm saves events. */
final class ChangeListener implements EventListenerProvider {

    private static final Logger LOG = Logger.getLogger(ChangeListener.class);

    private final KeycloakSession session;
    private final FeedNode node;

    ChangeListener(KeycloakSession session, FeedNode node) {
        this.session = session;
        this.node = node;
    }

    @Override
    public void onEvent(Event event) {
        tell(event.getRealmId(), () -> UserEvents.changes(event));
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        tell(event.getRealmId(), () -> new AdminEvents(session).changes(event));
    }

    /** Keycloak swallows what a listener throws; a change that cannot be read in detail must not be lost with it. */
    private void tell(String realm, Supplier<List<Change>> read) {
        List<Change> changes;
        try {
            changes = read.get();
        } catch (RuntimeException e) {
            LOG.warnf(e, "A change in realm %s could not be read in detail; all of its tokens count as outdated.", realm);
            changes = List.of(Change.ofRealm(realm == null ? Change.EVERY_REALM : realm));
        }
        PendingChanges.add(session, node, changes);
    }

    @Override
    public void close() {
    }
}
