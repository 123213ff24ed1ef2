package org.tandemcache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.cache.Cache;
import org.springframework.cache.Cache.ValueRetrievalException;
import org.springframework.cache.Cache.ValueWrapper;
import org.tandemcache.TandemAsyncCache;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.TandemManager;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The contract of {@code org.springframework.cache.Cache}, after its Javadoc. */
@WithRedis(own = true)
@Timeout(60)
class TandemSpringCacheTest {
    private final RedisServer redis;
    private final List<TandemCachingProvider> providers = new ArrayList<>();
    private final List<TandemSpringCacheManager> managers = new ArrayList<>();
    private final TandemSpringCacheManager manager;
    private final Cache cache;

    TandemSpringCacheTest(RedisServer redis) {
        this.redis = redis;
        this.manager = manager(Map.of());
        this.cache = manager.getCache("c");
    }

    private TandemSpringCacheManager manager(Map<String, String> settings) {
        TandemCachingProvider provider = new TandemCachingProvider();
        providers.add(provider);
        Properties properties = new Properties();
        for (String setting : List.of(Patience.uri(redis.uri()), Patience.LEASE)) {
            properties.setProperty(setting.replaceFirst("=.*", ""), setting.replaceFirst(".*?=", ""));
        }
        properties.putAll(settings);
        TandemSpringCacheManager made = new TandemSpringCacheManager(
                provider.getCacheManager(URI.create("node-" + providers.size()), null, properties)
                        .unwrap(TandemManager.class));
        managers.add(made);
        return made;
    }

    @AfterEach
    void close() {
        managers.forEach(TandemSpringCacheManager::destroy);
        providers.forEach(TandemCachingProvider::close);
    }

    /** Calls of commands that read or change entries; the near tier's proofs of life are none. */
    private long roundTrips(Runnable work) {
        long before = commands();
        work.run();
        return commands() - before;
    }

    /** A cache that keeps copies already: a slow machine ends none while commands are counted. */
    private Cache settled() {
        Cache settled = manager(Map.of()).getCache("c");
        Patience.awaitCopies(((TandemSpringCache) settled).getNativeCache());
        return settled;
    }

    private long commands() {
        return redis.info("commandstats").entrySet().stream()
                .filter(command -> command.getKey().matches("cmdstat_(get|set|del|unlink|eval|evalsha|getdel)"))
                .mapToLong(command -> Long.parseLong(command.getValue().replaceAll("^calls=(\\d+),.*", "$1")))
                .sum();
    }

    // ------------------------------------------------------------------------------------------------- plain

    @Test
    void get_ofWhatIsNotThere_isNull() {
        assertThat(cache.get("a")).isNull();
        assertThat(cache.get("a", String.class)).isNull();
    }

    @Test
    void put_isSeenByGet_andByAnotherInstance() {
        cache.put("a", List.of(1, 2));

        assertThat(cache.get("a").get()).isEqualTo(List.of(1, 2));
        assertThat(manager(Map.of()).getCache("c").get("a").get()).isEqualTo(List.of(1, 2));
    }

    @Test
    void get_ofAnotherType_isRefused() {
        cache.put("a", "text");

        assertThat(cache.get("a", String.class)).isEqualTo("text");
        assertThatThrownBy(() -> cache.get("a", Integer.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("java.lang.String");
    }

    @Test
    void null_isKept_withoutAClassOfSpringInRedis() {
        cache.put("a", null);

        ValueWrapper wrapper = cache.get("a");
        assertThat(wrapper).isNotNull();
        assertThat(wrapper.get()).isNull();
        assertThat(cache.get("a", String.class)).isNull();
        assertThat(manager(Map.of("tandem.cache-defaults.codec.class-filter", "strict"))
                        .getCache("c")
                        .get("a")
                        .get())
                .isNull();
        assertThat(String.valueOf(redis.command("GET", "tandem:c:{}s:a"))).doesNotContain("springframework");
    }

    @Test
    void null_inACacheOfDeclaredValues_isNotKept_andRemovesWhatIsThere() {
        Cache typed = manager(Map.of("tandem.caches.typed.value-type", "java.lang.Integer"))
                .getCache("typed");
        typed.put("a", 1);

        typed.put("a", null);

        assertThat(typed.get("a")).isNull();
        assertThat(typed.putIfAbsent("a", null)).isNull();
        assertThat(typed.<Integer>get("a", () -> null)).isNull();
    }

    /** Two instances: what one runs with sync is not stored once the other has evicted its key. */
    @Test
    void sync_whoseKeyAnotherInstanceEvicts_isNotStoredWithProtectionInTheCluster() throws Exception {
        Map<String, String> settings = Map.of("tandem.caches.rows.load.protection", "cluster");
        Cache running = manager(settings).getCache("rows");
        Cache other = manager(settings).getCache("rows");
        AtomicReference<String> row = new AtomicReference<>("old");

        String asked = running.get("a", () -> {
            String read = row.get();
            row.set("new");
            other.evict("a");
            return read;
        });

        assertThat(asked).isEqualTo("old");
        assertThat(running.<String>get("a", row::get)).isEqualTo("new");
        assertThat(other.get("a", String.class)).isEqualTo("new");
        assertThatThrownBy(() -> running.get("b", () -> {
                    throw new IllegalStateException("the database is down");
                }))
                .isInstanceOf(Cache.ValueRetrievalException.class)
                .hasRootCauseMessage("the database is down");
    }

    @Test
    void nativeCache_isTandems() {
        assertThat(cache.getNativeCache()).isInstanceOf(org.tandemcache.TandemCache.class);
        assertThat(cache.getName()).isEqualTo("c");
    }

    // ------------------------------------------------------------------------------------------------- changing

    @Test
    void putIfAbsent_storesOnce_andTellsWhatIsThere() {
        assertThat(cache.putIfAbsent("a", 1)).isNull();
        assertThat(cache.putIfAbsent("a", 2).get()).isEqualTo(1);
        assertThat(cache.get("a").get()).isEqualTo(1);
    }

    @Test
    void putIfAbsent_ofNull_isKeptAndTold() {
        assertThat(cache.putIfAbsent("a", null)).isNull();
        ValueWrapper there = cache.putIfAbsent("a", 2);
        assertThat(there).isNotNull();
        assertThat(there.get()).isNull();
    }

    @Test
    void putIfAbsent_whereThereIsNothing_isOneRoundTrip() {
        Cache settled = settled();

        assertThat(roundTrips(() -> settled.putIfAbsent("a", 1))).isEqualTo(1);
    }

    @Test
    void putIfAbsent_ofWhatCannotBeRead_replacesIt() {
        redis.command("SET", "tandem:c:{}s:a", "not of Tandem");

        assertThat(cache.putIfAbsent("a", 1)).isNull();
        assertThat(cache.get("a").get()).isEqualTo(1);
    }

    @Test
    void evict_removes_andEvictIfPresentTellsWhetherThereWasSomething() {
        cache.put("a", 1);
        assertThat(cache.evictIfPresent("a")).isTrue();
        assertThat(cache.evictIfPresent("a")).isFalse();

        cache.put("b", 1);
        cache.evict("b");
        assertThat(cache.get("b")).isNull();
    }

    @Test
    void clear_andInvalidate_leaveOtherCachesAlone() {
        Cache other = manager.getCache("other");
        other.put("a", 1);
        cache.put("a", 1);
        cache.put("b", 2);

        assertThat(cache.invalidate()).as("nobody has looked").isFalse();
        assertThat(cache.get("b")).isNull();
        cache.put("a", 1);
        cache.clear();

        assertThat(cache.get("a")).isNull();
        assertThat(other.get("a").get()).isEqualTo(1);
    }

    @Test
    void clear_andInvalidate_withoutGeneration_walk() {
        Cache walked = manager(Map.of("tandem.caches.w.tags.mode", "off")).getCache("w");
        walked.put("a", 1);

        assertThat(walked.invalidate()).isTrue();
        assertThat(walked.invalidate()).isFalse();
        walked.put("a", 1);
        walked.clear();

        assertThat(walked.get("a")).isNull();
        assertThat(redis.info("commandstats")).containsKey("cmdstat_scan");
    }

    @Test
    void clear_andInvalidate_ofManyEntriesBesideForeignKeys_areOneCommandEach() {
        for (int i = 0; i < 100; i++) {
            cache.put("key-" + i, i);
            redis.command("SET", "foreign-" + i, "1");
        }
        redis.command("CONFIG", "RESETSTAT");

        cache.clear();
        cache.invalidate();

        assertThat(redis.info("commandstats").get("cmdstat_set")).startsWith("calls=2,");
        assertThat(redis.info("commandstats"))
                .doesNotContainKeys("cmdstat_scan", "cmdstat_unlink", "cmdstat_del", "cmdstat_eval", "cmdstat_evalsha");
        assertThat(cache.get("key-1")).isNull();
        assertThat(manager(Map.of()).getCache("c").get("key-1")).isNull();
        assertThat(redis.command("EXISTS", "foreign-1")).isEqualTo(1L);
    }

    @ParameterizedTest
    @CsvSource({"near.mode, off", "load.remember-absent, 1 minute", "tags.mode, off"})
    void generation_whereItWouldCostMoreOrCannotBe_isOff(String setting, String value) {
        Cache plain = manager(Map.of("tandem.caches.p." + setting, value)).getCache("p");

        plain.put("a", 1);
        plain.clear();

        assertThat(plain.get("a")).isNull();
        assertThat((List<?>) redis.command("KEYS", "tandem:p:*")).isEmpty();
    }

    // ------------------------------------------------------------------------------------------------- loading

    @Test
    void getWithLoader_loadsOnce_andIsANearHitThen() {
        AtomicInteger loads = new AtomicInteger();
        Cache settled = settled();
        assertThat(settled.<Integer>get("a", loads::incrementAndGet)).isEqualTo(1);
        assertThat(settled.<Integer>get("a", loads::incrementAndGet)).isEqualTo(1);

        assertThat(roundTrips(() -> assertThat(settled.<Integer>get("a", loads::incrementAndGet))
                        .isEqualTo(1)))
                .isZero();
    }

    @Test
    void getWithLoader_ofNull_keepsIt() {
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            assertThat(cache.<Integer>get("a", () -> {
                        loads.incrementAndGet();
                        return null;
                    }))
                    .isNull();
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void getWithLoader_byManyAtOnce_runsItOnce() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(8);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<List<Integer>>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(threads.submit(() -> {
                    all.countDown();
                    return cache.get("a", () -> {
                        all.await(10, TimeUnit.SECONDS);
                        return new ArrayList<>(List.of(loads.incrementAndGet()));
                    });
                }));
            }
            for (Future<List<Integer>> answer : answers) {
                assertThat(answer.get()).containsExactly(1);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void getWithLoader_thatMissedBeforeAnothersLoadWasStored_doesNotLoadAgain() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        AtomicInteger reads = new AtomicInteger();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            AtomicReference<Cache> raced = new AtomicReference<>();
            Callable<Integer> load = () -> raced.get().get("a", loads::incrementAndGet);
            raced.set(new TandemSpringCache(
                    afterGet(((TandemSpringCache) cache).getNativeCache(), () -> {
                        if (reads.incrementAndGet() == 1) {
                            assertThat(other.submit(load).get()).isEqualTo(1);
                        }
                        return null;
                    }),
                    new CallsBehind(Runnable::run, Runnable::run)));

            assertThat(load.call()).isEqualTo(1);
        } finally {
            other.shutdownNow();
        }
        assertThat(loads).hasValue(1);
    }

    @SuppressWarnings("unchecked") // a proxy of that very type
    private static TandemCache<Object, Object> afterGet(TandemCache<Object, Object> cache, Callable<Void> task) {
        return (TandemCache<Object, Object>) Proxy.newProxyInstance(
                TandemCache.class.getClassLoader(), new Class<?>[] {TandemCache.class}, (proxy, method, arguments) -> {
                    Object answer = method.invoke(cache, arguments);
                    if (method.getName().equals("get")) {
                        task.call();
                    }
                    return answer;
                });
    }

    @Test
    void getWithLoader_thatFails_tellsItsCause_andStoresNothing() {
        assertThatThrownBy(() -> cache.get("a", () -> {
                    throw new java.io.IOException("no database");
                }))
                .isInstanceOf(ValueRetrievalException.class)
                .hasCauseInstanceOf(java.io.IOException.class);
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void getWithLoader_thatIsOutdatedByAnEviction_isNotStored() {
        String answer = cache.get("a", () -> {
            cache.evict("a");
            return "old";
        });

        assertThat(answer).isEqualTo("old");
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void getWithLoader_thatIsOutdatedByAPutOfAnotherInstance_doesNotReplaceIt() {
        Cache other = manager(Map.of()).getCache("c");

        cache.get("a", () -> {
            other.put("a", "new");
            return "old";
        });

        assertThat(cache.get("a").get()).isEqualTo("new");
    }

    @Test
    void getWithLoader_thatAsksForItsOwnKey_doesNotWaitForItself() {
        String answer = cache.get("a", () -> cache.get("a", () -> "inner"));

        assertThat(answer).isEqualTo("inner");
    }

    // -------------------------------------------------------------------------------------------- not waiting

    @Test
    void retrieve_ofWhatIsNotThere_endsWithNothing() {
        assertThat(cache.retrieve("a").join()).isNull();
    }

    @Test
    void retrieve_ofANearCopy_isCompletedAlready() {
        Cache settled = settled();
        settled.put("a", null);
        settled.put("b", 1);
        settled.get("a");
        settled.get("b");

        CompletableFuture<?> ofNull = settled.retrieve("a");
        CompletableFuture<?> ofOne = settled.retrieve("b");

        assertThat(ofNull).isCompleted();
        assertThat(((ValueWrapper) ofNull.join()).get()).isNull();
        assertThat(((ValueWrapper) ofOne.join()).get()).isEqualTo(1);
    }

    @Test
    void retrieve_whileRedisDoesNotAnswer_doesNotWait() throws Exception {
        cache.put("a", 1);
        redis.pause();
        CompletableFuture<?> pending = cache.retrieve("a");
        try {
            assertThat(pending).isNotDone();
        } finally {
            redis.resume();
        }
        assertThat(((ValueWrapper) pending.get(30, TimeUnit.SECONDS)).get()).isEqualTo(1);
    }

    @Test
    void retrieveWithLoader_loadsOnce_andKeepsNull() {
        AtomicInteger loads = new AtomicInteger();
        CompletableFuture<Object> slow = new CompletableFuture<>();
        CompletableFuture<Object> first = cache.retrieve("a", () -> {
            loads.incrementAndGet();
            return slow;
        });
        CompletableFuture<Object> second = cache.retrieve("a", () -> {
            loads.incrementAndGet();
            return slow;
        });
        slow.complete(null);

        assertThat(first.join()).isNull();
        assertThat(second.join()).isNull();
        assertThat(cache.retrieve("a", () -> CompletableFuture.completedFuture(7))
                        .join())
                .isNull();
        assertThat(loads).hasValue(1);
    }

    @Test
    void retrieveWithLoader_thatMissedBeforeAnothersLoadWasStored_doesNotLoadAgain() {
        CompletableFuture<Object> read = new CompletableFuture<>();
        Queue<CompletionStage<Object>> reads = new ArrayDeque<>(List.of(read, CompletableFuture.completedFuture(null)));
        Cache raced = new TandemSpringCache(
                readingAs(((TandemSpringCache) cache).getNativeCache(), reads),
                new CallsBehind(Runnable::run, Runnable::run));
        AtomicInteger loads = new AtomicInteger();
        Supplier<CompletableFuture<Integer>> loader = () -> CompletableFuture.completedFuture(loads.incrementAndGet());

        CompletableFuture<Integer> first = raced.retrieve("a", loader);
        CompletableFuture<Integer> second = raced.retrieve("a", loader);
        read.complete(null); // the end of the first begins the second, which has missed before the first goes on

        assertThat(first.join()).isEqualTo(1);
        assertThat(second.join()).isEqualTo(1);
        assertThat(loads).hasValue(1);
        assertThat(reads).isEmpty();
    }

    /** A cache whose asynchronous reads end so, one after the other, and then as they do. */
    @SuppressWarnings("unchecked") // proxies of those very types
    private static TandemCache<Object, Object> readingAs(
            TandemCache<Object, Object> cache, Queue<CompletionStage<Object>> reads) {
        TandemAsyncCache<Object, Object> async = (TandemAsyncCache<Object, Object>) Proxy.newProxyInstance(
                TandemAsyncCache.class.getClassLoader(),
                new Class<?>[] {TandemAsyncCache.class},
                (proxy, method, arguments) ->
                        reads.isEmpty() ? method.invoke(cache.async(), arguments) : reads.remove());
        return (TandemCache<Object, Object>) Proxy.newProxyInstance(
                TandemCache.class.getClassLoader(),
                new Class<?>[] {TandemCache.class},
                (proxy, method, arguments) ->
                        method.getName().equals("async") ? async : method.invoke(cache, arguments));
    }

    @Test
    void retrieve_keepsNoThreadWhileRedisAnswers() {
        Executor none = task -> {
            throw new RejectedExecutionException("a thread was asked for");
        };
        TandemCache<Object, Object> shared = ((TandemSpringCache) cache).getNativeCache();
        Cache threadless = new TandemSpringCache(shared, new CallsBehind(none, Runnable::run));
        cache.put("a", 1);
        shared.dropNear();

        assertThat(((ValueWrapper) threadless.retrieve("a").join()).get()).isEqualTo(1);
        assertThat(threadless.retrieve("b").join()).isNull();
    }

    @Test
    void destroy_whileRedisAnswersARead_waitsForIt() throws Exception {
        TandemSpringCacheManager own = new TandemSpringCacheManager(manager.getNativeManager(), false, 1);
        Cache of = own.getCache("c");
        of.put("a", 1);
        ((TandemSpringCache) of).getNativeCache().dropNear();
        AtomicBoolean resumed = new AtomicBoolean();
        AtomicBoolean waited = new AtomicBoolean();
        redis.pause();
        CompletableFuture<?> pending;
        Thread destroying;
        try {
            pending = of.retrieve("a");
            destroying = new Thread(() -> {
                own.destroy();
                waited.set(resumed.get());
            });
            destroying.start();
            while (destroying.getState() != Thread.State.TIMED_WAITING && destroying.isAlive()) {
                Thread.onSpinWait();
            }
        } finally {
            resumed.set(true);
            redis.resume();
        }
        destroying.join();

        assertThat(waited).isTrue();
        assertThat(((ValueWrapper) pending.join()).get()).isEqualTo(1);
    }

    @Test
    void retrieveWithLoader_thatFails_failsItsFuture_andTheNextRunsAnew() {
        CompletableFuture<Object> failed =
                cache.retrieve("a", () -> CompletableFuture.failedFuture(new java.io.IOException("no database")));
        assertThatThrownBy(failed::join).hasRootCauseInstanceOf(java.io.IOException.class);
        CompletableFuture<Object> thrown = cache.retrieve("a", () -> {
            throw new IllegalArgumentException("no method");
        });
        assertThatThrownBy(thrown::join).hasRootCauseInstanceOf(IllegalArgumentException.class);

        assertThat(cache.retrieve("a", () -> CompletableFuture.completedFuture(7))
                        .join())
                .isEqualTo(7);
    }

    @Test
    void changes_onAThreadThatMustNotWait_areMadeInTheirOrder() {
        redis.pause();
        try {
            Mono.fromRunnable(() -> {
                        for (int i = 0; i < 100; i++) {
                            cache.put("a", i);
                        }
                        cache.evict("b");
                        cache.clear();
                        cache.put("a", 100);
                    })
                    .subscribeOn(Schedulers.parallel())
                    .block();
        } finally {
            redis.resume();
        }

        assertThat(((ValueWrapper) cache.retrieve("a").join()).get()).isEqualTo(100);
        assertThat(cache.get("a").get()).isEqualTo(100);
    }

    @Test
    void methods_thatWaitForOthersOfTheSameCache_doNotExhaustTheThreads() {
        TandemSpringCacheManager narrow = new TandemSpringCacheManager(manager.getNativeManager(), false, 1);
        managers.add(narrow);
        Cache own = narrow.getCache("c");

        String answer = own.retrieve(
                        "outer",
                        () -> CompletableFuture.completedFuture(
                                own.retrieve("inner", () -> CompletableFuture.completedFuture("x"))
                                        .join()))
                .join();

        assertThat(answer).isEqualTo("x");
    }

    // ------------------------------------------------------------------------------------------ failures, values

    @Test
    void calls_whileRedisIsAway_doWhatTheCachesPolicySays() {
        Cache bypassing =
                manager(Map.of("tandem.caches.b.failure.mode", "bypass")).getCache("b");
        bypassing.get("warm");
        cache.get("warm");
        redis.kill();

        assertThat(bypassing.get("a")).isNull();
        bypassing.put("a", 1);
        assertThat(bypassing.<Integer>get("a", () -> 7)).isEqualTo(7);
        assertThat(bypassing.evictIfPresent("a")).isFalse();
        bypassing.clear();
        assertThat(bypassing
                        .retrieve("a", () -> CompletableFuture.completedFuture(8))
                        .join())
                .isEqualTo(8);
        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(javax.cache.CacheException.class);
        assertThatThrownBy(() -> cache.retrieve("a").join()).hasCauseInstanceOf(javax.cache.CacheException.class);
    }

    @Test
    void value_thatCannotBeWritten_withSkip_isAnsweredAndNotStored() {
        Cache skipping =
                manager(Map.of("tandem.caches.s.codec.on-unwritable", "skip")).getCache("s");
        Object unwritable = new Thread("a thread can't be stored");

        assertThat(skipping.<Object>get("a", () -> unwritable)).isSameAs(unwritable);
        skipping.put("a", unwritable);
        assertThat(skipping.putIfAbsent("a", unwritable)).isNull();
        assertThat(skipping.<Object>retrieve("a", () -> CompletableFuture.completedFuture(unwritable))
                        .join())
                .isSameAs(unwritable);
        assertThat(skipping.get("a")).isNull();
    }

    // ------------------------------------------------------------------------------------------------- manager

    @Test
    void manager_makesCachesWhenTheyAreFirstNamed_asTheSettingsSay() {
        TandemSpringCacheManager own = manager(Map.of("tandem.caches.\"orders.*\".value-type", "java.lang.String"));

        Cache orders = own.getCache("orders.eu");

        assertThat(own.getCache("orders.eu")).isSameAs(orders);
        assertThat(own.getCacheNames()).containsExactly("orders.eu");
        assertThatThrownBy(() -> orders.put("a", 1)).isInstanceOf(ClassCastException.class);
    }

    @Test
    void manager_whoseCacheWasDestroyed_makesItAnew() {
        cache.put("a", 1);
        manager.getNativeManager().destroyCache("c");

        assertThat(manager.getCache("c").get("a")).isNull();
    }

    @Test
    void manager_withoutThreads_isRefused() {
        assertThatThrownBy(() -> new TandemSpringCacheManager(manager.getNativeManager(), false, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed: 1 or more");
    }
}
