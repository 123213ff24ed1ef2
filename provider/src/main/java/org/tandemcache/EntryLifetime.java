package org.tandemcache;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * How long an entry has still to live, as the server has told.
 *
 * @param remaining to the millisecond, above zero; {@code ChronoUnit.FOREVER.getDuration()} for an entry that does not
 *     end by itself
 */
public record EntryLifetime(Duration remaining) {
    /** Of an entry that lives until it is removed or evicted. */
    public static final EntryLifetime ETERNAL = new EntryLifetime(ChronoUnit.FOREVER.getDuration());

    /** Whether the entry does not end by itself. */
    public boolean isEternal() {
        return equals(ETERNAL);
    }

    @Override
    public String toString() {
        return isEternal() ? "eternal" : remaining + " left";
    }
}
