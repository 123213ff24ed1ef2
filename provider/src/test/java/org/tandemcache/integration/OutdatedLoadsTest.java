package org.tandemcache.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tandemcache.integration.Latches.awaited;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.Actors;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * A row changes and its key is written, as users do it, while the old row is being loaded: nobody who asks afterwards
 * gets the old row, and it is not stored.
 */
@WithRedis
class OutdatedLoadsTest {
    private static final String KEY = "key";

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    OutdatedLoadsTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private Cache<String, String> cache(HeldSource source) {
        return tandem.cache(
                CacheFixture.textsConfiguration().setReadThrough(true).setCacheLoaderFactory(() -> source));
    }

    private interface Load {
        Object by(Cache<String, String> cache, HeldSource source) throws Exception;
    }

    static Stream<Arguments> loads() {
        return Stream.of(
                load("get", (cache, source) -> cache.get(KEY)),
                load("getAll", (cache, source) -> cache.getAll(Set.of(KEY)).get(KEY)),
                load("loadAll", (cache, source) -> loadAll(cache, false)),
                load("loadAll that replaces", (cache, source) -> loadAll(cache, true)),
                load("invoke", (cache, source) -> cache.invoke(KEY, (entry, arguments) -> entry.getValue())),
                load(
                        "invoke that asks by itself",
                        (cache, source) -> cache.invoke(KEY, (entry, arguments) -> {
                            entry.setValue(source.load(KEY));
                            return null;
                        })));
    }

    private static Object loadAll(Cache<String, String> cache, boolean replace) throws Exception {
        CompletionListenerFuture done = new CompletionListenerFuture();
        cache.loadAll(Set.of(KEY), replace, done);
        return done.get(60, TimeUnit.SECONDS);
    }

    static Stream<Arguments> writes() {
        return Stream.of(
                write("remove", cache -> cache.remove(KEY)),
                write("remove by value", cache -> cache.remove(KEY, "old")),
                write("getAndRemove", cache -> cache.getAndRemove(KEY)),
                write("removeAll of keys", cache -> cache.removeAll(Set.of(KEY))),
                write("removeAll", Cache::removeAll),
                write("clear", Cache::clear),
                write("put", cache -> cache.put(KEY, "new")),
                write("putAll", cache -> cache.putAll(Map.of(KEY, "new"))),
                write("getAndPut", cache -> cache.getAndPut(KEY, "new")),
                write("putIfAbsent", cache -> cache.putIfAbsent(KEY, "new")),
                write("replace", cache -> cache.replace(KEY, "new")),
                write("replace by value", cache -> cache.replace(KEY, "old", "new")),
                write("getAndReplace", cache -> cache.getAndReplace(KEY, "new")),
                write(
                        "invoke that removes",
                        cache -> cache.invoke(KEY, (entry, arguments) -> {
                            entry.remove();
                            return null;
                        })),
                write(
                        "invoke that finds nothing to do",
                        cache -> cache.invoke(KEY, (entry, arguments) -> {
                            if (entry.exists()) {
                                entry.setValue("new");
                            }
                            return null;
                        })));
    }

    private static Arguments load(String name, Load load) {
        return Arguments.of(name, load);
    }

    private static Arguments write(String name, Consumer<Cache<String, String>> write) {
        return Arguments.of(name, write);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writes")
    void load_whoseKeyIsWrittenMeanwhile_isNeitherJoinedNorStored(String name, Consumer<Cache<String, String>> write)
            throws Exception {
        HeldSource source = new HeldSource();
        Cache<String, String> cache = cache(source);
        try (Actors actors = new Actors()) {
            Future<String> before = actors.start(() -> cache.get(KEY));
            awaited(source.begun);
            source.row = "new";
            write.accept(cache);

            assertThat(cache.get(KEY)).isEqualTo("new");
            source.goOn.countDown();
            Actors.result(before);
        }
        assertThat(cache.get(KEY)).isEqualTo("new");
        assertThat(stored()).isEqualTo("new");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("loads")
    void load_ofWhateverKind_isNotStoredOnceItsKeyIsRemoved(String name, Load load) throws Exception {
        HeldSource source = new HeldSource();
        Cache<String, String> cache = cache(source);
        try (Actors actors = new Actors()) {
            Future<Object> before = actors.start(() -> load.by(cache, source));
            awaited(source.begun);
            source.row = "new";
            cache.remove(KEY);
            source.goOn.countDown();
            Actors.result(before);
        }
        assertThat(cache.get(KEY)).isEqualTo("new");
        assertThat(stored()).isEqualTo("new");
    }

    /** It had seen that nothing is there before the load was stored, and had nothing to remove. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void invokeThatFoundNothing_whileTheOldRowIsStored_looksAgain(boolean removes) throws Exception {
        HeldSource source = new HeldSource();
        Cache<String, String> cache = cache(source);
        CountDownLatch inProcessor = new CountDownLatch(1);
        CountDownLatch stored = new CountDownLatch(1);
        try (Actors actors = new Actors()) {
            Future<String> before = actors.start(() -> cache.get(KEY));
            awaited(source.begun);
            source.row = "new";
            Future<Object> invoking = actors.start(() -> cache.invoke(KEY, (entry, arguments) -> {
                boolean there = entry.exists();
                inProcessor.countDown();
                awaited(stored);
                if (removes) {
                    entry.remove();
                } else if (there) {
                    entry.setValue("new");
                }
                return null;
            }));
            awaited(inProcessor);
            source.goOn.countDown();
            Actors.result(before);
            stored.countDown();
            Actors.result(invoking);
        }
        assertThat(cache.get(KEY)).isEqualTo("new");
    }

    /** With a soft timeout, what was loaded is stored later: a write in between has the last word. */
    @Test
    void storeBehind_ofALoadWhoseKeyIsRemovedMeanwhile_isNotMade() throws Exception {
        try (HeldWire wire = HeldWire.ofAll(redis);
                Actors actors = new Actors()) {
            Cache<String, String> cache = tandem.newManager(CacheFixture.properties(wire.uri() + "?timeout=15s"))
                    .createCache(
                            CacheFixture.NAME,
                            TandemConfiguration.copyOf(CacheFixture.textsConfiguration()
                                            .setReadThrough(true)
                                            .setCacheLoaderFactory(() -> new Loading(key -> "old")))
                                    .withFailure(FailureConfiguration.builder()
                                            .mode(FailureConfiguration.Mode.BYPASS)
                                            .softTimeout(Duration.ofMillis(20))
                                            .build()));
            cache.get("connects");
            wire.holdRequestsAt("EVALSHA");
            for (int i = 0; i < 20; i++) { // more than there are threads that store
                cache.get("other " + i);
            }
            cache.get(KEY);
            wire.awaitHeld();
            AtomicReference<Thread> remover = new AtomicReference<>();
            Future<Boolean> removal = actors.start(() -> {
                remover.set(Thread.currentThread());
                return cache.remove(KEY);
            });
            Await.until("the removal is sent", () -> waitsForRedis(remover.get()));
            wire.release();
            Actors.result(removal);

            Await.until("the other loads are stored", () -> cache.containsKey("other 19"));
            assertThat(redis.command("EXISTS", CacheFixture.redisKey(KEY))).isEqualTo(0L);
        }
    }

    private static boolean waitsForRedis(Thread thread) {
        return thread != null
                && Stream.of(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().endsWith(".RedisExecutor")
                                && frame.getMethodName().equals("await"));
    }

    private record Loading(Function<String, String> source) implements CacheLoader<String, String> {
        @Override
        public String load(String key) {
            return source.apply(key);
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            throw new AssertionError("one key at a time");
        }
    }

    /** As another node sees it, which loads nothing. */
    private String stored() {
        return tandem.newManager()
                .createCache(CacheFixture.NAME, CacheFixture.textsConfiguration())
                .get(KEY);
    }
}
