package org.tandemcache.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.integration.LoadsUnderWay.Load;

/** One key of a {@link TransactionBatch} on its way. Used by one thread. */
final class PendingTransaction<V> {
    final FarKey key;
    int lost; // to others who have changed the entry meanwhile
    boolean settled;
    boolean alone;

    private @Nullable RuntimeException failure;
    // Of one round:
    private @Nullable Load basis;

    @Nullable
    Step<V> step;

    @Nullable
    Boolean made; // null as long as nobody knows

    PendingTransaction(FarKey key) {
        this.key = key;
    }

    /** @param began before the entry is looked at */
    void begin(Load began) {
        basis = began;
        step = null;
        made = null;
    }

    Load basis() {
        return Objects.requireNonNull(basis);
    }

    Step<V> step() {
        return Objects.requireNonNull(step);
    }

    /**
     * Makes sure that what the step rests on still holds, until {@link #endStore}.
     *
     * @return whether it does
     */
    boolean beginStore() {
        Load stored = step().stored();
        return stored == null || stored.beginStore();
    }

    void endStore() {
        Load stored = step().stored();
        if (stored != null) {
            stored.endStore(Boolean.TRUE.equals(made));
        }
    }

    void endRound() {
        if (basis != null) {
            basis.close();
        }
    }

    void fail(RuntimeException cause) {
        settled = true;
        failure = cause;
    }

    void tell(TransactionBatch.Caller<V> caller) {
        if (failure == null) {
            caller.done(key);
        } else {
            caller.failed(key, failure);
        }
    }
}
