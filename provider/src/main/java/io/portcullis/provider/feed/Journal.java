package io.portcullis.provider.feed;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The recent changes of one realm as this node learned of them, numbered in that order.
 *
 * <p>Invariant: whatever happened in the realm after {@link #completeSince}, on any node, is in here or is still on its
 * way here. Bounded in number and age; dropping an entry moves {@code completeSince} forward, so that a reader who was
 * away for too long can tell.
 */
final class Journal {

    /** What one reader is given at once. */
    record Page(long position, long completeSince, List<Entry> entries, boolean more) {}

    /**
     * One change.
     *
     * @param position counts from 1 on, in the order of arrival at this node
     * @param id       the same on every node
     * @param node     the node where it happened
     * @param at       epoch milliseconds by that node's clock
     */
    record Entry(long position, String id, String node, long at, Change change) {}

    private final int capacity;
    private final long keptMillis;
    private final Executor readers;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private long last;
    private long completeSince;

    /** @param readers runs those who wait, apart from the transaction that brings the change */
    Journal(long completeSince, int capacity, Duration kept, Executor readers) {
        this.completeSince = completeSince;
        this.capacity = capacity;
        this.keptMillis = kept.toMillis();
        this.readers = readers;
    }

    void append(String id, String node, long at, Change change, long now) {
        List<CompletableFuture<Void>> woken;
        synchronized (this) {
            entries.addLast(new Entry(++last, id, node, at, change));
            trim(now);
            woken = List.copyOf(waiting);
            waiting.clear();
        }
        woken.forEach(reader -> reader.completeAsync(() -> null, readers));
    }

    private void trim(long now) {
        while (entries.size() > capacity || !entries.isEmpty() && entries.peekFirst().at() < now - keptMillis) {
            completeSince = Math.max(completeSince, entries.removeFirst().at());
        }
    }

    /**
     * What a reader does not know yet.
     *
     * @param after the reader's position in this journal, or -1 when it has none
     * @param since for a reader without a position, or with one that was dropped: epoch milliseconds; 0 for all
     */
    synchronized Page read(long after, long since, int limit, long now) {
        trim(now);
        long first = last - entries.size();
        boolean continues = after >= first && after <= last;
        List<Entry> page = new ArrayList<>();
        boolean more = false;
        for (Entry entry : entries) {
            if (continues ? entry.position() > after : entry.at() >= since) {
                if (page.size() == limit) {
                    more = true;
                    break;
                }
                page.add(entry);
            }
        }
        return new Page(more ? page.get(page.size() - 1).position() : last, completeSince, page, more);
    }

    /** Done when something newer than the position is here, or the time is over. */
    CompletableFuture<Void> awaitNewerThan(long position, Duration patience) {
        CompletableFuture<Void> reader = new CompletableFuture<>();
        synchronized (this) {
            if (last > position) {
                return CompletableFuture.completedFuture(null);
            }
            waiting.add(reader);
        }
        reader.completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS);
        reader.whenComplete((nothing, failure) -> leave(reader));
        return reader;
    }

    private synchronized void leave(CompletableFuture<Void> reader) {
        waiting.remove(reader);
    }
}
