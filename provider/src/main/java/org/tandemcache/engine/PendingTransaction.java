package org.tandemcache.engine;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.integration.LoadsUnderWay.Load;

/** One key of a {@link TransactionBatch} on its way. Used by one thread. */
final class PendingTransaction<V> {
    final FarKey key;
    final Decision.Maker<V> maker;
    int lost; // to others who have changed the entry meanwhile
    boolean settled;
    boolean alone;

    private final Consumer<@Nullable RuntimeException> ended;
    private @Nullable RuntimeException failure;
    // Of one round:
    private @Nullable Load basis;

    @Nullable
    Step<V> step;

    @Nullable
    Boolean made; // null as long as nobody knows

    /** @param ended told in the end with what it has failed; null if it has not */
    PendingTransaction(FarKey key, Decision.Maker<V> maker, Consumer<@Nullable RuntimeException> ended) {
        this.key = key;
        this.maker = maker;
        this.ended = ended;
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

    void end() {
        ended.accept(failure);
    }
}
