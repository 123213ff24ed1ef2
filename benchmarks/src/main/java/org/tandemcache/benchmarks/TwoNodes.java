package org.tandemcache.benchmarks;

/** One node that writes an entry, and one that keeps a copy of it. */
interface TwoNodes extends AutoCloseable {
    /** The second node reads the entry, so that the server will call it back. */
    void read();

    /** The first node writes the entry. */
    void write();

    /** How many copies of the second node were called back. */
    long invalidations();

    @Override
    void close();
}
