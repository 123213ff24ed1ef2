package org.tandemcache.engine;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;

/** Who may load a key that has no entry, and how it is told whether something has happened to it since. Thread-safe. */
interface Claims<V> {
    /**
     * For keys that were missed: what their loads rest on. Those that are left out have an entry by now, or are being
     * loaded elsewhere.
     *
     * @param since {@link System#nanoTime()} from which on the call that wants them has waited for the far tier
     */
    Map<FarKey, Claim<V>> claim(Collection<FarKey> keys, long since);

    /**
     * {@link #claim} of one key that keeps nobody from loading beside it.
     *
     * @return null if there is an entry, or somebody else's claim
     */
    @Nullable
    Claim<V> guard(FarKey key, long since);

    /**
     * For entries that were looked at by who then finds out what they shall be: in place of nothing something that
     * changes leave a trace on.
     *
     * @return what lies there now, in the order of the keys; null for each that has changed meanwhile
     */
    List<@Nullable Seen<V>> claimAbsent(List<FarKey> keys, List<Seen<V>> seen);

    /** What a load of an entry that was seen rests on. */
    Claim<V> on(Seen<V> seen);

    /** Gives back the markers that were made of nothing, unless they are gone; one round trip per bounded chunk. */
    void release(Map<FarKey, Seen<V>> claimed);

    /**
     * Stores what a load has brought, once its lifetime is known, if its claim holds; or takes the claim away.
     *
     * @param step a change of the entry that the claim names
     * @return what has come of it
     */
    Fate commit(Step<V> step);

    /** Waits for others who load. */
    Turns turns(Collection<FarKey> keys);

    /** What has become of what a load has brought. */
    enum Fate {
        /** Nothing had happened to the key since before the load began. */
        DONE,
        /** Something had. */
        REFUSED,
        /** The far tier is away. */
        AWAY,
    }

    /** The times between two looks at keys that others load. Used by one thread. */
    interface Turns extends AutoCloseable {
        /** To be called before each look. */
        void expect();

        /** Waits until something has happened since then, or for some time. */
        void await();

        @Override
        void close();
    }

    /** None: whoever finds nothing may load, and stores it if nothing is there in the end. */
    static <V> Claims<V> none() {
        return new Claims<>() {
            @Override
            public Map<FarKey, Claim<V>> claim(Collection<FarKey> keys, long since) {
                Map<FarKey, Claim<V>> all = new LinkedHashMap<>();
                keys.forEach(key -> all.put(key, Claim.guess()));
                return all;
            }

            @Override
            public Claim<V> guard(FarKey key, long since) {
                return Claim.guess();
            }

            @Override
            public List<@Nullable Seen<V>> claimAbsent(List<FarKey> keys, List<Seen<V>> seen) {
                return List.copyOf(seen);
            }

            @Override
            public Claim<V> on(Seen<V> seen) {
                return new Claim<>(seen, Claim.Kind.GUESS);
            }

            @Override
            public void release(Map<FarKey, Seen<V>> claimed) {
                // there is none
            }

            @Override
            public Fate commit(Step<V> step) {
                throw new IllegalStateException("without claims nothing is committed on one");
            }

            @Override
            public Turns turns(Collection<FarKey> keys) {
                throw new IllegalStateException("whoever finds nothing may load");
            }
        };
    }
}
