package org.tandemcache.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.ValueSizes;
import org.tandemcache.integration.LoadsUnderWay;

/**
 * Transactions of several keys that travel together: two round trips for a {@link TransactionRound} of them, where
 * nobody interferes. Each is atomic by itself, and ends by itself; what has lost to somebody else comes again in a
 * later round, and after some of them alone. Thread-safe.
 *
 * @param path the frame of each round
 * @param locks of the keys
 * @param loads what each change outdates
 * @param far fails while it is away, whatever the policy
 * @param reader reads from it
 * @param transactions do by itself what can't be done together
 * @param failure null for a cache that fails
 * @param sizes of the values: how many of them travel together
 */
record TransactionBatch<V>(
        WritePath<?, V> path,
        KeyLocks locks,
        LoadsUnderWay loads,
        FarTier far,
        EntryReader<V> reader,
        Transactions<?, V> transactions,
        @Nullable FailurePolicy failure,
        ValueSizes sizes) {
    /** Then each goes by itself: two processors that write each other's keys would make each other lose for ever. */
    private static final int MOST_ROUNDS = 3;

    /**
     * Runs transactions of different keys; each is told its end once its listeners have been called.
     *
     * @param frame runs each round; may refuse by an exception, which ends the batch
     */
    void execute(Collection<PendingTransaction<V>> transactions, Consumer<Runnable> frame) {
        Deque<PendingTransaction<V>> left = new ArrayDeque<>(transactions);
        int most = Integer.MAX_VALUE;
        while (!left.isEmpty()) {
            int size = Math.min(left.size(), Math.min(most, sizes.entriesPerChunk()));
            List<PendingTransaction<V>> chunk = new ArrayList<>(size);
            while (chunk.size() < size) {
                chunk.add(left.remove());
            }
            TransactionRound<V> round = new TransactionRound<>(this, chunk);
            frame.accept(round::run);
            most = round.endedEarly() ? Math.max(1, round.decided()) : size * 2;
            for (PendingTransaction<V> each : chunk) {
                if (each.settled) {
                    each.end();
                } else if (each.alone || each.lost >= MOST_ROUNDS) {
                    runAlone(each, frame);
                } else {
                    left.add(each);
                }
            }
            PendingTransaction<V> next = left.peek();
            if (next != null && next.lost > 0) {
                Transactions.pause(next.lost);
            }
        }
    }

    /** Runs one of them by itself, until it has ended. */
    void runAlone(PendingTransaction<V> each, Consumer<Runnable> frame) {
        frame.accept(() -> {
            try {
                path.invoke(each.key, each.maker);
            } catch (RuntimeException e) {
                each.fail(e);
            }
        });
        each.end();
    }
}
