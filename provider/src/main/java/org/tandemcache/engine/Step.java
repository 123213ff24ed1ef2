package org.tandemcache.engine;

import org.jspecify.annotations.Nullable;
import org.tandemcache.far.Comparison;
import org.tandemcache.integration.LoadsUnderWay.Load;

/**
 * What a transaction's decision comes to: one change of the far tier, or none.
 *
 * @param change null if there is nothing to change
 * @param done what has happened then; null if the transaction must begin again
 * @param notDone what has happened where the entry is not the one that was seen; null if the transaction must begin
 *     again
 * @param stored of which the change keeps what it has found out, so that it is not made once it is detached; null if it
 *     rests on the entry alone
 */
record Step<V>(
        @Nullable Comparison change,
        @Nullable Outcome<V> done,
        @Nullable Outcome<V> notDone,
        @Nullable Load stored) {
    /** A change that must be made, or none. */
    static <V> Step<V> of(@Nullable Comparison change, Outcome<V> done) {
        return new Step<>(change, done, null, null);
    }

    /** What was decided does not hold any more. */
    static <V> Step<V> again() {
        return new Step<>(null, null, null, null);
    }

    /** What has happened, by whether the change was made; null if the transaction must begin again. */
    @Nullable
    Outcome<V> outcome(boolean made) {
        return made ? done : notDone;
    }
}
