package org.tandemcache.examples.recipes.cdc;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;

/** Reads a row at once, and brings it when it may. */
final class HeldLoader implements CacheLoader<Long, String> {
    private final CacheLoader<Long, String> loader;
    private final CountDownLatch read = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    HeldLoader(CacheLoader<Long, String> loader) {
        this.loader = loader;
    }

    void awaitRead() {
        await(read);
    }

    void goOn() {
        mayGoOn.countDown();
    }

    @Override
    public String load(Long id) {
        String row = loader.load(id);
        read.countDown();
        await(mayGoOn);
        return row;
    }

    @Override
    public Map<Long, String> loadAll(Iterable<? extends Long> ids) {
        return loader.loadAll(ids);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new CacheLoaderException("held for more than 60 s");
            }
        } catch (InterruptedException e) {
            throw new CacheLoaderException(e);
        }
    }
}
