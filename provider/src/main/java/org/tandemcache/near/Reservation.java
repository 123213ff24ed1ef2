package org.tandemcache.near;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A read that is under way. It stands in the near tier before the read is sent; if it still stands there when the
 * answer comes, the answer may be kept, else something has happened to the key meanwhile. Readers of the same key are
 * given the copy in whose place it stands, while that is good, or wait for its answer in place of asking themselves.
 * Thread-safe.
 *
 * <p>How far its read is, is one of the {@link State states}; {@link NearTier} alone goes from one to the next, and
 * asks them what becomes of the reservation when something happens to its key. A and B are channels that the server
 * tracks; a reservation that goes takes the earlier copy with it; one that stands after a change keeps none.
 * {@code ReservationTest} walks through this table.
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
public sealed class Reservation implements Slot permits Takeover {
    private final CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();

    // Written by whoever sends the read, then by the event loop on which its value arrives.
    private volatile State state = State.UNSENT;

    // Written before the reservation stands; from then on under the near tier's lock of the key.
    private volatile @Nullable NearValue replaced;

    /** How far the read is. Immutable; two of the three are constants, so a miss pays for one small object. */
    sealed interface State {
        State UNSENT = new Unsent();
        State ARRIVED = new Arrived();

        /**
         * Whether the read sees a change that is told now.
         *
         * @param channel that tells it; null if that is not known
         */
        boolean seesWhatIsTold(@Nullable Validity channel);

        /** Whether the read sees whatever the server has done by now, whoever tells it. */
        default boolean seesWhatIsDone() {
            return false;
        }
    }

    /** It will execute after all that has come to this JVM by now. */
    private record Unsent() implements State {
        @Override
        public boolean seesWhatIsTold(@Nullable Validity channel) {
            return true;
        }

        @Override
        public boolean seesWhatIsDone() {
            return true;
        }
    }

    /**
     * Its value is still to come.
     *
     * @param channel by which, as its notices name it; null if that is not known
     */
    record Sent(@Nullable Validity channel) implements State {
        @Override
        public boolean seesWhatIsTold(@Nullable Validity teller) {
            return channel != null && channel == teller;
        }
    }

    /** The value has come, or the read has failed: what is told from now on may be younger. */
    private record Arrived() implements State {
        @Override
        public boolean seesWhatIsTold(@Nullable Validity channel) {
            return false;
        }
    }

    State state() {
        return state;
    }

    void becomes(State next) {
        state = next;
    }

    /** The copy in whose place this reservation stands; null for none, and once it is known to be outdated. */
    @Nullable
    NearValue replaced() {
        return replaced;
    }

    void replaces(@Nullable NearValue copy) {
        replaced = copy;
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
