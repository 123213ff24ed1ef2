package org.tandemcache;

import java.util.Set;

/**
 * Is told that entries have changed, whoever changed them: this manager, another one, a program that writes to Redis
 * itself, an expiry, an eviction. It is told which entries, and not what they hold: whoever wants that reads it.
 * Changes are told at least once, some of them together, and now and then where nothing has changed. For the events of
 * JSR-107, with values and types, there are the listeners of {@code javax.cache}, which hear this manager alone.
 *
 * <p>Whoever follows a cache, by a copy of it or an index over it, does the same three things: looks up the keys of
 * {@link #changed} again, what has the tag at {@link #tagInvalidated}, and everything at {@link #cleared} and
 * {@link #lost}.
 *
 * <p>The methods of one listener are called one at a time, on a thread of the manager's for listeners; they may use the
 * cache. A read there finds the change, or a later one; from a cache that reads from replicas it may not. What a method
 * throws is logged, and the next change is told all the same.
 *
 * @param <K> the type of keys
 * @see TandemCache#onChange
 */
public interface ChangeListener<K> {
    /** These entries were created, updated or removed, or have expired or been evicted. Never empty; unmodifiable. */
    void changed(Set<K> keys);

    /**
     * A server was emptied, as by {@code FLUSHALL}, or {@link TandemCache#invalidateAll} was called: everything that
     * was there is gone, and what came since is told by {@link #changed}. {@code Cache.clear()} is told by
     * {@link #changed}, too.
     */
    void cleared();

    /**
     * All entries with this tag may be none any more: somebody has called {@link TandemCache#invalidateTags}, or the
     * key of the tag was made, prolonged, evicted or has expired, which is told alike. Of the entries themselves
     * nothing is told. Whoever does not know which of them have the tag looks up everything, as at a loss, which is
     * what happens unless this is overridden.
     */
    default void tagInvalidated(String tag) {
        lost();
    }

    /**
     * Any change may have been missed. Comes first of all, once changes are followed; then whenever a connection is
     * lost, and again when it is back, and when more keys wait for this listener than are kept for it.
     */
    void lost();
}
