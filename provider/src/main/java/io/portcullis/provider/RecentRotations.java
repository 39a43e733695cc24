package io.portcullis.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.AuthenticatedClientSessionModel;

/**
 * The exchanges of a client session that lie within the grace time, kept as notes of that session: what Keycloak's
 * nodes share already, on disk and in memory, for online and offline sessions alike.
 */
final class RecentRotations {

    private static final String NOTE = "portcullis.rotation.";
    /** A client that rotates faster than this within one grace time only shortens its own grace. */
    private static final int KEPT = 8;
    /** How long Keycloak lets a request wait for its turn; its time of arrival counts, so its note must still be there. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final AuthenticatedClientSessionModel clientSession;
    private final Duration grace;
    private final Instant now;

    /** {@code now} is when the request arrived: what it waits for its turn does not count against it. */
    RecentRotations(AuthenticatedClientSessionModel clientSession, Duration grace, Instant now) {
        this.clientSession = clientSession;
        this.grace = grace;
        this.now = now;
    }

    /**
     * The exchanges that lead from a spent refresh token to the live end of its chain, in order; empty when the token
     * was not spent within the grace time. The end is what a latecomer must get: had the successor been spent as well
     * meanwhile, handing it out would sign its holder out at the next refresh.
     */
    List<Rotation> since(String refreshTokenId) {
        List<Rotation> chain = new ArrayList<>();
        Optional<Rotation> next = within(grace, refreshTokenId);
        while (next.isPresent() && chain.size() < KEPT) {
            chain.add(next.get());
            next = within(grace, next.get().refreshToken());
        }
        return chain;
    }

    void remember(Rotation rotation) {
        List<Rotation> kept = new ArrayList<>();
        for (String note : List.copyOf(clientSession.getNotes().keySet())) {
            if (note.startsWith(NOTE)) {
                within(grace.plus(LONGEST_WAIT), note.substring(NOTE.length()))
                        .ifPresentOrElse(kept::add, () -> clientSession.removeNote(note));
            }
        }
        kept.sort(Comparator.comparing(Rotation::at));
        for (Rotation oldest : kept.subList(0, Math.max(0, kept.size() - (KEPT - 1)))) {
            clientSession.removeNote(NOTE + oldest.spent());
        }
        clientSession.setNote(NOTE + rotation.spent(), rotation.encode());
    }

    private Optional<Rotation> within(Duration time, String spent) {
        String encoded = clientSession.getNote(NOTE + spent);
        // A rotation "in the future" comes from a node whose clock runs ahead: as recent as can be.
        return encoded == null
                ? Optional.empty()
                : Rotation.decode(spent, encoded).filter(rotation -> now.isBefore(rotation.at().plus(time)));
    }
}
