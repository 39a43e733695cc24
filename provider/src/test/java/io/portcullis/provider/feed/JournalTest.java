package io.portcullis.provider.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class JournalTest {

    private static final long BEGAN = 1_000_000;

    private final Journal journal = new Journal(BEGAN, 3, Duration.ofSeconds(60), Runnable::run);

    private void append(String id, long at) {
        journal.append(id, "n1", at, Change.of("r", Change.Kind.USER_CHANGED, "u"), at);
    }

    private static List<String> ids(Journal.Page page) {
        return page.entries().stream().map(Journal.Entry::id).toList();
    }

    @Test
    void aReaderWithAPositionGetsWhatIsNewer() {
        append("a", BEGAN + 1);
        append("b", BEGAN + 2);
        assertEquals(List.of("b"), ids(journal.read(1, 0, 10, BEGAN + 3)));
        assertEquals(List.of(), ids(journal.read(2, 0, 10, BEGAN + 3)));
    }

    @Test
    void aReaderWithoutAPositionGetsWhatHappenedSince() {
        append("a", BEGAN + 1);
        append("b", BEGAN + 2);
        assertEquals(List.of("a", "b"), ids(journal.read(-1, 0, 10, BEGAN + 3)));
        assertEquals(List.of("b"), ids(journal.read(-1, BEGAN + 2, 10, BEGAN + 3)));
    }

    @Test
    void aPositionFromTheFutureIsNone() {
        append("a", BEGAN + 1);
        assertEquals(List.of("a"), ids(journal.read(99, 0, 10, BEGAN + 3)));
    }

    @Test
    void whatIsDroppedForRoomIsNoLongerClaimedToBeKnown() {
        for (int i = 1; i <= 5; i++) {
            append("change-" + i, BEGAN + i);
        }
        Journal.Page page = journal.read(1, 0, 10, BEGAN + 6);
        assertEquals(BEGAN + 2, page.completeSince());
        assertEquals(List.of("change-3", "change-4", "change-5"), ids(page));
    }

    @Test
    void whatIsOldIsDroppedEvenWhenNothingNewComes() {
        append("a", BEGAN + 1);
        Journal.Page page = journal.read(-1, 0, 10, BEGAN + 61_000);
        assertEquals(List.of(), ids(page));
        assertEquals(BEGAN + 1, page.completeSince());
    }

    @Test
    void aReaderWhoIsUpToDateStaysSoWhenOldEntriesAreDropped() {
        append("a", BEGAN + 1);
        Journal.Page page = journal.read(1, 0, 10, BEGAN + 61_000);
        assertEquals(1, page.position());
        assertEquals(List.of(), ids(page));
    }

    @Test
    void aLongAnswerComesInPages() {
        append("a", BEGAN + 1);
        append("b", BEGAN + 2);
        append("c", BEGAN + 3);
        Journal.Page first = journal.read(-1, 0, 2, BEGAN + 4);
        assertTrue(first.more());
        Journal.Page second = journal.read(first.position(), 0, 2, BEGAN + 4);
        assertFalse(second.more());
        assertEquals(List.of("c"), ids(second));
    }

    @Test
    void whoeverWaitsIsWokenByTheNextChange() {
        append("a", BEGAN + 1);
        CompletableFuture<Void> waiting = journal.awaitNewerThan(1, Duration.ofMinutes(1));
        assertFalse(waiting.isDone());
        append("b", BEGAN + 2);
        waiting.join();
        assertTrue(journal.awaitNewerThan(1, Duration.ofMinutes(1)).isDone());
    }
}
