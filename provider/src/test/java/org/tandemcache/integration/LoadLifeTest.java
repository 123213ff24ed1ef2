package org.tandemcache.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tandemcache.integration.Latches.awaited;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryListener;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.Actors;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Loads from their begin to their end: on which threads they run, who is told, and what a close does to them. */
@WithRedis
class LoadLifeTest {
    /** More than a manager has threads for loads. */
    private static final int MANY = 20;

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    LoadLifeTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private static class Loader implements CacheLoader<String, String>, AutoCloseable {
        final AtomicBoolean closed = new AtomicBoolean();
        private final UnaryOperator<String> source;

        Loader(UnaryOperator<String> source) {
            this.source = source;
        }

        @Override
        public String load(String key) {
            return source.apply(key);
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            Map<String, String> loaded = new HashMap<>();
            keys.forEach(key -> loaded.put(key, load(key)));
            return loaded;
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }

    private static MutableConfiguration<String, String> loading(Loader loader) {
        return CacheFixture.textsConfiguration().setReadThrough(true).setCacheLoaderFactory(() -> loader);
    }

    private static CompletionListenerFuture load(Cache<String, String> cache, String key) {
        CompletionListenerFuture done = new CompletionListenerFuture();
        cache.loadAll(Set.of(key), true, done);
        return done;
    }

    private static void ends(CompletionListenerFuture done) throws Exception {
        done.get(60, TimeUnit.SECONDS);
    }

    @Test
    void loadAll_whoseLoaderThrowsAnError_tellsItsListener() {
        Cache<String, String> cache = tandem.cache(loading(new Loader(key -> {
            throw new NoClassDefFoundError("com/acme/Gone");
        })));

        assertThatThrownBy(() -> ends(load(cache, "key"))).hasStackTraceContaining("com/acme/Gone");
    }

    @Test
    void loadAll_ofAManagerThatCloses_tellsEveryListener() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        CacheManager manager = tandem.newManager();
        Cache<String, String> cache = manager.createCache(CacheFixture.NAME, loading(new Loader(key -> {
            begun.countDown();
            awaited(goOn);
            return "loaded";
        })));
        List<CompletionListenerFuture> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(load(cache, "key" + i));
        }
        awaited(begun);
        try (Actors actors = new Actors()) {
            Future<?> closing = actors.run(manager::close);
            Await.until("the cache is closed", cache::isClosed);
            goOn.countDown();
            Actors.result(closing);
        }

        assertThat(all).allSatisfy(done -> assertThatThrownBy(() -> ends(done)).hasStackTraceContaining("was closed"));
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    /** Eight of them waited for threads that they had themselves. */
    @Test
    void loaders_thatLoadOtherKeysAndWait_end() throws Exception {
        AtomicReference<Cache<String, String>> held = new AtomicReference<>();
        CountDownLatch together = new CountDownLatch(8);
        Cache<String, String> cache = tandem.cache(loading(new Loader(key -> {
            if (!key.startsWith("outer")) {
                return "inner";
            }
            together.countDown();
            awaited(together);
            try {
                ends(load(held.get(), "inner of " + key));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return "outer";
        })));
        held.set(cache);
        List<CompletionListenerFuture> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(load(cache, "outer" + i));
        }
        for (CompletionListenerFuture done : all) {
            ends(done);
        }
        assertThat(cache.get("inner of outer7")).isEqualTo("inner");
    }

    private static final class Heard implements CacheEntryCreatedListener<String, String> {
        final CountDownLatch heard = new CountDownLatch(1);

        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            heard.countDown();
        }
    }

    @Test
    void asynchronousListener_whileAllLoadersHang_hears() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Cache<String, String> hanging = tandem.manager().createCache("hanging", loading(new Loader(key -> {
            awaited(goOn);
            return "loaded";
        })));
        List<CompletionListenerFuture> loads = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            loads.add(load(hanging, "key" + i));
        }
        Heard listener = new Heard();
        Cache<String, String> cache = tandem.texts();
        cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(
                new FactoryBuilder.SingletonFactory<CacheEntryListener<? super String, ? super String>>(listener),
                null,
                false,
                false));

        cache.put("key", "value");

        assertThat(listener.heard.await(60, TimeUnit.SECONDS)).isTrue();
        goOn.countDown();
        for (CompletionListenerFuture done : loads) {
            ends(done);
        }
    }

    /** JSR-107 1.1.1, Cache.close: what is under way ends, then the loader is closed, and nothing comes afterwards. */
    @Test
    void close_whileALoadAllRuns_waitsForItAndStoresNothing() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean closedInMidLoad = new AtomicBoolean();
        AtomicReference<Loader> self = new AtomicReference<>();
        Loader loader = new Loader(key -> {
            begun.countDown();
            awaited(goOn);
            closedInMidLoad.set(self.get().closed.get());
            return "loaded";
        });
        self.set(loader);
        Cache<String, String> cache = tandem.cache(loading(loader));
        CompletionListenerFuture done = load(cache, "key");
        awaited(begun);
        try (Actors actors = new Actors()) {
            Future<?> closing = actors.run(cache::close);
            Await.until("the cache is closed", cache::isClosed);
            goOn.countDown();
            Actors.result(closing);
        }

        assertThat(closedInMidLoad).isFalse();
        assertThat(loader.closed).isTrue();
        assertThatThrownBy(() -> ends(done)).hasStackTraceContaining("was closed");
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    /** It was closed in the middle of its work once the close had waited for long enough. */
    @Test
    void loader_thatOutlastsTheClose_isClosedOnceItHasEnded() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean closedInMidLoad = new AtomicBoolean();
        AtomicReference<Loader> self = new AtomicReference<>();
        Loader loader = new Loader(key -> {
            begun.countDown();
            awaited(goOn);
            closedInMidLoad.set(self.get().closed.get());
            return "loaded";
        });
        self.set(loader);
        Cache<String, String> cache = tandem.cache(loading(loader));
        CompletionListenerFuture done = load(cache, "key");
        awaited(begun);

        Thread.currentThread().interrupt(); // such a thread does not wait
        cache.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(loader.closed).isFalse();
        goOn.countDown();

        assertThatThrownBy(() -> ends(done)).hasStackTraceContaining("was closed");
        Await.until("the loader is closed", loader.closed::get);
        assertThat(closedInMidLoad).isFalse();
    }

    @Test
    void loader_thatClosesItsCache_isClosedOnceItHasEnded() {
        AtomicReference<Cache<String, String>> held = new AtomicReference<>();
        AtomicReference<Loader> self = new AtomicReference<>();
        AtomicBoolean closedInMidLoad = new AtomicBoolean();
        Loader loader = new Loader(key -> {
            held.get().close();
            closedInMidLoad.set(self.get().closed.get());
            return "loaded";
        });
        self.set(loader);
        Cache<String, String> cache = tandem.cache(loading(loader));
        held.set(cache);

        cache.get("key");

        assertThat(closedInMidLoad).isFalse();
        assertThat(loader.closed).isTrue();
    }

    /** Whoever reads it does something else first. */
    private static final class Delaying implements Serializable {
        private static final long serialVersionUID = 1L;
        private static volatile Runnable onRead = () -> {};

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            onRead.run();
        }
    }

    /** A loadAll looks at the entries first; meanwhile the cache, and what its factories have made, is closed. */
    @Test
    void loader_whoseCacheClosesBeforeItIsCalled_isNotCalled() {
        AtomicBoolean called = new AtomicBoolean();
        Cache<String, Object> cache = tandem.manager()
                .createCache(
                        "closing",
                        new MutableConfiguration<String, Object>()
                                .setTypes(String.class, Object.class)
                                .setCacheLoaderFactory(() -> new CacheLoader<String, Object>() {
                                    @Override
                                    public Object load(String key) {
                                        called.set(true);
                                        return key;
                                    }

                                    @Override
                                    public Map<String, Object> loadAll(Iterable<? extends String> keys) {
                                        called.set(true);
                                        return Map.of();
                                    }
                                }));
        cache.put("key", new Delaying());
        CompletionListenerFuture done = new CompletionListenerFuture();

        Delaying.onRead = cache::close;
        try {
            cache.loadAll(Set.of("key"), true, done);
            assertThatThrownBy(() -> ends(done)).hasRootCauseInstanceOf(IllegalStateException.class);
        } finally {
            Delaying.onRead = () -> {};
        }

        assertThat(called).isFalse();
    }

    @Test
    void loader_thatClosesItsCache_doesNotWaitForItself() {
        AtomicReference<Cache<String, String>> held = new AtomicReference<>();
        AtomicLong took = new AtomicLong();
        Cache<String, String> cache = tandem.cache(loading(new Loader(key -> {
            long start = System.nanoTime();
            held.get().close();
            took.set(System.nanoTime() - start);
            return "loaded";
        })));
        held.set(cache);

        assertThatThrownBy(() -> ends(load(cache, "key"))).hasStackTraceContaining("was closed");
        assertThat(took.get()).isBetween(1L, TimeUnit.SECONDS.toNanos(5) - 1); // for so long it waits for others
    }

    @Test
    void loader_whoeverCalls_seesTheClassLoaderOfTheManager() throws Exception {
        List<ClassLoader> seen = new CopyOnWriteArrayList<>();
        Cache<String, String> cache = tandem.cache(loading(new Loader(key -> {
            seen.add(Thread.currentThread().getContextClassLoader());
            return "loaded";
        })));
        ClassLoader managers = tandem.manager().getClassLoader();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader foreign = new URLClassLoader(new URL[0], managers)) {
            thread.setContextClassLoader(foreign);
            cache.get("a");
            cache.getAll(Set.of("b"));
            ends(load(cache, "c"));
            cache.invoke("d", (entry, arguments) -> entry.getValue());
            assertThat(thread.getContextClassLoader()).isSameAs(foreign);
        } finally {
            thread.setContextClassLoader(before);
        }
        assertThat(seen).hasSize(4).containsOnly(managers);
    }

    /** A put was at work in it, and it was closed. */
    @Test
    void writer_atWorkWhenTheCacheCloses_isClosedOnceItHasEnded() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean closedInMidWrite = new AtomicBoolean();
        Writer writer = new Writer() {
            @Override
            public void write(Cache.Entry<? extends String, ? extends String> entry) {
                begun.countDown();
                awaited(goOn);
                closedInMidWrite.set(closed.get());
            }
        };
        Cache<String, String> cache = tandem.cache(
                CacheFixture.textsConfiguration().setWriteThrough(true).setCacheWriterFactory(() -> writer));
        try (Actors actors = new Actors()) {
            Future<?> putting = actors.run(() -> cache.put("key", "value"));
            awaited(begun);
            cache.close();
            goOn.countDown();
            Actors.result(putting);
        }

        assertThat(closedInMidWrite).isFalse();
        assertThat(writer.closed).isTrue();
    }

    private static class Writer implements CacheWriter<String, String>, AutoCloseable {
        final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public void write(Cache.Entry<? extends String, ? extends String> entry) {
            throw new AssertionError("there is no write-through");
        }

        @Override
        public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
            throw new AssertionError("there is no write-through");
        }

        @Override
        public void delete(Object key) {
            throw new AssertionError("there is no write-through");
        }

        @Override
        public void deleteAll(Collection<?> keys) {
            throw new AssertionError("there is no write-through");
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }

    /** As each other object of the user that is configured. */
    @Test
    void writer_withoutWriteThrough_isMadeAndClosedAndNotCalled() {
        List<Writer> made = new ArrayList<>();
        Cache<String, String> cache =
                tandem.cache(CacheFixture.textsConfiguration().setCacheWriterFactory(() -> {
                    made.add(new Writer());
                    return made.get(0);
                }));
        cache.put("key", "value");
        cache.remove("key");
        cache.close();

        assertThat(made)
                .hasSize(1)
                .allSatisfy(writer -> assertThat(writer.closed).isTrue());
    }
}
