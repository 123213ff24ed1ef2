package org.tandemcache;

/**
 * Reads the journal of a cache. Its methods are called one at a time, in the order of the journal, on a thread of the
 * manager's for listeners; they may use the cache. What one throws is logged, and the next event is told all the same:
 * who can't deal with an event closes the reading, and begins another one behind the last event that was dealt with. A
 * listener may take its time: nothing is read ahead of it, and events wait in Redis, as many as the journal is long.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 * @see TandemCache#readJournal
 */
public interface JournalListener<K, V> {
    /** The next event. After a connection was lost, or in another JVM, none is told twice and none left out. */
    void changed(JournalEvent<K, V> event);

    /**
     * Events between the one before and the next one are gone, or may be: whatever was made of them must be made anew,
     * by what the cache holds now. So it is when the position is not in the journal any more, for the journal was
     * shortened, removed, or a replica took over that did not have it yet; when a replica took over from any server,
     * since nobody knows what it had not got; when a node could not write down what it changed; when an event can't be
     * read here; and behind {@code Cache.clear()} and {@code invalidateAll()}, which are no events.
     */
    void lost();
}
