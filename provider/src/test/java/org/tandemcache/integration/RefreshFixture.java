package org.tandemcache.integration;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCache;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;

/** Caches whose entries live for an hour and are due in its last half, and time that passes for one entry at once. */
final class RefreshFixture {
    static final String KEY = "key";
    static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration LEFT = Duration.ofMinutes(10);

    private final RedisServer redis;
    private final CacheFixture tandem;

    RefreshFixture(RedisServer redis, CacheFixture tandem) {
        this.redis = redis;
        this.tandem = tandem;
    }

    /** A database with one row for all keys. Loads can be held once it is read, and made to fail. */
    static class Source implements CacheLoader<String, String> {
        final AtomicInteger loads = new AtomicInteger();
        final List<String> keys = new CopyOnWriteArrayList<>();
        volatile @Nullable String row = "old";
        volatile @Nullable Function<String, ? extends Throwable> failure;
        private volatile @Nullable Thread thread;
        private volatile @Nullable CountDownLatch begun;
        private volatile @Nullable CountDownLatch goOn;

        /** From now on a load waits once it has read the row. */
        void hold() {
            begun = new CountDownLatch(1);
            goOn = new CountDownLatch(1);
        }

        void awaitHeld() throws InterruptedException {
            CountDownLatch latch = begun;
            if (latch == null || !latch.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("no load has begun");
            }
        }

        /** The thread of the last load. */
        Thread loading() {
            return Objects.requireNonNull(thread, "nothing was loaded");
        }

        void release() {
            CountDownLatch latch = goOn;
            goOn = null;
            if (latch != null) {
                latch.countDown();
            }
        }

        @Override
        public @Nullable String load(String key) {
            thread = Thread.currentThread();
            loads.incrementAndGet();
            keys.add(key);
            String read = row;
            CountDownLatch latch = goOn;
            if (latch != null && begun != null) {
                begun.countDown();
                awaited(latch);
            }
            Function<String, ? extends Throwable> thrown = failure;
            if (thrown != null) {
                RefreshFixture.<RuntimeException>doThrow(thrown.apply(key));
            }
            return read;
        }

        private static void awaited(CountDownLatch latch) {
            try {
                if (!latch.await(60, TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody lets the load go on");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the load was interrupted", e);
            }
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> wanted) {
            Map<String, String> loaded = new HashMap<>();
            loads.incrementAndGet();
            wanted.forEach(key -> {
                keys.add(key);
                if (row != null) {
                    loaded.put(key, row);
                }
            });
            return loaded;
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // whatever user code throws
    private static <T extends Throwable> void doThrow(Throwable any) throws T {
        throw (T) any;
    }

    /** A node, with a manager and connections of its own. */
    TandemCache<String, String> node(Source source, boolean near) {
        return node(source, builder -> near ? builder : builder.near(off -> off.mode(NearConfiguration.Mode.OFF)));
    }

    TandemCache<String, String> node(Source source, UnaryOperator<TandemConfiguration.Builder<String, String>> change) {
        return CacheFixture.own(tandem.newManager()
                .createCache(
                        CacheFixture.NAME, change.apply(configuration(source)).build()));
    }

    static TandemConfiguration.Builder<String, String> configuration(Source source) {
        return TandemConfiguration.builder(String.class, String.class)
                .expireAfterCreate(LIFETIME)
                .loader(() -> source)
                .readThrough(true)
                .refresh(refresh -> refresh.beforeExpiry(0.5));
    }

    /** Most of the entry's lifetime has passed. */
    void makeDue(String key) {
        leave(key, LEFT);
    }

    /** The entry has so long to live. */
    void leave(String key, Duration left) {
        redis.command("PEXPIRE", CacheFixture.redisKey(key), String.valueOf(left.toMillis()));
    }

    long millisLeft(String key) {
        return (Long) Objects.requireNonNull(redis.command("PTTL", CacheFixture.redisKey(key)));
    }

    static String leaseKey(String key) {
        return "tandem:" + CacheFixture.NAME + ":refresh:{}s:" + key;
    }

    static void awaitDone(TandemCache<String, String> cache, long refreshes) {
        Await.until(refreshes + " refreshes", () -> cache.tiers().getRefreshes() == refreshes);
    }
}
