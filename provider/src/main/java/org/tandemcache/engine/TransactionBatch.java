package org.tandemcache.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;
import javax.cache.event.CacheEntryListenerException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.event.Delivery;
import org.tandemcache.far.Comparison;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.ValueSizes;
import org.tandemcache.integration.LoadsUnderWay.Load;

/**
 * Transactions of several keys that travel together: two round trips for a round of them, where nobody interferes. Each
 * is atomic by itself, and ends by itself; what has lost to somebody else comes again in a later round, and after some
 * of them alone. Thread-safe.
 *
 * <p>A round holds the locks of its keys, and waits for no lock while it holds one: it waits for that of its first key,
 * and leaves those keys for later whose locks others hold. It ends early where user code takes its time, so that others
 * don't wait for the user code of many keys.
 */
final class TransactionBatch<V> {
    /** Then each goes by itself: two processors that write each other's keys would make each other lose for ever. */
    private static final int MOST_ROUNDS = 3;

    private static final long LONGEST_ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final FarTier far;
    private final EntryReader<V> reader;
    private final Transactions<?, V> transactions;
    private final Mutations<?, V> mutations;
    private final @Nullable FailurePolicy failure;
    private final ValueSizes sizes;

    /**
     * @param far fails while it is away, whatever the policy
     * @param reader reads from it
     * @param transactions do by itself what can't be done together
     * @param failure null for a cache that fails
     * @param sizes of the values: how many of them travel together
     */
    TransactionBatch(
            FarTier far,
            EntryReader<V> reader,
            Transactions<?, V> transactions,
            Mutations<?, V> mutations,
            @Nullable FailurePolicy failure,
            ValueSizes sizes) {
        this.far = far;
        this.reader = reader;
        this.transactions = transactions;
        this.mutations = mutations;
        this.failure = failure;
        this.sizes = sizes;
    }

    /** Whose transactions they are. Called in his thread. */
    interface Caller<V> extends Decision.Maker<V> {
        /** Runs a round; may refuse by an exception, which ends the batch. */
        void during(Runnable round);

        /** The transaction has ended, and its listeners have been called. */
        void done(FarKey key);

        /** It has ended so. */
        void failed(FarKey key, RuntimeException failure);

        /** It is to be run by itself. */
        void runAlone(FarKey key);
    }

    /** @param keys each of them once */
    void execute(Operation operation, Collection<FarKey> keys, Caller<V> caller) {
        Deque<Entry<V>> left = new ArrayDeque<>();
        keys.forEach(key -> left.add(new Entry<>(key)));
        int most = Integer.MAX_VALUE;
        while (!left.isEmpty()) {
            int size = Math.min(left.size(), Math.min(most, sizes.entriesPerChunk()));
            List<Entry<V>> chunk = new ArrayList<>(size);
            while (chunk.size() < size) {
                chunk.add(left.remove());
            }
            Round round = new Round(operation, chunk, caller);
            caller.during(round::run);
            most = round.endedEarly ? Math.max(1, round.decided) : size * 2;
            for (Entry<V> entry : chunk) {
                if (entry.settled) {
                    entry.tell(caller);
                } else if (entry.alone || entry.lost >= MOST_ROUNDS) {
                    caller.runAlone(entry.key);
                } else {
                    left.add(entry);
                }
            }
            Entry<V> next = left.peek();
            if (next != null && next.lost > 0) {
                Transactions.pause(next.lost);
            }
        }
    }

    /** One key on its way. Used by one thread. */
    private static final class Entry<V> {
        final FarKey key;
        int lost;
        boolean settled;
        boolean alone;

        @Nullable
        RuntimeException failure;
        // Of one round:
        @Nullable
        Load basis;

        @Nullable
        Step<V> step;

        @Nullable
        Boolean made;

        Entry(FarKey key) {
            this.key = key;
        }

        void begin(Load newBasis) {
            basis = newBasis;
            step = null;
            made = null;
        }

        void fail(RuntimeException cause) {
            settled = true;
            failure = cause;
        }

        void tell(Caller<V> caller) {
            if (failure == null) {
                caller.done(key);
            } else {
                caller.failed(key, failure);
            }
        }
    }

    private record Told<V>(Entry<V> entry, Outcome<V> outcome) {}

    private record Sent<V>(Entry<V> entry, Delivery delivery) {}

    /** One round of some keys. Used by one thread, once. */
    private final class Round {
        private final Operation operation;
        private final List<Entry<V>> entries;
        private final Caller<V> caller;
        private final List<Told<V>> told = new ArrayList<>();
        private @Nullable Error error;
        private int decided;
        private boolean endedEarly;

        Round(Operation operation, List<Entry<V>> entries, Caller<V> caller) {
            this.operation = operation;
            this.entries = entries;
            this.caller = caller;
        }

        void run() {
            OutcomeRecorder<?, V> recorder = mutations.recorder();
            long start = recorder.statistics().start();
            List<Sent<V>> deliveries = new ArrayList<>();
            Deque<KeyLocks.Held> locks = new ArrayDeque<>();
            try {
                List<Entry<V>> locked = lock(locks);
                long begun = recorder.begin();
                try {
                    attempt(locked);
                } finally {
                    for (Told<V> each : told) {
                        deliveries.add(
                                new Sent<>(each.entry(), recorder.publish(each.entry().key, each.outcome(), begun)));
                    }
                }
            } finally {
                locks.forEach(KeyLocks.Held::close);
                recorder.countAll(operation, told.stream().map(Told::outcome).toList(), start);
                deliveries.forEach(this::deliver);
            }
            if (error != null) {
                throw error;
            }
        }

        private void deliver(Sent<V> sent) {
            try {
                sent.delivery().deliver();
            } catch (CacheEntryListenerException e) {
                sent.entry().fail(e); // the change is made all the same
            }
        }

        private List<Entry<V>> lock(Deque<KeyLocks.Held> locks) {
            List<Entry<V>> locked = new ArrayList<>(entries.size());
            for (Entry<V> entry : entries) {
                try {
                    mutations.loads().refuseInProcessor(entry.key);
                    KeyLocks.Held held = locks.isEmpty()
                            ? mutations.locks().lock(entry.key)
                            : mutations.locks().lockWithin(entry.key, 0);
                    if (held != null) {
                        locks.push(held);
                        locked.add(entry);
                    }
                } catch (CacheException e) {
                    entry.fail(e);
                }
            }
            return locked;
        }

        private void attempt(List<Entry<V>> locked) {
            try {
                locked.forEach(entry -> entry.begin(mutations.loads().beginChange(entry.key))); // before they are seen
                if (decideAll(locked)) {
                    List<Entry<V>> ready =
                            locked.stream().filter(entry -> entry.step != null).toList();
                    sendAll(ready);
                    ready.forEach(this::conclude);
                }
            } finally {
                for (Entry<V> entry : locked) {
                    if (entry.basis != null) {
                        entry.basis.close();
                    }
                }
            }
        }

        /** @return whether they could be read */
        private boolean decideAll(List<Entry<V>> locked) {
            List<Seen<V>> seen;
            try {
                seen = reader.peekAll(locked.stream().map(entry -> entry.key).toList());
            } catch (RuntimeException e) {
                locked.forEach(entry -> entry.alone = true); // one that is away does not fail the others
                return false;
            }
            long begun = System.nanoTime();
            for (int i = 0; i < locked.size() && error == null && !endedEarly; i++) {
                decide(locked.get(i), seen.get(i));
                decided++;
                endedEarly = System.nanoTime() - begun > LONGEST_ROUND_NANOS;
            }
            return true;
        }

        private void decide(Entry<V> entry, Seen<V> seen) {
            Load basis = Objects.requireNonNull(entry.basis);
            try {
                entry.step = transactions.step(entry.key, seen, caller.decide(entry.key, seen, basis), basis);
            } catch (RuntimeException e) {
                entry.fail(e);
            } catch (Error e) {
                error = e; // once what is decided already, and perhaps written through, is done
            }
        }

        private void sendAll(List<Entry<V>> ready) {
            List<Entry<V>> sent = new ArrayList<>();
            List<Comparison> changes = new ArrayList<>();
            try {
                for (Entry<V> entry : ready) {
                    Step<V> step = Objects.requireNonNull(entry.step);
                    Comparison change = step.change();
                    if (change == null) {
                        entry.made = true;
                    } else if (step.stored() != null && !step.stored().beginStore()) {
                        entry.made = false;
                    } else {
                        sent.add(entry);
                        changes.add(change);
                    }
                }
                if (!sent.isEmpty()) {
                    far.compareAll(changes, answersFor(sent));
                }
            } catch (FarTierException e) {
                // those that have not failed by themselves were not sent
            } finally {
                sent.forEach(TransactionBatch::endStore);
            }
        }

        private Comparison.Answers answersFor(List<Entry<V>> sent) {
            return new Comparison.Answers() {
                @Override
                public void answered(int index, boolean done) {
                    sent.get(index).made = done;
                }

                @Override
                public void failed(int index, FarTierException cause) {
                    unanswered(sent.get(index), cause);
                }
            };
        }

        /** What was not sent is left, and goes by itself. */
        private void unanswered(Entry<V> entry, FarTierException cause) {
            if (cause.kind() == Kind.UNAVAILABLE) {
                return;
            }
            try {
                if (failure == null) {
                    throw cause;
                }
                failure.bypassComparison(cause);
                entry.made = true; // perhaps; who begins again does it twice
            } catch (FarTierException e) {
                entry.fail(e);
            }
        }

        private void conclude(Entry<V> entry) {
            if (entry.settled) {
                return;
            }
            Step<V> step = Objects.requireNonNull(entry.step);
            Outcome<V> outcome;
            try {
                outcome = entry.made == null ? transactions.commit(step) : step.outcome(entry.made);
            } catch (RuntimeException e) {
                entry.fail(e);
                return;
            }
            if (outcome == null) {
                entry.lost++;
            } else {
                entry.settled = true;
                told.add(new Told<>(entry, outcome));
            }
        }
    }

    private static void endStore(Entry<?> sent) {
        Load stored = Objects.requireNonNull(sent.step).stored();
        if (stored != null) {
            stored.endStore(Boolean.TRUE.equals(sent.made));
        }
    }
}
