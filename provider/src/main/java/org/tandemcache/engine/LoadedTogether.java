package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.Comparison;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.integration.LoadsUnderWay.Load;

/**
 * Stores what several loads have brought, in one round trip per bounded chunk. Each is stored, or not, by itself.
 * Thread-safe.
 *
 * @param path the frame of every change
 * @param far fails while it is away, whatever the policy
 * @param failure null for a cache that fails
 */
record LoadedTogether<V>(
        WritePath<?, V> path, FarTier far, @Nullable FailurePolicy failure) {
    /**
     * What one load has brought. Used by one thread.
     *
     * @param <V> the type of values
     */
    static final class One<V> {
        private final FarKey key;
        private final Load load;
        private final Step<V> step;
        private boolean begun;
        private Claims.@Nullable Fate fate;

        /**
         * @param load left to its owner to be closed
         * @param step what it comes to, if nothing has happened to the key meanwhile
         */
        One(FarKey key, Load load, Step<V> step) {
            this.key = key;
            this.load = load;
            this.step = step;
        }

        FarKey key() {
            return key;
        }

        /** Null where nothing changes. */
        @Nullable
        Comparison change() {
            return step.change();
        }

        /** Null if it was not tried, since a change of the key is under way here, or the cache is closed. */
        Claims.@Nullable Fate fate() {
            return fate;
        }
    }

    /**
     * @throws FarTierException the first failure of a cache that fails, once each of them has its fate or was not tried
     */
    void store(List<One<V>> all) {
        long start = path.start();
        Set<FarKey> keys = new HashSet<>();
        all.forEach(each -> keys.add(each.key));
        try (Recording<V> recording = path.begin(Operation.LOAD, start, path.lockIfOrdered(keys))) {
            try {
                List<One<V>> sent = new ArrayList<>(all.size());
                List<Comparison> changes = new ArrayList<>(all.size());
                for (One<V> each : all) {
                    each.begun = each.load.beginStore();
                    if (each.begun && each.step.change() == null) {
                        each.fate = Claims.Fate.DONE;
                    } else if (each.begun) {
                        sent.add(each);
                        changes.add(each.step.change());
                    }
                }
                recording.failAtEnd(send(sent, changes)); // what is stored is told all the same
            } finally {
                all.forEach(LoadedTogether::endStore);
            }
            all.forEach(each -> tell(each, recording));
        }
    }

    private static <V> void endStore(One<V> each) {
        if (each.begun) {
            each.load.endStore(each.fate == Claims.Fate.DONE);
        }
    }

    /** The first failure that does not allow to go on; null for none. */
    private @Nullable FarTierException send(List<One<V>> sent, List<Comparison> changes) {
        if (sent.isEmpty()) {
            return null;
        }
        List<FarTierException> failures = new ArrayList<>(0);
        try {
            far.compareAll(changes, new Comparison.Answers() {
                @Override
                public void answered(int index, boolean done) {
                    sent.get(index).fate = done ? Claims.Fate.DONE : Claims.Fate.REFUSED;
                }

                @Override
                public void failed(int index, FarTierException cause) {
                    fail(sent.get(index), cause, failures);
                }
            });
        } catch (FarTierException e) {
            sent.stream().filter(each -> each.fate == null).forEach(each -> fail(each, e, failures));
        }
        return failures.isEmpty() ? null : failures.get(0);
    }

    private void fail(One<V> each, FarTierException cause, List<FarTierException> failures) {
        each.fate = Claims.Fate.AWAY;
        try {
            if (failure == null) {
                throw cause;
            }
            failure.bypassComparison(cause);
        } catch (FarTierException e) {
            failures.add(e);
        }
    }

    private void tell(One<V> each, Recording<V> recording) {
        if (each.fate != null && each.fate != Claims.Fate.AWAY) {
            Outcome<V> outcome = each.step.outcome(each.fate == Claims.Fate.DONE);
            recording.add(each.key, outcome == null ? new Outcome.Present<>(null) : outcome);
        }
    }
}
