package org.tandemcache.coherence;

import org.jspecify.annotations.Nullable;

/** Hears how coherence stands with each node of a manager, on event loops; must not block. */
public interface CoherenceListener {
    /**
     * A tracked channel has begun or ceased to prove copies, or every copy was flushed.
     *
     * @param node for people
     * @param state with this node
     * @param cause why all copies have lost their promise; null where none did
     * @param detail what is wrong and what to do; empty where nothing is
     */
    void changed(String node, Coherence.State state, @Nullable FlushCause cause, String detail);
}
