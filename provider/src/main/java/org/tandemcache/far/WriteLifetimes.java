package org.tandemcache.far;

/**
 * The lifetimes that a write gives to its entry, by what it finds.
 *
 * @param creation for an entry that was not there
 * @param update for an entry that is replaced
 * @param amongMarkers whether what is there may be a marker, whose end is not that of an entry
 */
public record WriteLifetimes(Lifetime creation, Lifetime update, boolean amongMarkers) {
    /** Those of a write that finds an entry, or nothing. */
    public WriteLifetimes(Lifetime creation, Lifetime update) {
        this(creation, update, false);
    }

    /** The same where what is there may be a marker. */
    public WriteLifetimes whereMarkersAre() {
        return new WriteLifetimes(creation, update, true);
    }

    /** Whether one command serves both cases, so that the write need not look first. */
    public boolean coincide() {
        // What keeps the end that it finds creates an eternal entry of nothing, and of a marker one that ends.
        return creation.equals(update) || (!amongMarkers && creation.equals(Lifetime.ETERNAL) && update.isUnchanged());
    }
}
