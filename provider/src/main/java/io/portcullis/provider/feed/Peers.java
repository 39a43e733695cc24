package io.portcullis.provider.feed;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The other nodes, as far as they were heard of. Publications are numbered, so that one which was lost on its way shows
 * as a hole. A node announces changes before it commits them, so one that falls silent without goodbye took a change with
 * it only if an announced one was not told: a death in the night is no reason to renew every session. A node that is heard
 * of again was only out of reach: what it told meanwhile is a hole as well, and so is what a node told after this one began
 * and before the two found each other. While it is silent nobody here can tell whether it died or works on, cut off; that
 * is for people to know (see {@link #silent}).
 */
final class Peers {

    /** Publications may overtake each other; a hole that stays open longer than this is a loss. */
    private static final Duration OVERTAKING = Duration.ofSeconds(3);

    /** A node that was silent for so long does not come back. */
    private static final Duration GONE = Duration.ofDays(1);
    /** For how long it is told that a node fell silent: it may have died, as it mostly has. */
    private static final Duration TOLD = Duration.ofHours(1);
    /** How far the clocks of nodes may be apart. */
    private static final long SKEW_MILLIS = 1_000;

    private static final class Peer {
        final long since;
        long heardAt;
        boolean silent;
        long said;
        int open;
        long contiguous;
        long highest;
        long holeSince;
        final TreeSet<Long> ahead = new TreeSet<>();

        Peer(long since) {
            this.since = since;
        }

        void closeHole() {
            contiguous = highest;
            ahead.clear();
            holeSince = 0;
        }
    }

    private final Duration silence;
    private final Map<String, Peer> peers = new HashMap<>();

    /** @param silence after which a node counts as lost */
    Peers(Duration silence) {
        this.silence = silence;
    }

    /**
     * Takes note of a publication from another node.
     *
     * @param now       epoch milliseconds by this node's clock
     * @param startedAt since when this node listens
     */
    synchronized void heard(Publication publication, long now, long startedAt) {
        if (publication.leaving()) {
            peers.remove(publication.node());
            return;
        }
        Peer peer = peers.get(publication.node());
        if (peer == null) {
            peer = new Peer(now);
            // What it told before this node began, this node does not claim to know. What it told later is missing.
            boolean missing = publication.before() > startedAt - SKEW_MILLIS;
            peer.contiguous = publication.number() - (publication.changes().isEmpty() ? 0 : 1) - (missing ? 1 : 0);
            peers.put(publication.node(), peer);
        }
        peer.heardAt = now;
        peer.silent = false;
        if (publication.said() > peer.said) {
            peer.said = publication.said();
            peer.open = publication.open();
        }
        peer.highest = Math.max(peer.highest, publication.number());
        if (publication.number() > peer.contiguous) {
            if (!publication.changes().isEmpty()) {
                peer.ahead.add(publication.number());
            }
            while (peer.ahead.remove(peer.contiguous + 1)) {
                peer.contiguous++;
            }
            boolean hole = publication.number() > peer.contiguous;
            peer.holeSince = !hole ? 0 : peer.holeSince == 0 ? now : peer.holeSince;
        }
    }

    /**
     * Looks for losses since the last look, and forgets them.
     *
     * @param self this node's id: of several nodes that miss one, the lowest id speaks
     * @return in words what was lost; {@code null} when nothing was, or another node will say so
     */
    synchronized String loss(String self, long now) {
        String lost = null;
        for (Map.Entry<String, Peer> entry : Map.copyOf(peers).entrySet()) {
            Peer peer = entry.getValue();
            if (!isAlive(peer, now)) {
                if (!peer.silent && (peer.open > 0 || peer.holeSince > 0)) {
                    lost = speaks(self, peer, now) ? "node " + entry.getKey() + " fell silent over a change" : lost;
                    peer.closeHole();
                }
                peer.silent = true;
                if (now - peer.heardAt > GONE.toMillis()) {
                    peers.remove(entry.getKey());
                }
            } else if (peer.holeSince > 0 && now - peer.holeSince > OVERTAKING.toMillis()) {
                peer.closeHole();
                lost = "a publication of node " + entry.getKey() + " did not arrive";
            }
        }
        return lost;
    }

    /** Another one speaks only for what it can have heard: one that began after the silence knows nothing of it. */
    private boolean speaks(String self, Peer lost, long now) {
        return peers.entrySet().stream().noneMatch(other -> isAlive(other.getValue(), now)
                && other.getKey().compareTo(self) < 0 && other.getValue().since < lost.heardAt);
    }

    /** The nodes that fell silent without goodbye and were not heard of again; they died, or work on and are cut off. */
    synchronized List<String> silent(long now) {
        return peers.entrySet().stream()
                .filter(peer -> !isAlive(peer.getValue(), now) && now - peer.getValue().heardAt <= TOLD.toMillis())
                .map(Map.Entry::getKey).sorted().toList();
    }

    private boolean isAlive(Peer peer, long now) {
        return now - peer.heardAt <= silence.toMillis();
    }
}
