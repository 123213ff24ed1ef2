package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import javax.cache.processor.EntryProcessorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Loaders, writers, processors and values that fail: the specification's exception, and nothing half written. */
@WithRedis
class UserCodeFailureTest {
    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    UserCodeFailureTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    /** Remembers what it was told to do; fails if it shall. */
    private static final class RecordingWriter implements CacheWriter<String, Object> {
        final List<String> calls = new ArrayList<>();
        RuntimeException failure;

        @Override
        public void write(Cache.Entry<? extends String, ?> entry) {
            record("write " + entry.getKey());
        }

        @Override
        public void writeAll(Collection<Cache.Entry<? extends String, ?>> entries) {
            record("writeAll");
            entries.clear();
        }

        @Override
        public void delete(Object key) {
            record("delete " + key);
        }

        @Override
        public void deleteAll(Collection<?> keys) {
            record("deleteAll");
            keys.clear();
        }

        private void record(String call) {
            calls.add(call);
            if (failure != null) {
                throw failure;
            }
        }
    }

    private interface Action {
        void on(Cache<String, Object> cache);
    }

    private static MutableConfiguration<String, Object> objects() {
        return new MutableConfiguration<String, Object>().setTypes(String.class, Object.class);
    }

    private Cache<String, Object> loadingCache(CacheLoader<String, Object> loader) {
        return tandem.cache(objects().setReadThrough(true).setCacheLoaderFactory(() -> loader));
    }

    private Cache<String, Object> writingCache(RecordingWriter writer) {
        return tandem.cache(objects().setWriteThrough(true).setCacheWriterFactory(() -> writer));
    }

    private record Loader(Supplier<Object> source) implements CacheLoader<String, Object> {
        @Override
        public Object load(String key) {
            return source.get();
        }

        @Override
        public Map<String, Object> loadAll(Iterable<? extends String> keys) {
            Object value = source.get();
            return value == null ? Map.of() : Map.of(keys.iterator().next(), value);
        }
    }

    /** A message had 11.9 million characters. */
    @Test
    void messages_ofManyKeys_holdTheirNumberAndTheFirstThree() {
        Set<String> keys = IntStream.range(0, 100_000)
                .mapToObj(i -> "a long key with the number " + i)
                .collect(Collectors.toSet());
        Cache<String, Object> cache = loadingCache(new Loader(() -> {
            throw new IllegalStateException("no");
        }));

        assertThatThrownBy(() -> cache.getAll(keys))
                .isInstanceOf(CacheLoaderException.class)
                .hasMessageContaining("100000 keys, the first of them [a long key")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000));
        assertThatThrownBy(() -> cache.get("x".repeat(100_000)))
                .hasMessageContaining("(100000 characters)")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000));
        redis.kill();
        assertThatThrownBy(() -> cache.removeAll(keys))
                .isInstanceOf(CacheException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000));
    }

    @Test
    void loader_thatKnowsNoValue_isAMiss() {
        Cache<String, Object> cache = loadingCache(new Loader(() -> null));

        assertThat(cache.get("key")).isNull();
        assertThat(cache.getAll(Set.of("key"))).isEmpty();
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void loader_thatThrows_isALoaderException() {
        IllegalStateException cause = new IllegalStateException("source is down");
        Cache<String, Object> cache = loadingCache(new Loader(() -> {
            throw cause;
        }));

        assertThatThrownBy(() -> cache.get("key"))
                .isInstanceOf(CacheLoaderException.class)
                .hasMessageContaining("key")
                .hasCause(cause);
        assertThatThrownBy(() -> cache.getAll(Set.of("key")))
                .isInstanceOf(CacheLoaderException.class)
                .hasCause(cause);
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void loader_thatBringsWhatCannotBeStored_isToldWithCacheAndKey() {
        Cache<String, Object> cache = loadingCache(new Loader(Thread::currentThread));

        assertThatThrownBy(() -> cache.get("key"))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("\"cache\"")
                .hasMessageContaining("key")
                .hasMessageContaining("java.lang.Thread");
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writes")
    void writer_thatThrows_keepsTheCacheAsItIs(String operation, Action action) {
        RecordingWriter writer = new RecordingWriter();
        Cache<String, Object> cache = writingCache(writer);
        cache.put("there", "before");
        writer.failure = new IllegalStateException("disk full");

        assertThatThrownBy(() -> action.on(cache))
                .isInstanceOf(CacheWriterException.class)
                .hasRootCause(writer.failure);

        assertThat(cache.get("there")).isEqualTo("before");
        assertThat(redis.command("DBSIZE")).isEqualTo(1L);
    }

    static Stream<Arguments> writes() {
        return Stream.of(
                write("put", cache -> cache.put("there", "new")),
                write("putAll", cache -> cache.putAll(Map.of("there", "new", "other", "new"))),
                write("getAndPut", cache -> cache.getAndPut("there", "new")),
                write("putIfAbsent", cache -> cache.putIfAbsent("absent", "new")),
                write("replace", cache -> cache.replace("there", "new")),
                write("replace(k,old,new)", cache -> cache.replace("there", "before", "new")),
                write("getAndReplace", cache -> cache.getAndReplace("there", "new")),
                write("remove", cache -> cache.remove("there")),
                write("remove(k,old)", cache -> cache.remove("there", "before")),
                write("getAndRemove", cache -> cache.getAndRemove("there")));
    }

    private static Arguments write(String name, Action action) {
        return Arguments.of(name, action);
    }

    @Test
    void writerInInvoke_thatThrows_keepsTheCacheAsItIs() {
        RecordingWriter writer = new RecordingWriter();
        Cache<String, Object> cache = writingCache(writer);
        cache.put("there", "before");
        writer.failure = new IllegalStateException("disk full");

        assertThatThrownBy(() -> cache.invoke("there", (entry, arguments) -> {
                    entry.setValue("new");
                    return null;
                }))
                .isInstanceOf(CacheException.class)
                .hasRootCause(writer.failure);
        assertThat(cache.get("there")).isEqualTo("before");
    }

    @Test
    void writer_whereNothingIsWritten_isNotCalled() {
        RecordingWriter writer = new RecordingWriter();
        Cache<String, Object> cache = writingCache(writer);
        cache.put("there", "before");
        writer.calls.clear();

        cache.putIfAbsent("there", "new");
        cache.replace("absent", "new");
        cache.replace("there", "other", "new");
        cache.getAndReplace("absent", "new");
        cache.remove("there", "other");
        cache.invoke("there", (entry, arguments) -> entry.getValue());
        cache.clear();

        assertThat(writer.calls).isEmpty();
    }

    /** The row stayed, and came back with the next read. */
    @Test
    void invoke_thatRemovesWhatItLoaded_deletesTheRow() {
        RecordingWriter writer = new RecordingWriter();
        Cache<String, Object> cache = tandem.cache(objects()
                .setReadThrough(true)
                .setCacheLoaderFactory(() -> new Loader(() -> "row"))
                .setWriteThrough(true)
                .setCacheWriterFactory(() -> writer));

        cache.invoke("loaded", (entry, arguments) -> {
            assertThat(entry.getValue()).isEqualTo("row");
            entry.remove();
            assertThat(entry.getValue()).isNull();
            return null;
        });
        cache.invoke("loaded and changed", (entry, arguments) -> {
            entry.setValue(entry.getValue() + "!");
            entry.remove();
            return null;
        });
        cache.invoke("made", (entry, arguments) -> {
            entry.setValue("new");
            entry.remove();
            assertThat(entry.exists()).isFalse();
            return null;
        });

        assertThat(writer.calls).containsExactly("delete loaded", "delete loaded and changed");
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    static Stream<Object> unstorable() {
        Supplier<String> lambda = () -> "lambda";
        return Stream.of(lambda, new Thread("unstorable"), List.of(new Thread("nested")));
    }

    @ParameterizedTest
    @MethodSource("unstorable")
    void value_thatCannotBeEncoded_isToldAndNothingIsWritten(Object value) {
        RecordingWriter writer = new RecordingWriter();
        Cache<String, Object> cache = writingCache(writer);

        List<Action> actions = List.of(
                any -> any.put("the-key", value),
                any -> any.putAll(Map.of("the-key", value)),
                any -> any.getAndPut("the-key", value),
                any -> any.putIfAbsent("the-key", value),
                any -> any.replace("the-key", value),
                any -> any.invoke("the-key", (entry, arguments) -> {
                    entry.setValue(value);
                    return null;
                }));
        assertThat(actions)
                .allSatisfy(action -> assertThatThrownBy(() -> action.on(cache))
                        .isInstanceOf(CacheException.class)
                        .hasMessageContaining("\"cache\"")
                        .hasMessageContaining("the-key")
                        .hasMessageContaining("can't be encoded"));

        assertThat(writer.calls).isEmpty();
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void putAll_withOneValueThatCannotBeEncoded_storesNone() {
        Cache<String, Object> cache = tandem.cache(objects());

        assertThatThrownBy(() -> cache.putAll(Map.of("good", "value", "bad", new Thread("unstorable"))))
                .isInstanceOf(CacheException.class);
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void key_thatCannotBeEncoded_isTold() {
        Cache<Object, String> cache =
                tandem.cache(new MutableConfiguration<Object, String>().setTypes(Object.class, String.class));

        assertThatThrownBy(() -> cache.get(new Thread("unstorable")))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("\"cache\"")
                .hasMessageContaining("can't be encoded");
    }

    /** The keys before the bad one were reserved already, and a read that waits for them would wait for ever. */
    @Test
    void getAll_withAKeyThatCannotBeEncoded_leavesTheOthersReadable() {
        Cache<Object, String> cache =
                tandem.cache(new MutableConfiguration<Object, String>().setTypes(Object.class, String.class));
        cache.put("good", "value");
        Set<Object> keys = new LinkedHashSet<>(List.of("good", new Thread("unstorable")));

        assertThatThrownBy(() -> cache.getAll(keys)).isInstanceOf(CacheException.class);

        assertThat(cache.get("good")).isEqualTo("value");
    }

    static Stream<Throwable> thrown() {
        return Stream.of(
                new IllegalStateException("state"),
                new StackOverflowError("deep"),
                new AssertionError("assertion"),
                new CacheException("of the cache"));
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void processor_thatThrows_isWrappedAndChangesNothing(Throwable thrown) {
        Cache<String, Object> cache = tandem.cache(objects());
        cache.put("key", "before");

        assertThatThrownBy(() -> cache.invoke("key", (entry, arguments) -> {
                    entry.setValue("new");
                    throw UserCodeFailureTest.<RuntimeException>sneaky(thrown);
                }))
                .isInstanceOf(EntryProcessorException.class)
                .hasCause(thrown);
        assertThat(cache.get("key")).isEqualTo("before");
        assertThat(cache.invokeAll(Set.of("key"), (entry, arguments) -> {
                    throw UserCodeFailureTest.<RuntimeException>sneaky(thrown);
                }))
                .hasEntrySatisfying(
                        "key",
                        result -> assertThatThrownBy(result::get)
                                .isInstanceOf(EntryProcessorException.class)
                                .hasCause(thrown));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // throws errors out of processors as they are
    private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
