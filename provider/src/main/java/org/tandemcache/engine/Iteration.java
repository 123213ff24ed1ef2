package org.tandemcache.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.management.Statistics;

/**
 * Walks the entries of a cache. Each entry that is there from beginning to end comes, once at least; what changes
 * meanwhile may come or not. Keys come in pages of a scan, values in chunks. Thread-safe; its iterators are not.
 */
public final class Iteration<K, V> {
    /** How many values are fetched ahead. */
    private static final int AHEAD = 100;

    private final KeyFormat keys;
    private final FarTier far;
    private final EntryReader<V> reader;
    private final ExpiryPlan plan;
    private final Removals<K, V> removals;
    private final Statistics statistics;

    Iteration(
            KeyFormat keys,
            FarTier far,
            EntryReader<V> reader,
            ExpiryPlan plan,
            Removals<K, V> removals,
            Statistics statistics) {
        this.keys = keys;
        this.far = far;
        this.reader = reader;
        this.plan = plan;
        this.removals = removals;
        this.statistics = statistics;
    }

    /** Makes of a key and its value what the iterator shall return. */
    public interface EntryMaker<K, V, E> {
        E make(K key, V value);
    }

    public <E> Iterator<E> iterator(EntryMaker<K, V, E> maker) {
        return new Entries<>(maker);
    }

    private record Read<V>(FarKey key, Seen<V> seen, V value) {}

    private final class Entries<E> implements Iterator<E> {
        private final EntryMaker<K, V, E> maker;
        private final Iterator<List<byte[]>> pages = far.scan();
        private final Queue<FarKey> unread = new ArrayDeque<>();
        private final Queue<Read<V>> ahead = new ArrayDeque<>();
        private @Nullable K last;

        Entries(EntryMaker<K, V, E> maker) {
            this.maker = maker;
        }

        @Override
        public boolean hasNext() {
            while (ahead.isEmpty()) {
                if (!unread.isEmpty()) {
                    readAhead();
                } else if (pages.hasNext()) {
                    decodePage(pages.next());
                } else {
                    return false;
                }
            }
            return true;
        }

        @Override
        @SuppressWarnings("unchecked") // the cache's own key
        public E next() {
            long start = statistics.start();
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Read<V> next = ahead.remove();
            if (!(plan instanceof ExpiryPlan.Fixed fixed) || !fixed.access().isUnchanged()) {
                reader.accessed(next.key(), next.seen(), null);
            }
            statistics.countHits(1, start);
            K key = (K) next.key().key();
            last = key;
            return maker.make(key, next.value());
        }

        @Override
        public void remove() {
            if (last == null) {
                throw new IllegalStateException("next() has not been called since the last remove()");
            }
            removals.remove(last);
            last = null;
        }

        private void decodePage(List<byte[]> page) {
            for (byte[] bytes : page) {
                FarKey key = keys.decode(bytes);
                if (key != null) {
                    unread.add(key);
                }
            }
        }

        private void readAhead() {
            List<FarKey> chunk = new ArrayList<>(AHEAD);
            while (chunk.size() < AHEAD && !unread.isEmpty()) {
                chunk.add(unread.remove());
            }
            List<Seen<V>> seen = reader.peekAll(chunk);
            for (int i = 0; i < chunk.size(); i++) {
                V value = seen.get(i).value();
                if (value != null) {
                    ahead.add(new Read<>(chunk.get(i), seen.get(i), value));
                }
            }
        }
    }
}
