package org.tandemcache.near;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A read that is under way. It stands in the near tier before the read is sent; if it still stands there when the
 * answer comes, the answer may be kept, else something has happened to the key meanwhile. Readers of the same key wait
 * for its answer in place of asking themselves. Thread-safe.
 *
 * <p>It outlives the notice of a change that the read is sure to see: a notice that is heard before the read is
 * {@linkplain #sent sent}, or by the read's own channel before the value has {@linkplain #arrived arrived}.
 *
 * @see NearTier#claim
 */
public final class Reservation implements Slot {
    /** Stands for the promise of whatever channel the read will go to. */
    private static final Validity UNSENT = now -> false;

    private final CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();

    // The promise of the channel by which the value is to come; null once it has come, or if it can't be told.
    private volatile @Nullable Validity awaited = UNSENT;

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

    /**
     * The read is about to be sent.
     *
     * @param promise of the channel by which its value is to come; null if that is not known
     */
    public void sent(@Nullable Validity promise) {
        awaited = promise;
    }

    /** The value has come, or the read has failed: what is told from now on may be younger. */
    public void arrived() {
        awaited = null;
    }

    /**
     * Whether the read sees the change that is told now, and nothing older comes back if it fails: one that is not sent
     * yet, or whose value is still to come by the very channel that tells, since a channel tells in the order in which
     * the server did things; but none that stands for an earlier copy.
     *
     * @param promise of the channel that tells it
     */
    boolean sees(Validity promise) {
        Validity current = awaited;
        return replaced == null && (current == UNSENT || current == promise);
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
