package org.tandemcache.spring;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemManager;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TandemConfiguration;

/**
 * Spring's cache manager on a manager of Tandem. A cache is made when it is first asked for, as the settings describe
 * it. Does not close the manager that it was given. Thread-safe.
 */
public final class TandemSpringCacheManager implements CacheManager, DisposableBean {
    /** How many threads ask for what reactive methods want and near copies can't answer, unless it is set. */
    public static final int DEFAULT_ASYNC_THREADS = 16;

    /** More of them than this that wait are refused. */
    private static final int LONGEST_QUEUE = 10_000;

    private static final long IDLE_SECONDS = 10;

    private final TandemManager manager;
    private final boolean transactionAware;
    private final ExecutorService threads;
    private final ExecutorService continuations = threads(0, Integer.MAX_VALUE, new SynchronousQueue<>(), "continue");
    private final ConcurrentMap<String, Opened> caches = new ConcurrentHashMap<>();
    private final List<Consumer<? super TandemSpringCache>> listeners = new CopyOnWriteArrayList<>();

    /**
     * @param own the cache itself
     * @param shown what users get: it, or a decorator of it
     */
    private record Opened(TandemSpringCache own, Cache shown) {
        boolean isClosed() {
            return own.getNativeCache().isClosed();
        }
    }

    /** Caches that know nothing of transactions, with {@value #DEFAULT_ASYNC_THREADS} threads for reactive methods. */
    public TandemSpringCacheManager(TandemManager manager) {
        this(manager, false, DEFAULT_ASYNC_THREADS);
    }

    /**
     * @param transactionAware whether puts, evictions and clears wait for the transaction of their thread to be
     *     committed
     * @param asyncThreads how many threads, 1 or more, ask Redis for reactive methods; they end when they are idle
     */
    public TandemSpringCacheManager(TandemManager manager, boolean transactionAware, int asyncThreads) {
        this.manager = manager;
        this.transactionAware = transactionAware;
        if (asyncThreads < 1) {
            throw new IllegalArgumentException(
                    "the number of async threads is " + asyncThreads + "; allowed: 1 or more");
        }
        this.threads = threads(asyncThreads, asyncThreads, new LinkedBlockingQueue<>(LONGEST_QUEUE), "ask");
    }

    private static ExecutorService threads(int core, int most, BlockingQueue<Runnable> queue, String name) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(core, most, IDLE_SECONDS, TimeUnit.SECONDS, queue, work -> {
            Thread thread = new Thread(work, "tandem-spring-" + name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        if (core > 0) {
            threads.allowCoreThreadTimeOut(true);
        }
        return threads;
    }

    /** The manager whose caches these are. */
    public TandemManager getNativeManager() {
        return manager;
    }

    /**
     * The cache of a name; made if it is not there. No round trip.
     *
     * @throws IllegalStateException if the manager is closed
     */
    @Override
    public Cache getCache(String name) {
        Opened there = caches.get(name);
        if (there == null || there.isClosed()) {
            there = open(name);
        }
        return there.shown();
    }

    private Opened open(String name) {
        boolean[] made = new boolean[1];
        Opened opened = caches.compute(name, (any, other) -> {
            if (other != null && !other.isClosed()) {
                return other;
            }
            made[0] = true;
            TandemSpringCache own = new TandemSpringCache(nativeCache(name), new CallsBehind(threads, continuations));
            return new Opened(own, transactionAware ? new TransactionAwareCacheDecorator(own) : own);
        });
        if (made[0]) { // with no lock held
            listeners.forEach(listener -> listener.accept(opened.own()));
        }
        return opened;
    }

    @SuppressWarnings("unchecked") // Spring's caches take any keys and values; Tandem's check theirs
    private TandemCache<Object, Object> nativeCache(String name) {
        return manager.openCache(name, TandemSpringCacheManager::withGeneration).unwrap(TandemCache.class);
    }

    /**
     * What {@code tags.mode = auto} means here. Where Redis tells of no changes, each call would ask for the
     * generation; and what is remembered to be absent has none.
     */
    private static TandemConfiguration<Object, Object> withGeneration(TandemConfiguration<Object, Object> settings) {
        return settings.tags().mode() == TagConfiguration.Mode.AUTO
                        && settings.near().mode() != NearConfiguration.Mode.OFF
                        && settings.load().rememberAbsent() == null
                ? settings.withTags(settings.tags().withMode(TagConfiguration.Mode.GENERATION))
                : settings;
    }

    /** Every cache of the manager, those that others have made included. */
    @Override
    public Collection<String> getCacheNames() {
        return StreamSupport.stream(manager.getCacheNames().spliterator(), false)
                .toList();
    }

    /** Tells of each cache that is made from now on. */
    public void onOpen(Consumer<? super TandemSpringCache> listener) {
        listeners.add(listener);
    }

    /** Lets what is under way end, for no longer than a few seconds. */
    @Override
    public void destroy() {
        threads.shutdown();
        continuations.shutdown();
        try {
            long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(IDLE_SECONDS / 2);
            for (Opened cache : caches.values()) {
                cache.own().awaitEnd(Duration.ofNanos(last - System.nanoTime()));
            }
            if (!threads.awaitTermination(last - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "Spring's view of " + manager;
    }
}
