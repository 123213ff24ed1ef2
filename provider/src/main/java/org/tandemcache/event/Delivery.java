package org.tandemcache.event;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.cache.event.CacheEntryListenerException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;

/**
 * The calls of synchronous listeners that one operation owes. They run in the operation's own thread, after those of
 * the operation that came before it on the same key. Used by the thread that made it; other threads wait for its end.
 */
public final class Delivery {
    /** Owes nothing. */
    public static final Delivery NONE =
            new Delivery(null, null, List.of(), new ConcurrentHashMap<>(), null, Duration.ZERO);

    private final @Nullable Thread thread; // of none for NONE, which would keep its class loader for ever
    private final CountDownLatch ended = new CountDownLatch(1);
    private final @Nullable FarKey key;
    private final List<Runnable> calls;
    private final ConcurrentMap<FarKey, Delivery> latest;
    private final Duration longestWait;
    private @Nullable Delivery previous;

    private Delivery(
            @Nullable Thread thread,
            @Nullable FarKey key,
            List<Runnable> calls,
            ConcurrentMap<FarKey, Delivery> latest,
            @Nullable Delivery previous,
            Duration longestWait) {
        this.thread = thread;
        this.key = key;
        this.calls = calls;
        this.latest = latest;
        this.previous = previous;
        this.longestWait = longestWait;
    }

    /** The delivery that comes after the latest of its key. To be called under the lock of the key. */
    static Delivery next(
            FarKey key, List<Runnable> calls, ConcurrentMap<FarKey, Delivery> latest, Duration longestWait) {
        Delivery mine = new Delivery(Thread.currentThread(), key, calls, latest, latest.get(key), longestWait);
        latest.put(key, mine);
        return mine;
    }

    /**
     * Calls the listeners, each of them even if an earlier one fails.
     *
     * @throws CacheEntryListenerException the first failure
     */
    public void deliver() {
        if (key == null) {
            return;
        }
        CacheEntryListenerException failure = null;
        try {
            awaitPrevious();
            for (Runnable call : calls) {
                try {
                    call.run();
                } catch (CacheEntryListenerException e) {
                    failure = failure == null ? e : failure;
                }
            }
        } finally {
            ended.countDown();
            latest.remove(key, this);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void awaitPrevious() {
        Delivery before = previous;
        previous = null; // or a busy key would chain all its deliveries together
        // A listener that changes the key it hears of would wait for itself.
        if (before == null || before.thread == thread) {
            return;
        }
        try {
            if (!before.ended.await(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new CacheEntryListenerException("the listeners of an earlier change of key " + keyText()
                        + " have not ended within " + longestWait + "; the change itself was made");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheEntryListenerException(
                    "interrupted while waiting for the listeners of an earlier change of key " + keyText()
                            + "; the change itself was made",
                    e);
        }
    }

    private Object keyText() {
        return key == null ? "?" : key.key();
    }
}
