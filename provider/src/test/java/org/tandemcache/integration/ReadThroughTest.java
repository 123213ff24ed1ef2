package org.tandemcache.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tandemcache.integration.Latches.awaited;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.Actors;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.config.CodecConfiguration;
import org.tandemcache.config.CodecConfiguration.OnUnwritable;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** How often the loader is called, and what becomes of what it brings. */
@WithRedis
class ReadThroughTest {
    private static final int READERS = 8;

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    ReadThroughTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    /** Counts its calls and answers by a function. */
    private static final class Loader implements CacheLoader<String, String> {
        final AtomicInteger loads = new AtomicInteger();
        final List<Iterable<? extends String>> batches = new ArrayList<>();
        private final UnaryOperator<String> source;

        Loader(UnaryOperator<String> source) {
            this.source = source;
        }

        @Override
        public String load(String key) {
            loads.incrementAndGet();
            return source.apply(key);
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            batches.add(keys);
            Map<String, String> loaded = new HashMap<>();
            keys.forEach(key -> loaded.put(key, source.apply(key)));
            return loaded;
        }
    }

    private Cache<String, String> cache(Loader loader) {
        return tandem.cache(
                CacheFixture.textsConfiguration().setReadThrough(true).setCacheLoaderFactory(() -> loader));
    }

    /** A loader that waits until every reader waits for it. */
    private static final class HeldUp {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);

        void hold() {
            begun.countDown();
            awaited(goOn);
        }
    }

    private static <V> List<Future<V>> readersOf(Cache<String, V> cache, Actors actors, HeldUp loader) {
        List<Future<V>> readers = new ArrayList<>();
        List<Thread> threads = new CopyOnWriteArrayList<>();
        for (int i = 0; i < READERS; i++) {
            CountDownLatch started = new CountDownLatch(1);
            readers.add(actors.start(() -> {
                threads.add(Thread.currentThread());
                started.countDown();
                return cache.get("key");
            }));
            awaited(started);
        }
        awaited(loader.begun);
        Await.until(
                "all readers but the one that loads wait for it",
                () -> threads.stream().filter(ReadThroughTest::waitsForALoad).count() == READERS - 1);
        return readers;
    }

    private static boolean waitsForALoad(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().equals(ReadThrough.class.getName())) {
                return frame.getMethodName().equals("await");
            }
        }
        return false;
    }

    @Test
    void load_byManyReadersAtOnce_isOneCall() throws Exception {
        HeldUp heldUp = new HeldUp();
        Loader loader = new Loader(key -> {
            heldUp.hold();
            return "loaded";
        });
        Cache<String, String> cache = cache(loader);
        try (Actors actors = new Actors()) {
            List<Future<String>> readers = readersOf(cache, actors, heldUp);
            heldUp.goOn.countDown();
            for (Future<String> reader : readers) {
                assertThat(Actors.result(reader)).isEqualTo("loaded");
            }
        }

        assertThat(loader.loads).hasValue(1);
        assertThat(cache.get("key")).isEqualTo("loaded");
        assertThat(loader.loads).hasValue(1);
    }

    /** Store by value: who changes what he got changes it for himself. */
    @Test
    void load_byManyReadersAtOnce_givesEachAnObjectOfHisOwn() throws Exception {
        HeldUp heldUp = new HeldUp();
        CacheLoader<String, List<String>> loader = new CacheLoader<>() {
            @Override
            public List<String> load(String key) {
                heldUp.hold();
                return new ArrayList<>(List.of("loaded"));
            }

            @Override
            public Map<String, List<String>> loadAll(Iterable<? extends String> keys) {
                throw new AssertionError("one key at a time");
            }
        };
        Cache<String, List<String>> cache = tandem.cache(new MutableConfiguration<String, List<String>>()
                .setReadThrough(true)
                .setCacheLoaderFactory(() -> loader));
        try (Actors actors = new Actors()) {
            List<Future<List<String>>> readers = readersOf(cache, actors, heldUp);
            heldUp.goOn.countDown();
            for (int i = 0; i < readers.size(); i++) {
                List<String> mine = Actors.result(readers.get(i));
                assertThat(mine).containsExactly("loaded");
                mine.add("changed by reader " + i);
            }
        }
        assertThat(cache.get("key")).containsExactly("loaded");
    }

    /** There is no second object of it: each who waits loads for himself. */
    @Test
    void load_ofWhatCannotBeEncoded_givesEachReaderAnObjectOfHisOwn() throws Exception {
        HeldUp heldUp = new HeldUp();
        CacheLoader<String, Object> loader = new CacheLoader<>() {
            @Override
            public Object load(String key) {
                heldUp.hold();
                return new Thread("unwritable");
            }

            @Override
            public Map<String, Object> loadAll(Iterable<? extends String> keys) {
                throw new AssertionError("one key at a time");
            }
        };
        Cache<String, Object> cache = tandem.cache(TandemConfiguration.copyOf(new MutableConfiguration<String, Object>()
                        .setTypes(String.class, Object.class)
                        .setReadThrough(true)
                        .setCacheLoaderFactory(() -> loader))
                .withCodec(CodecConfiguration.builder()
                        .onUnwritable(OnUnwritable.SKIP)
                        .build()));
        Set<Object> objects = Collections.newSetFromMap(new IdentityHashMap<>());
        try (Actors actors = new Actors()) {
            List<Future<Object>> readers = readersOf(cache, actors, heldUp);
            heldUp.goOn.countDown();
            for (Future<Object> reader : readers) {
                objects.add(Actors.result(reader));
            }
        }
        assertThat(objects).hasSize(READERS);
    }

    @Test
    void load_thatFails_failsForEveryReader() throws Exception {
        HeldUp heldUp = new HeldUp();
        Loader loader = new Loader(key -> {
            heldUp.hold();
            throw new IllegalStateException("source is down");
        });
        Cache<String, String> cache = cache(loader);
        try (Actors actors = new Actors()) {
            List<Future<String>> readers = readersOf(cache, actors, heldUp);
            heldUp.goOn.countDown();
            assertThat(readers)
                    .allSatisfy(reader -> assertThatThrownBy(() -> Actors.result(reader))
                            .isInstanceOf(CacheLoaderException.class)
                            .hasRootCauseMessage("source is down"));
        }

        assertThat(loader.loads).hasValue(1);
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void load_afterOneThatFailed_isTriedAnew() {
        AtomicInteger attempts = new AtomicInteger();
        Loader loader = new Loader(key -> {
            if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("source is down");
            }
            return "loaded";
        });
        Cache<String, String> cache = cache(loader);

        assertThatThrownBy(() -> cache.get("key")).isInstanceOf(CacheLoaderException.class);
        assertThat(cache.get("key")).isEqualTo("loaded");
    }

    @Test
    void loader_thatAsksForItsOwnKey_isToldSo() {
        List<Cache<String, String>> cache = new ArrayList<>();
        cache.add(cache(new Loader(key -> cache.get(0).get(key))));

        assertThatThrownBy(() -> cache.get(0).get("key"))
                .isInstanceOf(CacheLoaderException.class)
                .hasMessageContaining("key")
                .hasMessageContaining("that same key");
    }

    @Test
    void loader_thatAsksForAnotherKey_getsIt() {
        List<Cache<String, String>> cache = new ArrayList<>();
        cache.add(cache(
                new Loader(key -> key.length() > 3 ? "end" : cache.get(0).get(key + "x") + "-" + key)));

        assertThat(cache.get(0).get("ab")).isEqualTo("end-abx-ab");
    }

    @Test
    void value_storedWhileItIsLoaded_isKept() throws Exception {
        HeldUp heldUp = new HeldUp();
        Cache<String, String> cache = cache(new Loader(key -> {
            heldUp.hold();
            return "loaded";
        }));
        Cache<String, String> other =
                tandem.newManager().createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
        try (Actors actors = new Actors()) {
            Future<String> reader = actors.start(() -> cache.get("key"));
            awaited(heldUp.begun);
            other.put("key", "newer");
            heldUp.goOn.countDown();

            assertThat(Actors.result(reader)).isIn("loaded", "newer");
        }
        assertThat(cache.get("key")).isEqualTo("newer");
    }

    @Test
    void getAll_withSomeMissing_loadsThoseInOneCall() {
        Loader loader = new Loader(key -> "loaded " + key);
        Cache<String, String> cache = cache(loader);
        cache.put("a", "there");

        assertThat(cache.getAll(Set.of("a", "b", "c")))
                .isEqualTo(Map.of("a", "there", "b", "loaded b", "c", "loaded c"));

        assertThat(loader.batches).hasSize(1);
        assertThat(loader.batches.get(0)).map(key -> (Object) key).containsExactlyInAnyOrder("b", "c");
        assertThat(loader.loads).hasValue(0);
        assertThat(redis.command("DBSIZE")).isEqualTo(3L);
    }

    @Test
    void loadAll_thatKeeps_loadsTheMissing() throws Exception {
        Loader loader = new Loader(key -> "loaded " + key);
        Cache<String, String> cache = cache(loader);
        cache.put("a", "there");

        loadAll(cache, Set.of("a", "b"), false);

        assertThat(cache.getAll(Set.of("a", "b"))).isEqualTo(Map.of("a", "there", "b", "loaded b"));
        assertThat(loader.batches).hasSize(1);
    }

    @Test
    void loadAll_thatReplaces_loadsAll() throws Exception {
        Loader loader = new Loader(key -> "loaded " + key);
        Cache<String, String> cache = cache(loader);
        cache.put("a", "there");

        loadAll(cache, Set.of("a", "b"), true);

        assertThat(cache.getAll(Set.of("a", "b"))).isEqualTo(Map.of("a", "loaded a", "b", "loaded b"));
        assertThat(loader.batches).hasSize(1);
    }

    @Test
    void loadAll_thatFails_tellsItsListener() {
        Cache<String, String> cache = cache(new Loader(key -> {
            throw new IllegalStateException("source is down");
        }));

        assertThatThrownBy(() -> loadAll(cache, Set.of("a"), true)).hasRootCauseMessage("source is down");
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void operations_thatDoNotRead_doNotLoad() {
        Loader loader = new Loader(key -> "loaded");
        Cache<String, String> cache = cache(loader);

        assertThat(cache.containsKey("a")).isFalse();
        assertThat(cache.getAndPut("b", "new")).isNull();
        assertThat(cache.getAndRemove("c")).isNull();
        assertThat(cache.getAndReplace("d", "new")).isNull();
        assertThat(cache.replace("e", "new")).isFalse();
        assertThat(cache.putIfAbsent("f", "new")).isTrue();
        assertThat(cache.<Boolean>invoke("g", (entry, arguments) -> entry.exists()))
                .isFalse();

        assertThat(loader.loads).hasValue(0);
        assertThat(loader.batches).isEmpty();
    }

    @Test
    void invoke_thatGetsAMissingValue_loadsAndKeepsIt() {
        Loader loader = new Loader(key -> "loaded");
        Cache<String, String> cache = cache(loader);

        assertThat(cache.<String>invoke("key", (entry, arguments) -> entry.getValue()))
                .isEqualTo("loaded");
        assertThat(cache.get("key")).isEqualTo("loaded");
        assertThat(loader.loads).hasValue(1);
    }

    private static void loadAll(Cache<String, String> cache, Set<String> keys, boolean replace) throws Exception {
        CompletionListenerFuture done = new CompletionListenerFuture();
        cache.loadAll(keys, replace, done);
        done.get(60, TimeUnit.SECONDS);
    }
}
