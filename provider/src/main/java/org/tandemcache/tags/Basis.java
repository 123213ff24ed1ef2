package org.tandemcache.tags;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.Stamps;

/**
 * What held before a value was found out. Thread-safe. Two are equal if nothing was invalidated between them, as far as
 * is known here.
 *
 * @param generation of the cache; {@link Stamps#NO_VERSION} where nobody could know: what is stored then is no entry
 * @param epoch of the space: another one behind each invalidation of whichever tag; {@link Stamps#NO_VERSION} where no
 *     entry has tags, where nobody could know, and for what a caller brings
 * @param taken {@link System#nanoTime()} once both were known
 * @param found the versions of the tags that had to be asked for since, for all entries that are stored on it; grows
 */
public record Basis(long generation, long epoch, long taken, ConcurrentMap<String, Long> found) {
    /** Nothing is known, nor asked for. */
    static final Basis UNKNOWN = of(Stamps.NO_VERSION, Stamps.NO_VERSION);

    /** Of a cache whose entries have no tags: never written to. */
    private static final ConcurrentMap<String, Long> NONE = new ConcurrentHashMap<>();

    /** What is known now. */
    static Basis of(long generation, long epoch) {
        return new Basis(generation, epoch, System.nanoTime(), new ConcurrentHashMap<>());
    }

    /** What is known now, where entries have no tags. */
    static Basis of(long generation) {
        return new Basis(generation, Stamps.NO_VERSION, System.nanoTime(), NONE);
    }

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
