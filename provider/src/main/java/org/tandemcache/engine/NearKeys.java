package org.tandemcache.engine;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.far.FarKey;
import org.tandemcache.near.KnownKeys;
import org.tandemcache.near.NearBounds;
import org.tandemcache.near.NearTier;
import org.tandemcache.near.NearValue;
import org.tandemcache.near.NearView;

/**
 * By what a near tier keeps its copies. A key that is {@linkplain KeyFormat#isPlain plain} stands for itself, and its
 * reader finds the copy by it. For a key of a user's class, or of a user's codec, its bytes stand: so neither a notice,
 * nor an answer, nor an eviction runs user code, on an I/O thread or under a lock. Thread-safe.
 *
 * @param tier by {@link #of}
 * @param view of the tier, by the users' keys
 * @param known null if all keys are plain
 */
public record NearKeys<K>(
        KeyFormat format,
        NearTier<Object> tier,
        NearView<? super K> view,
        @Nullable KnownKeys<K, FarKey> known) {
    /** A tier for the keys of a format. */
    @SuppressWarnings("unchecked") // the cache's own keys
    public static <K> NearKeys<K> of(KeyFormat format, NearBounds bounds, LongSupplier nanoClock) {
        if (format.plain() == KeyFormat.Plain.ALL) {
            NearTier<Object> tier = new NearTier<>(bounds, nanoClock);
            return new NearKeys<>(format, tier, tier, null);
        }
        ConcurrentLinkedQueue<FarKey> forgotten = new ConcurrentLinkedQueue<>();
        NearTier<Object> tier = new NearTier<>(bounds, nanoClock, key -> {
            if (key instanceof FarKey encoded) {
                forgotten.add(encoded);
            }
        });
        KnownKeys<K, FarKey> known = new KnownKeys<>(tier, forgotten, key -> (K) key.key());
        NearView<K> view = format.plain() == KeyFormat.Plain.NONE ? known : new OfBothKinds<>(tier, known);
        return new NearKeys<>(format, tier, view, known);
    }

    /** What stands for a key in the tier. */
    public Object of(FarKey key) {
        return format.isPlain(key) ? key.key() : key;
    }

    /**
     * {@link #of}, before the key is reserved.
     *
     * @param own its own key can't be changed by anybody
     */
    @SuppressWarnings("unchecked") // the cache's own key
    Object reserving(FarKey own) {
        if (format.isPlain(own)) {
            return own.key();
        }
        if (known != null) {
            known.know((K) own.key(), own);
        }
        return own;
    }

    /** The whole keys in Redis of the copies that are read most, those first; so many at the most. */
    List<byte[]> hottest(int most) {
        return tier.hottest(most).stream()
                .map(key -> key instanceof FarKey far
                        ? far.bytes()
                        : format.encode(key).bytes())
                .toList();
    }

    /** Forgets everything, for good. */
    public void close() {
        tier.dropAll();
        if (known != null) {
            known.clear();
        }
    }

    /** Some keys stand for themselves, others not. */
    private record OfBothKinds<K>(NearTier<Object> tier, KnownKeys<K, FarKey> known) implements NearView<K> {
        @Override
        public @Nullable NearValue find(K key) {
            return KeyFormat.isPlain(key) ? tier.find(key) : known.find(key);
        }

        @Override
        public @Nullable NearValue find(K key, long now) {
            return KeyFormat.isPlain(key) ? tier.find(key, now) : known.find(key, now);
        }

        @Override
        public @Nullable NearValue findUnproven(K key, long provenSince) {
            return KeyFormat.isPlain(key) ? tier.findUnproven(key, provenSince) : known.findUnproven(key, provenSince);
        }
    }
}
