package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.KeyFormat;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.Patience;

/** Reads of a cache without near tier: each goes to the far tier. */
final class FarLookup<K, V> implements Lookup<K, V> {
    /** How many keys are read before the next are: what was found is known by then. */
    private static final int CHUNK = 500;

    private final KeyFormat keys;
    private final FarTier far;
    private final EntryReader<V> reader;
    private final OutcomeRecorder<K, V> recorder;
    private final Patience patience;

    /** @param patience of the far tier, here for a call of several chunks as a whole */
    FarLookup(KeyFormat keys, FarTier far, EntryReader<V> reader, OutcomeRecorder<K, V> recorder, Patience patience) {
        this.keys = keys;
        this.far = far;
        this.reader = reader;
        this.recorder = recorder;
        this.patience = patience;
    }

    @Override
    public @Nullable V get(K key, long now) {
        return reader.read(keys.encode(key), recorder.watch()).value();
    }

    @Override
    public void getAll(Collection<? extends K> wanted, Map<K, V> found) {
        long start = System.nanoTime();
        List<K> userKeys = List.copyOf(wanted);
        for (int from = 0; from < userKeys.size(); from += CHUNK) {
            if (from > 0 && isTooLate(start)) {
                throw new FarTierException(
                        Kind.TOO_SLOW,
                        "Redis did not answer all within " + patience.limit().toMillis() + " ms",
                        null);
            }
            readChunk(userKeys.subList(from, Math.min(userKeys.size(), from + CHUNK)), found);
        }
    }

    /** Who does without late answers does not wait once more for each chunk. */
    private boolean isTooLate(long start) {
        return patience.endsEarly()
                && System.nanoTime() - start >= patience.limit().toNanos();
    }

    private void readChunk(List<K> userKeys, Map<K, V> found) {
        List<FarKey> farKeys = new ArrayList<>(userKeys.size());
        userKeys.forEach(key -> farKeys.add(keys.encode(key)));
        List<Seen<V>> all = reader.readAll(farKeys);
        for (int i = 0; i < farKeys.size(); i++) {
            V value = all.get(i).value();
            if (value != null) {
                found.put(userKeys.get(i), value);
            }
        }
    }

    @Override
    public boolean contains(K key) {
        return far.contains(keys.encode(key));
    }
}
