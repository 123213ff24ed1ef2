package org.tandemcache.near;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A read that is under way. It stands in the near tier before the read is sent; if it still stands there when the
 * answer comes, the answer may be kept, else something has happened to the key meanwhile. Readers of the same key wait
 * for its answer in place of asking themselves. Thread-safe.
 *
 * @see NearTier#claim
 */
public final class Reservation implements Slot {
    private final CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();

    // Written by the claiming thread before the reservation stands, and never after.
    private @Nullable NearValue replaced;

    /** The copy, not to be served any more, in whose place this reservation stands; null for none. */
    @Nullable
    NearValue replaced() {
        return replaced;
    }

    void replaces(@Nullable NearValue copy) {
        replaced = copy;
    }

    /** What the read has found; the near tier does not look at it. */
    public CompletableFuture<@Nullable Object> answer() {
        return answer;
    }

    @Override
    public int weight() {
        return 0;
    }
}
