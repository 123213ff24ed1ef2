package org.tandemcache.near;

import org.jspecify.annotations.Nullable;

/**
 * The reservation of a read that is sent behind a write of its key, in place of a copy that readers had. Used by the
 * thread that writes, as far as it goes beyond a reservation.
 *
 * @see NearTier#takeOver
 */
public final class Takeover extends Reservation {
    private @Nullable NearValue takenOver;
    private @Nullable Validity channel;

    /** The copy that was there before the write; null until it {@linkplain #takesOver is taken over}. */
    @Nullable
    NearValue takenOver() {
        return takenOver;
    }

    void takesOver(NearValue copy) {
        replaces(copy);
        takenOver = copy;
    }

    /** By which the value came or is to come, also once it has; null if that is not known. */
    @Nullable
    Validity channel() {
        return channel;
    }

    void goesBy(@Nullable Validity promise) {
        channel = promise;
    }
}
