package org.tandemcache;

/**
 * To be implemented by a {@link javax.cache.event.CacheEntryListener} that must know when it may have missed something.
 * It is called in the thread and in the order of its events.
 */
public interface MissedChangesListener {
    /**
     * Changes were not told and never will be: whatever was made of them must be made anew. They are those that came
     * while 10,000 events waited for this listener; and with {@code listener-scope = cluster} changes of other nodes
     * that did not arrive. With that scope it is called first of all when the other nodes are heard, too.
     *
     * @param changes how many were missed; 0 where nobody knows whether any was. Those told as 0 may be told again by
     *     their number, when their writer speaks up
     */
    void missed(long changes);
}
