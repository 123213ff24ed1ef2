package org.tandemcache.hibernate;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tandemcache.hibernate.AdversaryReading.Row;

/**
 * What an adversary's node has seen committed of each row, and when: an entry that is older than that should be gone
 * after a while, whatever befell the node that has changed the row. Thread-safe.
 */
final class AdversaryMemory {
    /** Longer than any trouble, and than a lock. */
    private static final Duration WHILE = Duration.ofSeconds(30);

    private final Map<Row, Deque<Seen>> rows = new ConcurrentHashMap<>();

    private record Seen(long at, int committed) {}

    /**
     * Remembers what is committed now.
     *
     * @return what has been committed for a while; 0, which every state is later than, if that is not known
     */
    int seen(Row row, int committed) {
        Deque<Seen> all = rows.computeIfAbsent(row, any -> new ArrayDeque<>());
        long now = System.nanoTime();
        synchronized (all) {
            if (all.isEmpty() || all.getLast().committed < committed) {
                all.addLast(new Seen(now, committed));
            }
            Seen old = new Seen(now, 0);
            while (!all.isEmpty() && now - all.getFirst().at > WHILE.toNanos()) {
                old = all.removeFirst();
            }
            if (old.committed > 0) {
                all.addFirst(old);
            }
            return old.committed;
        }
    }
}
