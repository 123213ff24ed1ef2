package org.tandemcache.tags;

import org.jspecify.annotations.Nullable;
import org.tandemcache.far.Stamps;

/**
 * What held before a value was found out. Immutable. Two are equal if nothing was invalidated between them, as far as
 * is known here.
 *
 * @param generation of the cache; {@link Stamps#NO_VERSION} where nobody could know: what is stored then is no entry
 * @param epoch of the space: another one behind each invalidation of whichever tag; {@link Stamps#NO_VERSION} where no
 *     entry has tags, where nobody could know, and for what a caller brings
 * @param taken {@link System#nanoTime()} once both were known
 */
public record Basis(long generation, long epoch, long taken) {
    /** Nothing is known. */
    static final Basis UNKNOWN = new Basis(Stamps.NO_VERSION, Stamps.NO_VERSION, 0);

    /** Whether nothing that is stored on it can be an entry. */
    boolean isUnknown() {
        return generation == Stamps.NO_VERSION;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Basis that && generation == that.generation && epoch == that.epoch;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * generation + epoch);
    }
}
