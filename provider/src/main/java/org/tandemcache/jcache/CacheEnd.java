package org.tandemcache.jcache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.integration.LoadsUnderWay;

/**
 * The end of a cache, with or without its entries. Happens once, whoever asks for it; later calls do nothing. Waits,
 * within a bound, for what is under way, but for what its own thread is in.
 */
final class CacheEnd {
    private static final Logger log = LoggerFactory.getLogger(CacheEnd.class);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);

    private final ManagedCache<?, ?> cache;
    private final TandemCacheManager manager;
    private final CacheParts<?, ?> parts;

    CacheEnd(ManagedCache<?, ?> cache, TandemCacheManager manager, CacheParts<?, ?> parts) {
        this.cache = cache;
        this.manager = manager;
        this.parts = parts;
    }

    void close() {
        end(() -> {});
    }

    void destroy() {
        end(() -> {
            if (!awaited(cache.changes()::isIdle)) {
                log.warn(
                        "Cache \"{}\" is destroyed while changes of it are under way, which may leave entries",
                        cache.getName());
            }
            cache.run("destroyCache", "any", () -> {
                parts.engine().removals().clear();
                parts.onDestroy().run();
            });
        });
    }

    private void end(Runnable last) {
        if (!cache.beginEnd()) {
            return;
        }
        try {
            LoadsUnderWay loads = parts.engine().underWay();
            loads.close();
            if (!awaited(loads::isIdle)) {
                log.warn(
                        "A loader or entry processor of cache \"{}\" has not ended within {} of its close; what the"
                                + " cache's factories have made is closed once it has",
                        cache.getName(),
                        LONGEST_WAIT);
            }
            last.run();
        } finally {
            release();
        }
    }

    private void release() {
        try {
            parts.beans().hideAll();
            parts.changes().close();
            parts.onClose().run();
            List<Object> userObjects = new ArrayList<>(parts.userObjects());
            userObjects.addAll(parts.events().userObjects());
            // Not under their work, which can be what closes the cache.
            parts.engine().underWay().whenIdle(() -> cache.changes().whenIdle(() -> UserObjects.close(userObjects)));
        } finally {
            manager.forget(cache); // last: the name is free once nothing of this cache is left
        }
    }

    /** Waits, within a bound; whether it has come. */
    private static boolean awaited(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LONGEST_WAIT.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return true;
    }
}
