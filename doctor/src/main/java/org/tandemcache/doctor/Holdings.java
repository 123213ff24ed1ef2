package org.tandemcache.doctor;

/**
 * What of the entries of a server decides what may be removed from it when its memory is full.
 *
 * @param eternal how many of the sampled entries have no end of life
 * @param timestamps whether {@code hibernate-jcache} keeps here when each table was changed: none of that may be
 *     removed
 * @param cells whether {@code tandem-hibernate} keeps its locks and markers here: each one removed is a memory lost
 */
record Holdings(int eternal, boolean timestamps, boolean cells) {
    /** The region of hibernate-jcache; a prefix may stand before it. */
    private static final String TIMESTAMPS = "default-update-timestamps-region";

    static final Holdings NONE = new Holdings(0, false, false);

    static boolean isTimestamps(String cache) {
        return cache.endsWith(TIMESTAMPS);
    }

    /** The policy that suits a server with these entries. */
    String policy() {
        if (timestamps) {
            return "maxmemory-policy volatile-lru, and an expiry for every cache but Hibernate's region of timestamps"
                    + " (docs/hibernate.md)";
        }
        return "maxmemory-policy allkeys-lru or allkeys-lfu where nothing but caches lies on the server, else volatile-lru"
                + " and an expiry for every cache"
                + (cells ? "; beside either, hibernate.cache.tandem.absent=prove (docs/hibernate.md)" : "");
    }
}
