package io.portcullis.provider.feed;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.keycloak.cluster.ClusterEvent;
import org.keycloak.cluster.ClusterProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * This node's part of the feed: its id, the journals of all realms, and the exchange with the other nodes.
 *
 * <p>A publication goes into the own journal and, by the way that Keycloak's caches use for their invalidations, to
 * every other node: so each node knows all changes, and an enforcer may ask any of them. The own journal comes first:
 * when the exchange fails, this node's enforcers know nevertheless, and the others find a hole in the numbers.
 */
final class FeedNode {

    private static final Logger LOG = Logger.getLogger("io.portcullis.feed");
    private static final String CHANNEL = "portcullis-change-feed";
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    /** As long as access tokens usually live, and then some: who was away no longer needs no resync. */
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration LIFESPANS_KEPT = Duration.ofSeconds(30);
    private static final int CAPACITY = 20_000;

    private final String id;
    private final Clock clock;
    private final ScheduledExecutorService executor;
    private final Map<String, Journal> journals = new ConcurrentHashMap<>();
    private final Map<String, Lifespans> lifespans = new ConcurrentHashMap<>();
    private final Peers peers = new Peers(SILENCE);
    private long published;
    private long publishedAt;
    private long said;
    private int open;
    private volatile long startedAt;
    private volatile long completeSince;

    /** @param id new at every start: positions of an earlier life mean nothing now */
    FeedNode(String id, Clock clock, ScheduledExecutorService executor) {
        this.id = id;
        this.clock = clock;
        this.executor = executor;
        this.startedAt = clock.millis();
        this.completeSince = startedAt;
    }

    String id() {
        return id;
    }

    long now() {
        return clock.millis();
    }

    /** Begins to listen to the other nodes and to give signs of life. */
    void start(KeycloakSessionFactory sessions) {
        KeycloakModelUtils.runJobInTransaction(sessions, session ->
                session.getProvider(ClusterProvider.class).registerListener(CHANNEL, this::receive));
        startedAt = clock.millis();
        completeSince = startedAt;
        executor.scheduleWithFixedDelay(() -> tick(sessions), 0, SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Says goodbye, where that can still be heard. */
    void stop(KeycloakSessionFactory sessions) {
        executor.shutdownNow();
        try {
            KeycloakModelUtils.runJobInTransaction(sessions, session ->
                    send(session, signOfLife(true)));
        } catch (RuntimeException e) {
            LOG.debug("No goodbye to the other nodes; they will find this one silent.", e);
        }
    }

    /**
     * Tells the others, before the commit, that changes are coming: should this node die in between, they know that one
     * may be lost. Returns when they have it. {@link #publishAnnounced} or {@link #withdraw} must follow.
     */
    void announce(KeycloakSession session) {
        synchronized (this) {
            open++;
        }
        try {
            send(session, signOfLife(false));
        } catch (RuntimeException e) {
            LOG.debug("Coming changes could not be announced to the other nodes.", e);
        }
    }

    /** Takes an announcement back: its transaction was rolled back. The next sign of life says so. */
    synchronized void withdraw() {
        open--;
    }

    /** Publishes announced changes, whose transaction is committed. */
    void publishAnnounced(KeycloakSession session, List<Change> changes) {
        publish(session, publication(changes, 1));
    }

    /** Publishes changes that were not announced. */
    void publish(KeycloakSession session, List<Change> changes) {
        publish(session, publication(changes, 0));
    }

    private void publish(KeycloakSession session, Publication publication) {
        record(publication);
        LOG.debugf("Published %d changes", publication.changes().size());
        try {
            send(session, publication);
        } catch (RuntimeException e) {
            LOG.warnf(e, "Changes did not reach the other nodes; they will have all tokens renewed instead.");
        }
    }

    private synchronized Publication publication(List<Change> changes, int announced) {
        long before = publishedAt;
        publishedAt = clock.millis();
        open -= announced;
        return new Publication(id, ++published, ++said, open, publishedAt, before, false, changes);
    }

    private synchronized Publication signOfLife(boolean leaving) {
        return new Publication(id, published, ++said, open, clock.millis(), publishedAt, leaving, List.of());
    }

    private static void send(KeycloakSession session, Publication publication) {
        session.getProvider(ClusterProvider.class).notify(CHANNEL, new FeedMessage(publication.toJson()), true);
    }

    private void receive(ClusterEvent event) {
        Publication publication;
        try {
            publication = Publication.fromJson(((FeedMessage) event).text());
        } catch (IOException | ClassCastException e) {
            LOG.warnf("A node of another version sent a change that this one cannot read; all tokens count as outdated.");
            recordEverywhere(id + ".?" + clock.millis(), id, clock.millis(), Change.ofRealm(Change.EVERY_REALM));
            return;
        }
        if (!publication.node().equals(id)) {
            peers.heard(publication, clock.millis(), startedAt);
            record(publication);
        }
    }

    private void tick(KeycloakSessionFactory sessions) {
        try {
            String loss = peers.loss(id, clock.millis());
            KeycloakModelUtils.runJobInTransaction(sessions, session -> {
                if (loss != null) {
                    LOG.warnf("Changes may be lost (%s); all tokens issued until now count as outdated.", loss);
                    publish(session, List.of(Change.ofRealm(Change.EVERY_REALM)));
                } else {
                    send(session, signOfLife(false));
                }
            });
        } catch (RuntimeException e) {
            LOG.debug("No sign of life to the other nodes.", e);
        }
    }

    private void record(Publication publication) {
        int part = 0;
        for (Change change : publication.changes()) {
            String changeId = publication.node() + '.' + publication.number() + '.' + part++;
            if (change.realm().equals(Change.EVERY_REALM)) {
                recordEverywhere(changeId, publication.node(), publication.at(), change);
            } else {
                journal(change.realm()).append(changeId, publication.node(), publication.at(), change, clock.millis());
            }
        }
    }

    private void recordEverywhere(String changeId, String node, long at, Change change) {
        // A journal that is begun later than this says by its beginning that it does not have this.
        completeSince = Math.max(completeSince, at);
        journals.values().forEach(journal -> journal.append(changeId, node, at, change, clock.millis()));
    }

    /** How long tokens of a realm live, as of a moment ago: a realm may have thousands of clients to look at. */
    TokenLifespans lifespans(RealmModel realm) {
        long now = clock.millis();
        Lifespans known = lifespans.get(realm.getId());
        if (known == null || now - known.at > LIFESPANS_KEPT.toMillis()) {
            known = new Lifespans(now, TokenLifespans.of(realm));
            lifespans.put(realm.getId(), known);
        }
        return known.value;
    }

    private record Lifespans(long at, TokenLifespans value) {}

    /** Other nodes of which nothing is heard any more: their changes, should they still make any, are not in the journals. */
    List<String> silentNodes() {
        return peers.silent(clock.millis());
    }

    /** The journal of a realm; a realm that nothing was heard of has an empty one. */
    Journal journal(String realm) {
        return journals.computeIfAbsent(realm, any -> new Journal(completeSince, CAPACITY, KEPT, executor));
    }
}
