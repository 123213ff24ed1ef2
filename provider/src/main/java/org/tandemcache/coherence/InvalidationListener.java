package org.tandemcache.coherence;

import org.tandemcache.near.Validity;

/** A near tier as the coherence sees it. Called on I/O threads; must not block. */
public interface InvalidationListener {
    /**
     * The entry of this key has changed.
     *
     * @param key as it lies in Redis; not to be changed
     * @param promise of the channel that tells it
     * @throws RuntimeException if the key can't be understood, which ends the trust in everything that was read before
     */
    void invalidated(byte[] key, Validity promise);
}
