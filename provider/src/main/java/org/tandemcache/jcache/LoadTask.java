package org.tandemcache.jcache;

import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.CacheException;
import javax.cache.integration.CompletionListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@code loadAll} whose listener is told once how it ended, whatever happens: it is done, it failed, or it never
 * began. Thread-safe.
 */
final class LoadTask implements WorkerThreads.Abandonable {
    private static final Logger log = LoggerFactory.getLogger(LoadTask.class);

    private final ManagedCache<?, ?> cache;
    private final Runnable load;
    private final CompletionListener listener;
    private final AtomicBoolean begun = new AtomicBoolean();

    /** @param listener null for a caller who does not listen; then it is logged */
    LoadTask(ManagedCache<?, ?> cache, Runnable load, @Nullable CompletionListener listener) {
        this.cache = cache;
        this.load = load;
        this.listener = listener == null ? new LoggedCompletion(cache.getName()) : listener;
    }

    @Override
    public void run() {
        if (begun.compareAndSet(false, true)) {
            tell(outcome());
        }
    }

    /** Tells that it will not run, if it has not begun. */
    @Override
    public void abandon() {
        if (begun.compareAndSet(false, true)) {
            tell(closed());
        }
    }

    /** What to tell as a failure; null if all is well. */
    private @Nullable Exception outcome() {
        if (cache.isClosed()) {
            return closed();
        }
        try {
            load.run();
        } catch (RuntimeException e) {
            return e;
        } catch (Error e) {
            return new CacheException("loadAll of cache \"" + cache.getName() + "\" ended in an error: " + e, e);
        }
        return cache.isClosed() ? closed() : null;
    }

    private Exception closed() {
        return new IllegalStateException("cache \"" + cache.getName()
                + "\" was closed before its loadAll had ended; what came later is not stored");
    }

    private void tell(@Nullable Exception failure) {
        try {
            if (failure == null) {
                listener.onCompletion();
            } else {
                listener.onException(failure);
            }
        } catch (RuntimeException e) {
            log.warn("A completion listener of cache \"{}\" failed", cache.getName(), e);
        }
    }

    /** Listens for a caller who does not. */
    private record LoggedCompletion(String cacheName) implements CompletionListener {
        @Override
        public void onCompletion() {
            log.debug("loadAll of cache \"{}\" is done", cacheName);
        }

        @Override
        public void onException(Exception e) {
            log.warn("loadAll of cache \"{}\" failed, and nobody listens to its completion", cacheName, e);
        }
    }
}
