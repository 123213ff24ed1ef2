package org.tandemcache.engine;

import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.CoherentReads;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.near.Validity;

/**
 * A tracked read that keeps nothing.
 *
 * @param found what to run once an entry was found, on the connection's event loop, before later notices are heeded
 */
record ReadBack(Runnable found) implements CoherentReads.Answer {
    @Override
    public void sent(@Nullable Validity promise) {
        // nothing is kept by it
    }

    @Override
    public void arrived() {
        // what is told between the value and its lifetime is rare, and then an expiry is told, as without this read
    }

    @Override
    public void found(@Nullable StoredEntry entry, long sentAt, Validity validity) {
        if (entry != null) {
            found.run();
        }
    }

    @Override
    public void failed(FarTierException failure) {
        // nobody knows of later changes
    }
}
