package org.tandemcache.note;

import org.jspecify.annotations.Nullable;
import org.tandemcache.far.redis.topology.TopologyView;

/**
 * What the reader of a journal has to tell of replicas that took over while it read: behind all that the journal held
 * by then, for what is missing was written behind that, and whoever makes anew what is lost must not be told older
 * changes afterwards. It tells it though a writer does, who may have died with the master. For one thread at a time.
 */
final class TakeoverWatch {
    private @Nullable TopologyView seen;
    private boolean happened;
    private @Nullable String end;

    /** The servers as they are known now. */
    void look(TopologyView now) {
        happened |= seen != null && seen.isTakenOverIn(now);
        if (!now.masters().isEmpty()) {
            seen = now;
        }
    }

    /** Whether a replica has taken over, and it is not known yet what the journal held then. */
    boolean happened() {
        return happened;
    }

    /** @param last the id of the last entry that the journal holds now */
    void happenedBehind(String last) {
        happened = false;
        end = last;
    }

    /** Whether a loss is to be told here, which is so once. */
    boolean isToBeToldBehind(@Nullable String told) {
        if (end == null || told == null || JournalFeed.isBehind(end, told)) {
            return false;
        }
        end = null;
        return true;
    }

    /** A loss is told anyhow, behind the end. */
    void told() {
        end = null;
    }
}
