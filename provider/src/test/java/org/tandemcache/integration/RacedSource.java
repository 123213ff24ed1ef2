package org.tandemcache.integration;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;

/** A database that all nodes read. Of each row, the next load can be held once it has read it. Thread-safe. */
final class RacedSource implements CacheLoader<String, String> {
    static final String OLD = "old";
    static final String NEW = "new";

    private final Map<String, String> rows = new ConcurrentHashMap<>();
    private final Map<String, Held> holds = new ConcurrentHashMap<>();

    /** A load that waits. */
    static final class Held {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        void awaitBegun() {
            awaited(begun);
        }

        void release() {
            goOn.countDown();
        }

        private static void awaited(CountDownLatch latch) {
            try {
                if (!latch.await(60, TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody came");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted at a held load", e);
            }
        }
    }

    /** The next load of this row waits once it has read it. */
    Held hold(String key) {
        Held held = new Held();
        holds.put(key, held);
        return held;
    }

    void change(String key) {
        rows.put(key, NEW);
    }

    @Override
    public String load(String key) {
        String read = rows.getOrDefault(key, OLD);
        Held held = holds.remove(key);
        if (held != null) {
            held.begun.countDown();
            Held.awaited(held.goOn);
        }
        return read;
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends @Nullable String> keys) {
        Map<String, String> loaded = new HashMap<>();
        keys.forEach(key -> loaded.put(key, load(key)));
        return loaded;
    }
}
