package org.tandemcache.event;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.tandemcache.far.StoredEntry;

/**
 * Of which entries the expiry was told, known by their versions: several nodes can find it. The last {@value #KNOWN} of
 * them are known. Thread-safe.
 */
final class ToldExpiries {
    static final int KNOWN = 10_000;

    private final Set<Long> versions = new LinkedHashSet<>();

    /**
     * Whether this is the first time.
     *
     * @param entry the whole of it or its header
     */
    synchronized boolean first(StoredEntry entry) {
        if (!versions.add(entry.fingerprint())) {
            return false;
        }
        if (versions.size() > KNOWN) {
            Iterator<Long> oldest = versions.iterator();
            oldest.next();
            oldest.remove();
        }
        return true;
    }
}
