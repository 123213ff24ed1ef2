package org.tandemcache.near;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the copies of keys whose {@code equals} and {@code hashCode} are the user's, which may hang or throw. The tier
 * itself is by what stands for them, their bytes, so that whoever hears of a change or brings an answer compares bytes
 * alone. This table leads from a key to what stands for it; only the user's own threads touch it.
 *
 * <p>What stands for a key is always the same, so nothing here can be outdated, and no order is to be kept between this
 * table and the tier: a key that is not known has to be encoded, that is all. What the tier has forgotten leaves the
 * table with one of the next keys that come in, so it holds no more than the tier and what waits to leave. Thread-safe.
 *
 * @param <K> the type of keys, which must not be changed after they were given
 * @param <S> what stands for them; its {@code equals} and {@code hashCode} are no user's
 */
public final class KnownKeys<K, S> implements NearView<K> {
    /** More than the one that comes in: the table shrinks with the tier, and no reader does the work of all others. */
    static final int LEAVING_AT_ONCE = 64;

    private final NearTier<? super S> tier;
    private final Function<S, K> keyOf;
    private final ConcurrentMap<K, S> known = new ConcurrentHashMap<>();
    private final Queue<S> forgotten;

    /**
     * @param forgotten takes what the tier has forgotten, by whichever thread
     * @param keyOf the key for which something stands
     */
    public KnownKeys(NearTier<? super S> tier, ConcurrentLinkedQueue<S> forgotten, Function<S, K> keyOf) {
        this.tier = tier;
        this.forgotten = forgotten;
        this.keyOf = keyOf;
    }

    @Override
    public @Nullable NearValue find(K key) {
        S standsFor = known.get(key);
        return standsFor == null ? null : tier.find(standsFor);
    }

    @Override
    public @Nullable NearValue find(K key, long now) {
        S standsFor = known.get(key);
        return standsFor == null ? null : tier.find(standsFor, now);
    }

    @Override
    public @Nullable NearValue findUnproven(K key, long provenSince) {
        S standsFor = known.get(key);
        return standsFor == null ? null : tier.findUnproven(standsFor, provenSince);
    }

    /**
     * To be called before the key is {@linkplain NearTier#claim reserved}: what the tier forgets before that can't take
     * it away.
     */
    public void know(K key, S standsFor) {
        for (int i = 0; i < LEAVING_AT_ONCE; i++) {
            S gone = forgotten.poll();
            if (gone == null) {
                break;
            }
            if (!tier.holds(gone)) { // else it has come back
                known.remove(keyOf.apply(gone));
            }
        }
        known.putIfAbsent(key, standsFor);
    }

    /** How many keys are known. */
    public int size() {
        return known.size();
    }

    /** Forgets all keys, of a tier that is not used any more. */
    public void clear() {
        known.clear();
        forgotten.clear();
    }
}
