package io.portcullis.provider.feed;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/** The changes of one transaction, published when it is committed and forgotten when it is rolled back. */
final class PendingChanges extends AbstractKeycloakTransaction {

    /** A transaction that changes more than this, such as an import, is told as one change of its realms. */
    private static final int MANY = 500;
    private static final String ATTRIBUTE = "portcullis.feed.pending";

    private final KeycloakSession session;
    private final FeedNode node;
    private final Set<Change> changes = new LinkedHashSet<>();
    private boolean told;

    private PendingChanges(KeycloakSession session, FeedNode node) {
        this.session = session;
        this.node = node;
    }

    static void add(KeycloakSession session, FeedNode node, List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        PendingChanges pending = session.getAttribute(ATTRIBUTE, PendingChanges.class);
        if (pending == null || pending.told) {
            pending = new PendingChanges(session, node);
            // Caches drop what changed when they complete. They must enlist first, so that whoever asks Keycloak
            // because of a change cannot be given what was cached before it.
            session.realms();
            session.users();
            try {
                session.getTransactionManager().enlistAfterCompletion(pending);
            } catch (IllegalStateException completed) {
                // Too late to wait for the commit. A change told in vain costs a refresh, one not told would be lost.
                node.publish(session, changes);
                return;
            }
            session.setAttribute(ATTRIBUTE, pending);
            node.announce(session);
        }
        pending.changes.addAll(changes);
    }

    @Override
    protected void commitImpl() {
        told = true;
        node.publishAnnounced(session, changes.size() <= MANY ? List.copyOf(changes)
                : changes.stream().map(Change::realm).distinct().map(Change::ofRealm).toList());
    }

    @Override
    protected void rollbackImpl() {
        changes.clear();
        node.withdraw();
    }
}
