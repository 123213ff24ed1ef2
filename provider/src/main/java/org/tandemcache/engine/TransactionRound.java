package org.tandemcache.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.Comparison;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.tags.Basis;

/**
 * One attempt at some transactions of a batch: one read, one decision after the other, one flush of comparisons. It
 * holds the locks of its keys, and waits for no lock while it holds one: it waits for that of its first key, and leaves
 * those keys for later whose locks others hold. It ends early where user code takes its time, so that others don't wait
 * for the user code of many keys. Used by one thread, once.
 */
final class TransactionRound<V> {
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final TransactionBatch<V> batch;
    private final List<PendingTransaction<V>> wanted;
    private @Nullable Error error;
    private int decided;
    private boolean endedEarly;

    TransactionRound(TransactionBatch<V> batch, List<PendingTransaction<V>> wanted) {
        this.batch = batch;
        this.wanted = wanted;
    }

    /** How many have been decided. */
    int decided() {
        return decided;
    }

    /** Whether the others have to wait for a later round. */
    boolean endedEarly() {
        return endedEarly;
    }

    void run() {
        long start = batch.path().start();
        List<PendingTransaction<V>> locked = new ArrayList<>(wanted.size());
        Deque<KeyLocks.Held> locks = new ArrayDeque<>();
        wanted.forEach(each -> lock(each, locks, locked));
        KeyLocks.Held all = () -> locks.forEach(KeyLocks.Held::close);
        try (Recording<V> recording = batch.path().begin(Operation.INVOKE, start, all)) {
            try {
                Basis basis = batch.loads().basis();
                locked.forEach(each -> each.begin(batch.loads().beginChange(each.key, basis)));
                if (decideAll(locked)) {
                    List<PendingTransaction<V>> ready =
                            locked.stream().filter(each -> each.step != null).toList();
                    sendAll(ready);
                    ready.forEach(each -> conclude(each, recording));
                }
            } finally {
                locked.forEach(PendingTransaction::endRound);
            }
        }
        if (error != null) {
            throw error;
        }
    }

    private void lock(PendingTransaction<V> each, Deque<KeyLocks.Held> locks, List<PendingTransaction<V>> locked) {
        try {
            batch.loads().refuseInProcessor(each.key);
            KeyLocks.Held held = locks.isEmpty()
                    ? batch.locks().lock(each.key)
                    : batch.locks().lockWithin(each.key, 0);
            if (held != null) {
                locks.push(held);
                locked.add(each);
            }
        } catch (CacheException e) {
            each.fail(e);
        }
    }

    /** @return whether they could be read */
    private boolean decideAll(List<PendingTransaction<V>> locked) {
        List<Seen<V>> seen;
        List<@Nullable Seen<V>> claimed;
        try {
            List<FarKey> keys = locked.stream().map(each -> each.key).toList();
            seen = batch.reader().peekAll(keys);
            claimed = batch.transactions().claims().claimAbsent(keys, seen);
        } catch (RuntimeException e) {
            locked.forEach(each -> each.alone = true); // one that is away does not fail the others
            return false;
        }
        long begun = System.nanoTime();
        for (int i = 0; i < locked.size() && error == null && !endedEarly; i++) {
            decide(locked.get(i), claimed.get(i));
            decided++;
            endedEarly = System.nanoTime() - begun > LONGEST_NANOS;
        }
        Map<FarKey, Seen<V>> undecided = new HashMap<>();
        for (int i = 0; i < locked.size(); i++) {
            Seen<V> mine = claimed.get(i);
            if (mine != null && seen.get(i).stored() == null && locked.get(i).step == null) {
                undecided.put(locked.get(i).key, mine);
            }
        }
        batch.transactions().claims().release(undecided);
        return true;
    }

    /** @param seen null for an entry that somebody has made since it was missed */
    private void decide(PendingTransaction<V> each, @Nullable Seen<V> seen) {
        if (seen == null) {
            each.lost++;
            return;
        }
        try {
            Decision<V> decision = each.maker.decide(each.key, seen, each.basis());
            each.step = batch.transactions().step(each.key, seen, decision, each.basis());
        } catch (RuntimeException e) {
            each.fail(e);
        } catch (Error e) {
            error = e; // once what is decided already, and perhaps written through, is done
        }
    }

    private void sendAll(List<PendingTransaction<V>> ready) {
        List<PendingTransaction<V>> sent = new ArrayList<>();
        List<Comparison> changes = new ArrayList<>();
        try {
            for (PendingTransaction<V> each : ready) {
                Comparison change = each.step().change();
                if (change == null) {
                    each.made = true;
                } else if (each.beginStore()) {
                    sent.add(each);
                    changes.add(change);
                } else {
                    each.made = false;
                }
            }
            if (!sent.isEmpty()) {
                batch.far().compareAll(changes, answersFor(sent));
            }
        } catch (FarTierException e) {
            // those that have not failed by themselves were not sent
        } finally {
            sent.forEach(PendingTransaction::endStore);
        }
    }

    private Comparison.Answers answersFor(List<PendingTransaction<V>> sent) {
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
    private void unanswered(PendingTransaction<V> each, FarTierException cause) {
        FailurePolicy failure = batch.failure();
        if (cause.kind() == Kind.UNAVAILABLE) {
            return;
        }
        try {
            if (failure == null) {
                throw cause;
            }
            failure.bypassComparison(cause);
            each.made = true; // perhaps; who begins again does it twice
        } catch (FarTierException e) {
            each.fail(e);
        }
    }

    private void conclude(PendingTransaction<V> each, Recording<V> recording) {
        if (each.settled) {
            return;
        }
        Outcome<V> outcome;
        try {
            Step<V> step = each.step();
            outcome = each.made == null ? batch.transactions().commit(step) : step.outcome(each.made);
        } catch (RuntimeException e) {
            each.fail(e);
            return;
        }
        if (outcome == null) {
            each.lost++;
        } else {
            each.settled = true;
            recording.add(each.key, outcome, each::fail); // the change is made, whatever its listeners throw
        }
    }
}
