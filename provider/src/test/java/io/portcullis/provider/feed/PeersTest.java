package io.portcullis.provider.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeersTest {

    private static final long STARTED = 10_000;

    private final Peers peers = new Peers(Duration.ofSeconds(10));

    private long said;

    private void change(String node, long number, long now) {
        peers.heard(new Publication(node, number, ++said, 0, now, 0, false, List.of(Change.ofRealm("r"))), now, STARTED);
    }

    private void lives(String node, long number, long now) {
        lives(node, number, ++said, 0, now);
    }

    private void announces(String node, long number, long now) {
        lives(node, number, ++said, 1, now);
    }

    private void lives(String node, long number, long said, int open, long now) {
        peers.heard(new Publication(node, number, said, open, now, 0, false, List.of()), now, STARTED);
    }

    @Test
    void publicationsInOrderAreNoLoss() {
        lives("b", 0, 0);
        change("b", 1, 100);
        change("b", 2, 200);
        lives("b", 2, 5000);
        assertNull(peers.loss("a", 9000));
    }

    @Test
    void publicationsThatOvertakeEachOtherAreNoLoss() {
        lives("b", 0, 0);
        change("b", 2, 100);
        assertNull(peers.loss("a", 200));
        change("b", 1, 300);
        assertNull(peers.loss("a", 5000));
    }

    @Test
    void aHoleThatStaysIsALossAndToldOnce() {
        lives("b", 0, 0);
        change("b", 2, 100);
        assertNotNull(peers.loss("a", 4000));
        assertNull(peers.loss("a", 4100));
    }

    @Test
    void aSignOfLifeShowsThatTheLastPublicationIsMissing() {
        lives("b", 3, 0);
        lives("b", 4, 100);
        assertNotNull(peers.loss("a", 4000));
    }

    @Test
    void whatIsMissingIsToldOnceAndNotAtEverySignOfLife() {
        lives("b", 3, 0);
        lives("b", 4, 100);
        assertNotNull(peers.loss("a", 4_000));
        lives("b", 4, 5_000);
        assertNull(peers.loss("a", 9_000));
        change("b", 5, 9_500);
        assertNull(peers.loss("a", 13_000));
    }

    @Test
    void whatANodeToldBeforeItWasHeardOfIsNoLoss() {
        lives("b", 17, 0);
        change("b", 18, 100);
        assertNull(peers.loss("a", 4000));
    }

    @Test
    void aNodeThatFallsSilentWithNothingUnderWayIsNoLoss() {
        lives("b", 0, 0);
        change("b", 1, 100);
        assertNull(peers.loss("a", 9_000));
        assertNull(peers.loss("a", 11_000));
    }

    @Test
    void anAnnouncementIsNotTakenBackByWhatComesLate() {
        lives("b", 0, 5, 1, 0);
        lives("b", 0, 4, 0, 100);
        assertNotNull(peers.loss("a", 11_000));
    }

    @Test
    void aChangeThatWasToldAfterItsAnnouncementIsNoLoss() {
        announces("b", 0, 0);
        change("b", 1, 100);
        assertNull(peers.loss("a", 11_000));
    }

    @Test
    void aNodeThatFallsSilentOverAHoleIsALossAndToldOnce() {
        lives("b", 0, 0);
        change("b", 2, 100);
        assertNotNull(peers.loss("a", 11_000));
        assertNull(peers.loss("a", 11_100));
    }

    @Test
    void aNodeThatFallsSilentOverAnAnnouncedChangeIsALossAndToldOnce() {
        announces("b", 0, 0);
        assertNull(peers.loss("a", 9_000));
        assertNotNull(peers.loss("a", 11_000));
        assertNull(peers.loss("a", 11_100));
    }

    @Test
    void aNodeThatSaidGoodbyeIsNone() {
        lives("b", 0, 0);
        peers.heard(new Publication("b", 0, ++said, 1, 100, 0, true, List.of()), 100, STARTED);
        assertNull(peers.loss("a", 20_000));
    }

    @Test
    void ofSeveralNodesThatMissOneTheLowestSpeaks() {
        lives("a", 0, 0);
        announces("b", 0, 100);
        lives("a", 0, 9_000);
        assertNull(peers.loss("c", 11_000));
    }

    @Test
    void aNodeThatBeganAfterTheSilenceCannotSpeakForIt() {
        announces("b", 0, 0);
        lives("a", 0, 9_000);
        assertNotNull(peers.loss("c", 11_000));
    }

    @Test
    void aNodeIsToldOfWhileItIsSilentAndForAnHourAtMost() {
        lives("b", 0, 0);
        lives("d", 0, 0);
        lives("d", 0, 9_000);
        assertEquals(List.of(), peers.silent(9_000));
        assertEquals(List.of("b"), peers.silent(11_000));
        assertEquals(List.of(), peers.silent(2 * 3_600_000));
        lives("b", 0, 12_000);
        assertEquals(List.of(), peers.silent(13_000));
    }

    @Test
    void aNodeThatIsLostItselfDoesNotSpeak() {
        announces("a", 0, 0);
        assertNotNull(peers.loss("b", 11_000));
    }

    @Test
    void aNodeThatWasOutOfReachAndToldNothingMeanwhileIsNoLoss() {
        lives("b", 4, 0);
        assertNull(peers.loss("a", 11_000));
        lives("b", 4, 60_000);
        assertNull(peers.loss("a", 64_000));
    }

    @Test
    void whatANodeToldWhileItWasOutOfReachIsALoss() {
        lives("b", 4, 0);
        assertNull(peers.loss("a", 11_000));
        lives("b", 5, 60_000);
        lives("b", 5, 63_500);
        assertNotNull(peers.loss("a", 64_000));
    }

    @Test
    void whatANodeToldAfterThisOneBeganAndBeforeTheTwoFoundEachOtherIsALoss() {
        peers.heard(new Publication("b", 3, 9, 0, 2_000, STARTED + 1_000, false, List.of()), 2_000, STARTED);
        assertNotNull(peers.loss("a", 6_000));
    }

    @Test
    void whatOvertookTheFirstThatWasHeardOfANodeIsNoLoss() {
        peers.heard(new Publication("b", 3, 9, 0, 2_000, STARTED + 900, false, List.of(Change.ofRealm("r"))), 2_000, STARTED);
        peers.heard(new Publication("b", 2, 8, 0, 1_900, 0, false, List.of(Change.ofRealm("r"))), 2_100, STARTED);
        assertNull(peers.loss("a", 6_000));
    }
}
