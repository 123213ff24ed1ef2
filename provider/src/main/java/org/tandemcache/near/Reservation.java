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

    // The promise of the channel by which the value is to come, null if it can't be told.
    private volatile @Nullable Validity channel = UNSENT;
    private volatile boolean arrived;

    // Written before the reservation stands; from then on under the near tier's lock of the key.
    private volatile @Nullable NearValue replaced;
    private @Nullable NearValue takenOver;

    /** The copy in whose place this reservation stands; null for none, and once it is known to be outdated. */
    @Nullable
    NearValue replaced() {
        return replaced;
    }

    void replaces(@Nullable NearValue copy) {
        replaced = copy;
    }

    /** Takes the place of a copy that a reader was given, or of the read that was to replace it; whether it does. */
    boolean takesOver(@Nullable NearValue copy) {
        replaced = copy;
        takenOver = copy;
        return copy != null && copy.isRead();
    }

    /**
     * The read is about to be sent.
     *
     * @param promise of the channel by which its value is to come; null if that is not known
     */
    public void sent(@Nullable Validity promise) {
        channel = promise;
    }

    /** The value has come, or the read has failed: what is told from now on may be younger. */
    public void arrived() {
        arrived = true;
    }

    /**
     * A change is told: the earlier copy is outdated.
     *
     * @param promise of the channel that tells it
     * @return whether the read sees the change: one that is not sent yet, or whose value is still to come by the very
     *     channel that tells, since a channel tells in the order in which the server did things
     */
    boolean told(@Nullable Validity promise) {
        replaced = null;
        Validity current = channel;
        return !arrived && (current == UNSENT || current == promise);
    }

    /** Whether the slot is younger than a write behind which this read was answered; a copy from before it is not. */
    boolean isOutlivedBy(Slot slot) {
        return slot instanceof Reservation other
                ? other.told(channel)
                : slot != takenOver && ((NearValue) slot).isUnder(channel);
    }

    /** Whether the answer has come; not if the read has failed. */
    public boolean isAnswered() {
        return answer.isDone() && !answer.isCompletedExceptionally();
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
