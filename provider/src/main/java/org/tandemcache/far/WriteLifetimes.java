package org.tandemcache.far;

/**
 * The lifetimes that a write gives to its entry, by what it finds.
 *
 * @param creation for an entry that was not there
 * @param update for an entry that is replaced
 */
public record WriteLifetimes(Lifetime creation, Lifetime update) {
    /** Whether one command serves both cases, so that the write need not look first. */
    public boolean coincide() {
        return creation.equals(update) || (creation.equals(Lifetime.ETERNAL) && update.isUnchanged());
    }
}
