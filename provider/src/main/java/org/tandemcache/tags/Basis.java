package org.tandemcache.tags;

import org.tandemcache.far.Stamps;

/**
 * What held before a value was found out. Immutable.
 *
 * @param generation of the cache; {@link Stamps#NO_VERSION} where nobody could know: what is stored then is no entry
 */
public record Basis(long generation) {
    /** Nothing is known. */
    static final Basis UNKNOWN = new Basis(Stamps.NO_VERSION);
}
