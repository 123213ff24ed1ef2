package org.tandemcache.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.CacheFixture;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * User code that comes back to the key it was called for. A processor that wrote its own key was applied 155,080 times
 * within 30 s: each commit found the entry changed.
 */
@WithRedis
class OwnKeyTest {
    private static final String KEY = "key";

    @RegisterExtension
    final CacheFixture tandem;

    OwnKeyTest(RedisServer redis) {
        this.tandem = new CacheFixture(redis);
    }

    static Stream<Arguments> writes() {
        return Stream.of(
                write("put", cache -> cache.put(KEY, "own")),
                write("putAll", cache -> cache.putAll(Map.of(KEY, "own"))),
                write("putIfAbsent", cache -> cache.putIfAbsent(KEY, "own")),
                write("getAndPut", cache -> cache.getAndPut(KEY, "own")),
                write("replace", cache -> cache.replace(KEY, "own")),
                write("replace by value", cache -> cache.replace(KEY, "before", "own")),
                write("getAndReplace", cache -> cache.getAndReplace(KEY, "own")),
                write("remove", cache -> cache.remove(KEY)),
                write("remove by value", cache -> cache.remove(KEY, "before")),
                write("getAndRemove", cache -> cache.getAndRemove(KEY)),
                write("removeAll of keys", cache -> cache.removeAll(Set.of(KEY))),
                write("removeAll", Cache::removeAll),
                write("clear", Cache::clear),
                write("iterator.remove", cache -> {
                    Iterator<Cache.Entry<String, String>> entries = cache.iterator();
                    entries.next();
                    entries.remove();
                }),
                write("loadAll", cache -> cache.loadAll(Set.of(KEY), true, null)),
                write("invoke", cache -> cache.invoke(KEY, (entry, arguments) -> null)));
    }

    private static Arguments write(String name, Consumer<Cache<String, String>> write) {
        return Arguments.of(name, write);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writes")
    void processor_thatWritesItsOwnKey_isToldAtOnce(String name, Consumer<Cache<String, String>> write) {
        Cache<String, String> cache = tandem.cache(CacheFixture.textsConfiguration()
                .setCacheLoaderFactory(() -> new Loader((self, key) -> "loaded", new AtomicReference<>())));
        cache.put(KEY, "before");
        AtomicInteger runs = new AtomicInteger();

        assertThatThrownBy(() -> cache.invoke(KEY, (entry, arguments) -> {
                    runs.incrementAndGet();
                    write.accept(cache);
                    entry.setValue("after");
                    return null;
                }))
                .isInstanceOf(EntryProcessorException.class)
                .hasMessageContaining(KEY)
                .hasMessageContaining("writes that same key");

        assertThat(runs).hasValue(1);
        assertThat(cache.get(KEY)).isEqualTo("before");
    }

    @Test
    void processor_thatInvokesItselfByInvokeAll_isToldAtOnce() {
        Cache<String, String> cache = tandem.texts();

        Map<String, EntryProcessorResult<String>> results =
                cache.invoke(KEY, (entry, arguments) -> cache.invokeAll(Set.of(KEY), (inner, none) -> "never"));

        assertThatThrownBy(() -> results.get(KEY).get())
                .isInstanceOf(EntryProcessorException.class)
                .hasMessageContaining("writes that same key");
    }

    @Test
    void processor_thatWritesAnotherKeyAndReadsItsOwn_may() {
        Cache<String, String> cache = tandem.texts();
        cache.put(KEY, "before");

        assertThat(cache.<String>invoke(KEY, (entry, arguments) -> {
                    cache.put("other", "new");
                    entry.setValue("after");
                    return cache.get(KEY);
                }))
                .isEqualTo("before");
        assertThat(cache.getAll(Set.of(KEY, "other"))).isEqualTo(Map.of(KEY, "after", "other", "new"));
    }

    /** Asks the cache for its own key in some way. */
    private static final class Loader implements CacheLoader<String, String> {
        final List<String> loads = new ArrayList<>();
        private final BiFunction<Cache<String, String>, String, String> source;
        private final AtomicReference<Cache<String, String>> cache;

        Loader(BiFunction<Cache<String, String>, String, String> source, AtomicReference<Cache<String, String>> cache) {
            this.source = source;
            this.cache = cache;
        }

        @Override
        public String load(String key) {
            loads.add(key);
            return source.apply(cache.get(), key);
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            Map<String, String> loaded = new HashMap<>();
            keys.forEach(key -> loaded.put(key, load(key)));
            return loaded;
        }
    }

    static Stream<Arguments> recursions() {
        return Stream.of("get", "getAll", "loadAll", "invoke")
                .flatMap(outer -> Stream.of("get", "getAll", "invoke", "remove and get")
                        .map(inner -> Arguments.of(outer, inner)));
    }

    @ParameterizedTest(name = "{0}, whose loader does {1}")
    @MethodSource("recursions")
    void loader_thatAsksForItsOwnKey_isToldAtOnce(String outer, String inner) {
        AtomicReference<Cache<String, String>> held = new AtomicReference<>();
        Loader loader = new Loader((cache, key) -> read(cache, inner), held);
        Cache<String, String> cache = tandem.cache(
                CacheFixture.textsConfiguration().setReadThrough(true).setCacheLoaderFactory(() -> loader));
        held.set(cache);

        assertThatThrownBy(() -> read(cache, outer))
                .hasStackTraceContaining(CacheLoaderException.class.getName())
                .hasStackTraceContaining("of key " + KEY)
                .hasStackTraceContaining("that same key");
        assertThat(loader.loads).hasSize(1);
    }

    private static String read(Cache<String, String> cache, String way) {
        return switch (way) {
            case "get" -> cache.get(KEY);
            case "getAll" -> cache.getAll(Set.of(KEY)).get(KEY);
            case "invoke" -> cache.invoke(KEY, (entry, arguments) -> entry.getValue());
            case "remove and get" -> {
                cache.remove(KEY);
                yield cache.get(KEY);
            }
            default -> {
                CompletionListenerFuture done = new CompletionListenerFuture();
                cache.loadAll(Set.of(KEY), true, done);
                try {
                    done.get(60, TimeUnit.SECONDS);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                yield null;
            }
        };
    }
}
