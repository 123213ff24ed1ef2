package org.tandemcache.config;

import java.util.Set;

/**
 * What some tags stood for at one moment: taken by {@link org.tandemcache.TandemCache#stamp} before a value is read
 * from where it comes from, and given to the write of that value by {@link EntryOptions#withStamp}. What one of the
 * tags has invalidated in between is not there behind the write. Immutable; of use for the cache that has given it.
 */
public interface TagStamp {
    /** The tags, in the order of their names. */
    Set<String> tags();
}
