package org.tandemcache.tags;

import org.tandemcache.near.Validity;

/**
 * The promise of a copy that has stamps: that of the channel by which it was read, and that each of its tags still has
 * the version with which it is stamped. One notice of one key ends it for all copies with that tag. Immutable.
 */
final class Tagged implements Validity {
    private final Validity channel;
    private final TagCell[] cells;
    private final long[] versions;

    Tagged(Validity channel, TagCell[] cells, long[] versions) {
        this.channel = channel;
        this.cells = cells;
        this.versions = versions;
    }

    @Override
    public boolean holds(long now) {
        if (!channel.holds(now)) {
            return false;
        }
        for (int i = 0; i < cells.length; i++) {
            if (!cells[i].holds(versions[i], now)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean heldSince(long moment) {
        if (!channel.heldSince(moment)) {
            return false;
        }
        for (int i = 0; i < cells.length; i++) {
            if (!cells[i].heldSince(versions[i], moment)) {
                return false;
            }
        }
        return true;
    }
}
