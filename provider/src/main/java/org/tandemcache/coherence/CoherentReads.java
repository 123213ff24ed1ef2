package org.tandemcache.coherence;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarOperation.Stored;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.near.Validity;

/** Reads whose answers may be kept, because the server calls them back, alone or behind writes. Thread-safe. */
public interface CoherentReads {
    /**
     * Reads entries with their remaining lifetimes, in one flush; of many keys of one server the lifetimes are asked
     * for behind the values.
     *
     * @param answers one for each key
     * @throws FarTierException of kind UNAVAILABLE if no tracked channel is there; nothing was sent, no answer comes
     */
    void read(List<FarKey> keys, List<? extends Answer> answers);

    /**
     * Whether {@link #read} of this key surely waits for no connection: one is there, or it was tried to make one. The
     * first that reads makes it, and waits.
     */
    boolean isReady(FarKey key);

    /**
     * Stores an entry whatever was there and reads it behind that, in one flush. Waits for the write, and not for the
     * read.
     *
     * @param stored whose lifetimes {@linkplain org.tandemcache.far.WriteLifetimes#coincide coincide}
     * @param answer of the read. If the write is not done, what it is told does not count, and it may be told nothing
     * @return whether the write is done; if not, it surely was not, and may be by the ordinary way: no tracked channel
     *     is there or it is not sure to last, or the key has moved
     * @throws FarTierException of kind REJECTED if the server refused the write, or of kind UNKNOWN_OUTCOME
     */
    boolean writeAndRead(FarKey key, Stored stored, Answer answer);

    /**
     * The server that holds a key has answered by a connection that is not tracked. If it has not proved by a tracked
     * one for longer than the lease, it was back, and has called back nothing: copies that were read before are not to
     * be served in an outage that follows.
     */
    void answeredElsewhere(FarKey key);

    /** What becomes of one read. It ends with {@link #found} or {@link #failed}, once. */
    interface Answer {
        /**
         * Called before the read is sent, by who sends it.
         *
         * @param promise of the channel by which it goes, as its notices name it; null if that is not known
         */
        void sent(@Nullable Validity promise);

        /**
         * Called when the value has come, before any later notice of the same channel is looked at, or will not come.
         * Its lifetime, and with it {@link #found} or {@link #failed}, is still to come. Must not block.
         */
        void arrived();

        /**
         * Called behind {@link #arrived} where many keys are read together: this is the value, whose lifetime is asked
         * for behind it. Its reader needs it no longer; {@link #found} or {@link #failed} are still to come, and tell
         * whether it may be kept. Must not block.
         *
         * @param entry without its lifetime
         * @param sentAt the {@link System#nanoTime()} before the read was sent
         * @param validity under which it may be kept once its lifetime is known
         */
        default void read(StoredEntry entry, long sentAt, Validity validity) {}

        /**
         * Called on the I/O thread, before any later notice of the same channel is looked at; must not block.
         *
         * @param entry null if there is none
         * @param sentAt the {@link System#nanoTime()} before its lifetime was asked for
         * @param validity under which the answer may be kept
         */
        void found(@Nullable StoredEntry entry, long sentAt, Validity validity);

        /** Called on any thread. */
        void failed(FarTierException failure);
    }
}
