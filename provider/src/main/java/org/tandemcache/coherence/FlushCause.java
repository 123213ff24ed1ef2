package org.tandemcache.coherence;

/** Why all copies at once lost their promise. */
public enum FlushCause {
    /** The tracked connection was lost. */
    CONNECTION_LOST,
    /** The server has told that a whole database was emptied. */
    SERVER_FLUSH,
    /** The server is not, or no longer, the master. */
    NOT_MASTER,
    /** The server has not proved within the lease that it is there. */
    NO_PROOF,
    /** Keys of the server may belong to another one. */
    TOPOLOGY_CHANGED,
    /** A notice that could not be understood. */
    SURPRISE;

    /** Whether copies may be wrong, as against being no longer proven. */
    boolean contradicts() {
        return this != CONNECTION_LOST && this != NO_PROOF;
    }
}
