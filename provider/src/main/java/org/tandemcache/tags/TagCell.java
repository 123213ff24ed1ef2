package org.tandemcache.tags;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Stamps;
import org.tandemcache.near.Validity;

/**
 * What this JVM knows of one tag: its version, for as long as the server has promised to call it back. As in the near
 * tier a read is reserved before it is sent, and a notice that comes meanwhile takes the reservation away: those who
 * wait for it get what it brings, and nobody else does. Thread-safe.
 */
final class TagCell {
    private final FarKey key;
    private final boolean lasting;
    // A Known, a Reading, or null for nothing. Written under the monitor.
    private volatile @Nullable Object state;
    private volatile boolean dropped;
    private volatile long ended = Stamps.NO_VERSION;

    /** @param lasting whether its key is to stay as long as the cache does */
    TagCell(FarKey key, boolean lasting) {
        this.key = key;
        this.lasting = lasting;
    }

    /** Whether its key is to stay as long as the cache does. */
    boolean isLasting() {
        return lasting;
    }

    /** The key in Redis. */
    FarKey key() {
        return key;
    }

    /** @param arrived {@link System#nanoTime()} */
    private record Known(long version, Validity promise, long arrived) {}

    /** A read of the tag that is under way; brings {@link Stamps#NO_VERSION} if there is no such key. */
    static final class Reading {
        private final CompletableFuture<Long> version = new CompletableFuture<>();
        private final @Nullable Known before;

        private Reading(@Nullable Known before) {
            this.before = before;
        }

        CompletableFuture<Long> version() {
            return version;
        }
    }

    /** Whether the tag surely has that version now. */
    boolean holds(long version, long now) {
        return state instanceof Known known && known.version == version && known.promise.holds(now);
    }

    /** {@link Validity#heldSince} of the promise that it has that version. */
    boolean heldSince(long version, long moment) {
        Known known = last();
        return known != null && known.version == version && known.promise.heldSince(moment);
    }

    /** What was known last, unless it was forgotten. */
    private @Nullable Known last() {
        Object there = state;
        return there instanceof Reading reading ? reading.before : (Known) there;
    }

    /** The version that was known last; {@link Stamps#NO_VERSION} if it was forgotten. */
    long lastVersion() {
        Known known = last();
        return known == null ? Stamps.NO_VERSION : known.version;
    }

    /** Whether it is known here that the tag has that version no more. */
    boolean isOver(long version, long now) {
        long known = version(now);
        return known == Stamps.NO_VERSION ? version == ended : version != known;
    }

    /** The tag has that version no more; {@link Stamps#NO_VERSION} says nothing. */
    void ended(long version) {
        if (version != Stamps.NO_VERSION) {
            ended = version;
        }
    }

    /** Its version; {@link Stamps#NO_VERSION} if that has to be read. */
    long version(long now) {
        return state instanceof Known known && known.promise.holds(now) ? known.version : Stamps.NO_VERSION;
    }

    /** The version that it has had since before that moment; {@link Stamps#NO_VERSION} if that is not known. */
    long versionSince(long moment, long now) {
        return state instanceof Known known && known.arrived - moment < 0 && known.promise.holds(now)
                ? known.version
                : Stamps.NO_VERSION;
    }

    /**
     * Reserves a read.
     *
     * @return null if one is under way, whose answer is as good: {@link #underWay}
     */
    @Nullable
    synchronized Reading reserve() {
        if (state instanceof Reading) {
            return null;
        }
        Reading reading = new Reading((Known) state);
        state = dropped ? null : reading;
        return reading;
    }

    /** The read that is under way; null for none. */
    @Nullable
    Reading underWay() {
        return state instanceof Reading reading ? reading : null;
    }

    /** The read has brought a version, under a promise. */
    void found(Reading reading, long version, Validity promise) {
        synchronized (this) {
            if (state == reading) {
                state = version == Stamps.NO_VERSION ? null : new Known(version, promise, System.nanoTime());
            }
        }
        reading.version.complete(version);
    }

    /** The read has brought nothing. */
    void failed(Reading reading, FarTierException failure) {
        synchronized (this) {
            if (state == reading) {
                state = reading.before;
            }
        }
        reading.version.completeExceptionally(failure);
    }

    /** The key of the tag has changed. If it stays as long as the cache does, nobody was merely renewing it. */
    synchronized void changed() {
        if (lasting && state != null) {
            ended = lastVersion();
        }
        state = null;
    }

    /** The tag has changed, or may have. */
    synchronized void forget() {
        state = null;
    }

    /** Nothing tells of its changes any more. */
    synchronized void drop() {
        dropped = true;
        state = null;
    }
}
