package org.tandemcache.benchmarks;

/** One node that writes an entry, and one that keeps a copy of it. */
interface TwoNodes extends AutoCloseable {
    /** The second node reads the entry and keeps a copy, which the server will call back. */
    void read();

    /** The first node writes the entry. */
    void write();

    /** Whether the second node still has its copy. */
    boolean holdsCopy();

    @Override
    void close();
}
