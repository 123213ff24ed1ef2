package org.tandemcache.expiry;

import java.util.concurrent.ThreadLocalRandom;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.WriteLifetimes;

/**
 * Shortens lifetimes by chance, so that what was stored together does not end together; never lengthens one. Immutable.
 *
 * @param share of a lifetime by which it is shortened at the most, above 0 and up to 1
 */
record Jitter(double share) {
    /** A lifetime that is uniform between the shortest one allowed and the given one, which is not exceeded. */
    Lifetime shortened(Lifetime lifetime) {
        if (!lifetime.isLimited()) {
            return lifetime;
        }
        double off = lifetime.millis() * share * ThreadLocalRandom.current().nextDouble();
        return new Lifetime(Math.max(1, lifetime.millis() - (long) off));
    }

    /** One draw for both, where they are one lifetime: one command is still enough then. */
    WriteLifetimes shortened(WriteLifetimes lifetimes) {
        Lifetime creation = shortened(lifetimes.creation());
        boolean same = lifetimes.creation().equals(lifetimes.update());
        return new WriteLifetimes(creation, same ? creation : shortened(lifetimes.update()), lifetimes.amongMarkers());
    }
}
