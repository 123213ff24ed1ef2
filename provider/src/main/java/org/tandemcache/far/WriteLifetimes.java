package org.tandemcache.far;

/**
 * The lifetimes that a write gives to its entry, by what it finds.
 *
 * @param creation for an entry that was not there
 * @param update for an entry that is replaced
 */
public record WriteLifetimes(Lifetime creation, Lifetime update) {
    /**
     * The same where what is replaced may be a marker, whose end is not that of an entry: one that leaves the end of an
     * eternal entry as it is gives it none.
     */
    public WriteLifetimes amongMarkers() {
        return creation.equals(Lifetime.ETERNAL) && update.isUnchanged()
                ? new WriteLifetimes(creation, creation)
                : this;
    }

    /** Whether one command serves both cases, so that the write need not look first. */
    public boolean coincide() {
        return creation.equals(update) || (creation.equals(Lifetime.ETERNAL) && update.isUnchanged());
    }
}
