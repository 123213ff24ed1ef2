package org.tandemcache.near;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A read that is under way. It stands in the near tier before the read is sent; if it still stands there when the
 * answer comes, the answer may be kept, else something has happened to the key meanwhile. Readers of the same key are
 * given the copy in whose place it stands, while that is good, or wait for its answer in place of asking themselves.
 * Thread-safe.
 *
 * <p>What becomes of it, by what is known of its read and what happens to its key. A and B are channels that the server
 * tracks; "sent" is a read whose value has not {@linkplain #arrived arrived}. A reservation that goes takes the earlier
 * copy with it; one that stands after a change keeps none. {@code ReservationTest} walks through this table.
 *
 * <pre>{@code
 * event                        | unsent | sent by A | sent by nobody knows whom | arrived by A
 * a notice by A                | stands | stands    | goes                      | goes
 * a notice by B                | stands | goes      | goes                      | goes
 * a write, read behind it by A | stands | stands    | goes                      | goes
 * a write, read behind it by B | stands | goes      | goes                      | goes
 * a change made here           | goes   | goes      | goes                      | goes
 * a read by another connection | stands | goes      | goes                      | goes
 * nothing                      | stands | stands    | stands                    | stands
 * }</pre>
 *
 * <p>For a channel tells in the order in which the server did things: what it tells before the value of a read, the
 * read has seen. And a read that is not sent yet sees all that has happened by now.
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
