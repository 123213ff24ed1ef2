package org.tandemcache.config;

/**
 * Which servers answer plain reads: {@code get}, {@code getAll}, {@code containsKey}. Reads that decide about a write
 * always go to masters.
 */
public enum ReadFrom {
    /** Masters alone. */
    MASTER,
    /**
     * Replicas, and the master where none of them can be read from. What they answer can lag behind the master: a read
     * may miss what the same program has just written.
     */
    REPLICA_PREFERRED,
    /** Of the master and its replicas the one that answered fastest of late; can lag as {@link #REPLICA_PREFERRED}. */
    NEAREST,
}
