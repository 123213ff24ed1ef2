package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.cache.CacheException;
import org.tandemcache.far.FarKey;

/** Hands on the server's notices of changed keys, on the event loop of the tracked connection. Thread-safe. */
public final class ChangeNotices {
    private volatile Consumer<FarKey> heed = key -> {};
    private final ConcurrentMap<FarKey, List<Expected>> expected = new ConcurrentHashMap<>();

    /** To be called before any read is sent. */
    void heedBy(Consumer<FarKey> listener) {
        heed = listener;
    }

    public void changed(FarKey key) {
        heed.accept(key);
        List<Expected> waiting = expected.get(key);
        if (waiting != null) {
            waiting.forEach(each -> each.come.countDown());
        }
    }

    /**
     * Waits for a notice of one of several keys. To be called before they are read, so that none is missed that comes
     * behind what was read; of a key that the server does not track, none comes.
     */
    Expected expect(Collection<FarKey> keys) {
        return new Expected(keys);
    }

    /** A wait for the first notice. Thread-safe. */
    final class Expected implements AutoCloseable {
        private final List<FarKey> keys;
        private final CountDownLatch come = new CountDownLatch(1);

        private Expected(Collection<FarKey> keys) {
            this.keys = List.copyOf(keys);
            this.keys.forEach(key -> expected.merge(key, List.of(this), (there, more) -> {
                List<Expected> both = new ArrayList<>(there);
                both.addAll(more);
                return List.copyOf(both);
            }));
        }

        /** Returns when a notice has come, or the time is over. */
        void await(long nanos) {
            try {
                if (come.await(nanos, TimeUnit.NANOSECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CacheException("interrupted while waiting for a load of another node", e);
            }
        }

        @Override
        public void close() {
            keys.forEach(key -> expected.computeIfPresent(key, (any, there) -> {
                List<Expected> left =
                        there.stream().filter(each -> each != this).toList();
                return left.isEmpty() ? null : left;
            }));
        }
    }
}
