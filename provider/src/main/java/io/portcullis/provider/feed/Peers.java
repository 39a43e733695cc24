package io.portcullis.provider.feed;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The other nodes, as far as they were heard of. Publications are numbered, so that one which was lost on its way shows
 * as a hole; a node that falls silent without having said goodbye may have taken a change with it that it had committed
 * and not yet told.
 */
final class Peers {

    /** Publications may overtake each other; a hole that stays open longer than this is a loss. */
    private static final Duration OVERTAKING = Duration.ofSeconds(3);

    private static final class Peer {
        long heardAt;
        long contiguous;
        long holeSince;
        final TreeSet<Long> ahead = new TreeSet<>();
    }

    private final Duration silence;
    private final Map<String, Peer> peers = new HashMap<>();

    /** @param silence after which a node counts as lost */
    Peers(Duration silence) {
        this.silence = silence;
    }

    /** Takes note of a publication from another node. Times are this node's own, in milliseconds. */
    synchronized void heard(Publication publication, long now) {
        if (publication.leaving()) {
            peers.remove(publication.node());
            return;
        }
        Peer peer = peers.get(publication.node());
        if (peer == null) {
            // What it told before is older than this node, or is told again under a number not seen yet.
            peer = new Peer();
            peer.contiguous = publication.changes().isEmpty() ? publication.number() : publication.number() - 1;
            peers.put(publication.node(), peer);
        }
        peer.heardAt = now;
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
        boolean speaks = peers.entrySet().stream()
                .noneMatch(peer -> isAlive(peer.getValue(), now) && peer.getKey().compareTo(self) < 0);
        for (Map.Entry<String, Peer> entry : Map.copyOf(peers).entrySet()) {
            Peer peer = entry.getValue();
            if (!isAlive(peer, now)) {
                peers.remove(entry.getKey());
                lost = speaks ? "node " + entry.getKey() + " fell silent" : lost;
            } else if (peer.holeSince > 0 && now - peer.holeSince > OVERTAKING.toMillis()) {
                peer.contiguous = peer.ahead.isEmpty() ? peer.contiguous : peer.ahead.last();
                peer.ahead.clear();
                peer.holeSince = 0;
                lost = "a publication of node " + entry.getKey() + " did not arrive";
            }
        }
        return lost;
    }

    private boolean isAlive(Peer peer, long now) {
        return now - peer.heardAt <= silence.toMillis();
    }
}
