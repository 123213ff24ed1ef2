package org.tandemcache.engine;

import org.tandemcache.far.FarTier;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.Lifetime;

/**
 * What a cache whose entries are refreshed has beyond one without.
 *
 * @param entries the key space of the entries
 * @param besides the key space of the leases
 * @param leases the far tier of that key space
 * @param lease for how long nobody else refreshes a key
 * @param refreshes when, and by whom
 */
public record RefreshParts(
        Keyspace entries, Keyspace besides, FarTier leases, Lifetime lease, Refreshes.Parts refreshes) {
    RefreshTimes times() {
        return refreshes.times();
    }

    /** @param guarded leads to {@link #leases} */
    RefreshRun.Leasing leasing(FarTier guarded) {
        return new RefreshRun.Leasing(entries, besides, guarded, lease);
    }
}
