package org.tandemcache.near;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A read that is under way. It stands in the near tier before the read is sent; if it still stands there when the
 * answer comes, the answer may be kept, else something has happened to the key meanwhile. Readers of the same key are
 * given the copy in whose place it stands, while that is good, or wait for its answer in place of asking themselves.
 * Thread-safe.
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

    /** {@link #replaces}, behind a write of the key. */
    void takesOver(NearValue copy) {
        replaced = copy;
        takenOver = copy;
    }

    /** The copy that was there before the write behind which the read is sent; null where there is no such write. */
    @Nullable
    NearValue takenOver() {
        return takenOver;
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
     * Whether the read sees a change that is told now: one that is not sent yet, or whose value is still to come by the
     * very channel that tells, since a channel tells in the order in which the server did things.
     *
     * @param promise of the channel that tells it
     */
    boolean sees(@Nullable Validity promise) {
        Validity current = channel;
        return !arrived && (current == UNSENT || current == promise);
    }

    /** Whether the read executes after all that has come to this JVM by now. */
    boolean isUnsent() {
        return !arrived && channel == UNSENT;
    }

    /** The promise of the channel by which the value came or is to come. */
    @Nullable
    Validity channel() {
        return channel;
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
