package org.tandemcache.stress;

/** A cache with a near tier, as the stress run uses it. Thread-safe. */
interface Node extends AutoCloseable {
    /** The version that the cache gives for a key; 0 for none. */
    long get(int key);

    /** Stores a version. Throws whatever goes wrong; the outcome is then unknown. */
    void put(int key, long version);

    /** Removes the entry. */
    void remove(int key);

    /** Returns once everything that Redis has told this node before is in its near tier. */
    void awaitQuiet();

    /** What Redis itself holds; 0 for none. */
    long inRedis(int key);

    /** How many reads were answered near, for the report. */
    long nearHits();

    @Override
    void close();
}
