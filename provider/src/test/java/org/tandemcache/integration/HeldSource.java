package org.tandemcache.integration;

import static org.tandemcache.integration.Latches.awaited;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.integration.CacheLoader;

/** A row of a database; the first who reads it is held behind that. */
final class HeldSource implements CacheLoader<String, String> {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);
    final AtomicInteger reads = new AtomicInteger();
    volatile String row = "old";

    @Override
    public String load(String key) {
        String read = row;
        if (reads.incrementAndGet() == 1) {
            begun.countDown();
            awaited(goOn);
        }
        return read;
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
        Map<String, String> loaded = new HashMap<>();
        keys.forEach(key -> loaded.put(key, load(key)));
        return loaded;
    }
}
