package org.tandemcache.hibernate;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What transactions that are not at their ends have locked without Redis's word for it. This node reads none of it, and
 * tells Redis nothing of it: Redis may have the lock, of which the answer alone was lost, and to end it before the
 * commit is to let others keep what was there before. Thread-safe.
 */
final class Unconfirmed {
    private final long patienceNanos;
    private final Set<Hold> holds = ConcurrentHashMap.newKeySet();
    private final Map<Object, Integer> counts = new ConcurrentHashMap<>();

    /** One lock of one transaction. */
    static final class Hold {
        private final Object key;
        private final Runnable forgotten;
        private final long since = System.nanoTime();

        private Hold(Object key, Runnable forgotten) {
            this.key = key;
            this.forgotten = forgotten;
        }
    }

    /**
     * @param patienceNanos after which a transaction is not waited for any more: the time after which locks give way
     */
    Unconfirmed(long patienceNanos) {
        this.patienceNanos = patienceNanos;
    }

    /** @param forgotten told if the transaction does not end in time */
    Hold hold(Object key, Runnable forgotten) {
        Hold hold = new Hold(key, forgotten);
        counts.merge(key, 1, Integer::sum);
        holds.add(hold);
        return hold;
    }

    /** Its transaction has ended; whatever that asks for stands in the journal before. */
    void release(Hold hold) {
        if (holds.remove(hold)) {
            counts.computeIfPresent(hold.key, (key, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Lets go of those whose transactions don't end. */
    void expire() {
        for (Hold hold : holds) {
            if (System.nanoTime() - hold.since > patienceNanos) {
                hold.forgotten.run();
                release(hold);
            }
        }
    }

    boolean holds(Object key) {
        return counts.containsKey(key);
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    int size() {
        return counts.size();
    }
}
