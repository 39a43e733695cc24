package io.portcullis.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.models.AuthenticatedClientSessionModel;

class RecentRotationsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Map<String, String> notes = new HashMap<>();
    private final AuthenticatedClientSessionModel session = new Stub()
            .on("getNote", arguments -> notes.get((String) arguments[0]))
            .on("setNote", arguments -> notes.put((String) arguments[0], (String) arguments[1]))
            .on("removeNote", arguments -> notes.remove((String) arguments[0]))
            .returning("getNotes", notes).as(AuthenticatedClientSessionModel.class);

    private RecentRotations at(Instant now) {
        return new RecentRotations(session, GRACE, now);
    }

    private static Rotation rotation(String spent, String successor, Instant at) {
        return new Rotation(spent, successor, 1, 2, "access-of-" + successor, 3, 4, at);
    }

    @Test
    void aSpentTokenLeadsToItsSuccessorWithinTheGraceTimeOnly() {
        Rotation rotation = rotation("one", "two", NOON);
        at(NOON).remember(rotation);

        assertEquals(List.of(rotation), at(NOON.plusMillis(9_999)).since("one"));
        assertTrue(at(NOON.plusSeconds(10)).since("one").isEmpty());
        assertTrue(at(NOON).since("two").isEmpty());
    }

    @Test
    void theChainIsFollowedToItsLiveEnd() {
        at(NOON).remember(rotation("one", "two", NOON));
        at(NOON.plusSeconds(1)).remember(rotation("two", "three", NOON.plusSeconds(1)));

        List<Rotation> since = at(NOON.plusSeconds(2)).since("one");

        assertEquals(List.of("two", "three"), since.stream().map(Rotation::refreshToken).toList());
    }

    @Test
    void aCircleInTheNotesEnds() {
        at(NOON).remember(rotation("one", "two", NOON));
        at(NOON).remember(rotation("two", "one", NOON));

        assertEquals(8, at(NOON).since("one").size());
    }

    @Test
    void whatIsOverIsForgottenAtTheNextRotation() {
        notes.put("somebody.elses", "note");
        at(NOON).remember(rotation("one", "two", NOON));
        at(NOON.plusSeconds(21)).remember(rotation("two", "three", NOON.plusSeconds(21)));

        assertEquals(2, notes.size(), notes.toString());
        assertTrue(notes.containsKey("somebody.elses"));
    }

    @Test
    void aHastyClientCannotFillTheSession() {
        for (int i = 0; i < 100; i++) {
            Instant moment = NOON.plusMillis(i);
            at(moment).remember(rotation("token-" + i, "token-" + (i + 1), moment));
        }

        assertEquals(8, notes.size());
        assertEquals("token-100", at(NOON.plusMillis(100)).since("token-99").get(0).refreshToken());
    }

    @Test
    void aNoteOfAnotherFormCountsAsNone() {
        notes.put("portcullis.rotation.one", "something else entirely");
        notes.put("portcullis.rotation.two", "a b c d e f g");

        assertTrue(at(NOON).since("one").isEmpty());
        assertTrue(at(NOON).since("two").isEmpty());
    }
}
