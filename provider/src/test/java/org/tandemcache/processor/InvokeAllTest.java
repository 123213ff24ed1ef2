package org.tandemcache.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.Actors;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Entry processors of many keys, which travel together and end each by itself. */
@WithRedis
class InvokeAllTest {
    private static final int MANY = 30;

    @RegisterExtension
    final CacheFixture tandem;

    InvokeAllTest(RedisServer redis) {
        this.tandem = new CacheFixture(redis);
    }

    private static Set<String> keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "key " + i).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static final EntryProcessor<String, String, String> APPEND = (entry, arguments) -> {
        String before = entry.exists() ? entry.getValue() : "";
        entry.setValue(before + arguments[0]);
        return before;
    };

    @Test
    void results_ofEach_areItsOwn() {
        Cache<String, String> cache = tandem.texts();
        cache.put("old", "a");
        cache.put("removed", "a");

        Map<String, EntryProcessorResult<String>> results =
                cache.invokeAll(Set.of("old", "new", "removed", "failing", "read"), (entry, arguments) -> {
                    switch (entry.getKey()) {
                        case "old", "new" -> entry.setValue("b");
                        case "removed" -> entry.remove();
                        case "failing" -> throw new IllegalArgumentException("of this key");
                        default -> {
                            return null;
                        }
                    }
                    return entry.getKey() + " done";
                });

        assertThat(results.keySet()).containsExactlyInAnyOrder("old", "new", "removed", "failing");
        assertThat(results.get("old").get()).isEqualTo("old done");
        assertThatThrownBy(results.get("failing")::get)
                .isInstanceOf(EntryProcessorException.class)
                .hasMessageContaining("of this key");
        assertThat(cache.getAll(Set.of("old", "new", "removed", "failing", "read")))
                .isEqualTo(Map.of("old", "b", "new", "b"));
    }

    /** More than a chunk, and values that are bounded by their bytes. */
    @ParameterizedTest
    @ValueSource(ints = {10, 300_000})
    void keys_moreThanAChunk_areAllChanged(int length) {
        Cache<String, String> cache = tandem.texts();
        Set<String> keys = keys(length < 1_000 ? 1_200 : 40);
        String value = "v".repeat(length);

        cache.invokeAll(keys, APPEND, value);
        Map<String, EntryProcessorResult<String>> results = cache.invokeAll(keys, APPEND, "!");

        assertThat(results).hasSize(keys.size());
        assertThat(results.values())
                .allSatisfy(result -> assertThat(result.get()).isEqualTo(value));
        assertThat(cache.getAll(keys).values()).hasSize(keys.size()).containsOnly(value + "!");
    }

    /** Whoever changes one entry in between makes one processor run again. */
    @Test
    void entry_changedByAnotherMeanwhile_isProcessedAgainAlone() {
        Cache<String, String> cache = tandem.texts();
        Cache<String, String> other =
                tandem.newManager().createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
        keys(MANY).forEach(key -> cache.put(key, "a"));
        Map<String, Integer> runs = new TreeMap<>();
        AtomicBoolean once = new AtomicBoolean();

        cache.invokeAll(keys(MANY), (entry, arguments) -> {
            runs.merge(entry.getKey(), 1, Integer::sum);
            if (entry.getKey().equals("key 7") && once.compareAndSet(false, true)) {
                other.put("key 7", "other");
            }
            entry.setValue(entry.getValue() + "b");
            return null;
        });

        assertThat(runs.remove("key 7")).isEqualTo(2);
        assertThat(runs.values()).hasSize(MANY - 1).containsOnly(1);
        assertThat(other.get("key 7")).isEqualTo("otherb");
        assertThat(other.get("key 8")).isEqualTo("ab");
    }

    /** Together they make each other lose in each round; one after the other they don't. */
    @Test
    void processors_thatWriteEachOthersKeys_end() {
        Cache<String, String> cache = tandem.texts();

        Map<String, EntryProcessorResult<String>> results = cache.invokeAll(Set.of("a", "b"), (entry, arguments) -> {
            cache.put(entry.getKey().equals("a") ? "b" : "a", "by the other");
            entry.setValue("own");
            return "done";
        });

        assertThat(results.get("a").get()).isEqualTo("done");
        assertThat(results.get("b").get()).isEqualTo("done");
    }

    @Test
    void incrementsOfManyThreadsAndManagers_overlapping_areNeverLost() throws Exception {
        Cache<String, String> one = tandem.texts();
        Cache<String, String> two =
                tandem.newManager().createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
        int rounds = 20;
        EntryProcessor<String, String, String> increment = (entry, arguments) -> {
            entry.setValue(Integer.toString(1 + (entry.exists() ? Integer.parseInt(entry.getValue()) : 0)));
            return null;
        };

        Actors.together(4, i -> () -> {
            List<String> order = new ArrayList<>(keys(MANY));
            for (int round = 0; round < rounds; round++) {
                Collections.rotate(order, i * 7 + round);
                assertThat((i % 2 == 0 ? one : two).invokeAll(new LinkedHashSet<>(order), increment))
                        .isEmpty();
            }
            return true;
        });

        assertThat(one.getAll(keys(MANY)).values()).hasSize(MANY).containsOnly(Integer.toString(4 * rounds));
    }

    /** A key that another processor holds is waited for last, and nobody waits for the batch meanwhile. */
    @Test
    void key_heldByAnotherProcessor_keepsNoOtherWaiting() throws Exception {
        Cache<String, String> cache = tandem.texts();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        try (Actors actors = new Actors()) {
            Future<String> holder = actors.start(() -> cache.invoke("key 1", (entry, arguments) -> {
                held.countDown();
                await(letGo);
                entry.setValue("holder");
                return null;
            }));
            await(held);
            Future<?> batch = actors.start(() -> cache.invokeAll(keys(3), APPEND, "!"));
            Await.until(
                    "the others are changed",
                    () -> cache.getAll(keys(3)).keySet().equals(Set.of("key 0", "key 2")));
            assertThat(cache.<String>invoke("key 0", APPEND, "?")).isEqualTo("!");

            letGo.countDown();
            Actors.result(holder);
            Actors.result(batch);
        }

        assertThat(cache.getAll(keys(3))).isEqualTo(Map.of("key 0", "!?", "key 1", "holder!", "key 2", "!"));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Writer implements CacheWriter<String, String> {
        final Map<String, Object> rows = new TreeMap<>();

        @Override
        public void write(Cache.Entry<? extends String, ? extends String> entry) {
            if (entry.getKey().equals("key 1")) {
                throw new CacheWriterException("no room for " + entry.getKey());
            }
            if (entry.getKey().equals("key 3") && entry.getValue().equals("error")) {
                throw new StackOverflowError("of the writer");
            }
            rows.put(entry.getKey(), entry.getValue());
        }

        @Override
        public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
            throw new AssertionError("a processor's value is written by itself");
        }

        @Override
        public void delete(Object key) {
            rows.remove(key);
        }

        @Override
        public void deleteAll(Collection<?> keys) {
            throw new AssertionError("a processor's removal is written by itself");
        }
    }

    private Cache<String, String> writingThrough(Writer writer) {
        return tandem.cache(
                CacheFixture.textsConfiguration().setWriteThrough(true).setCacheWriterFactory(() -> writer));
    }

    @Test
    void writer_thatFailsForOne_leavesTheOthersWrittenAndStored() {
        Writer writer = new Writer();
        Cache<String, String> cache = writingThrough(writer);

        Map<String, EntryProcessorResult<String>> results = cache.invokeAll(keys(3), APPEND, "v");

        assertThatThrownBy(results.get("key 1")::get)
                .isInstanceOf(EntryProcessorException.class)
                .hasRootCauseMessage("no room for key 1");
        assertThat(cache.getAll(keys(3))).isEqualTo(Map.of("key 0", "v", "key 2", "v"));
        assertThat(writer.rows).isEqualTo(cache.getAll(keys(3)));
    }

    /** What was written through before is not left out of the cache. */
    @Test
    void writer_thatThrowsAnError_endsTheBatchOnceWhatItHasWrittenIsStored() {
        Writer writer = new Writer();
        Cache<String, String> cache = writingThrough(writer);
        cache.put("key 2", "old");

        assertThatThrownBy(() ->
                        cache.invokeAll(new LinkedHashSet<>(List.of("key 2", "key 3", "key 4")), (entry, none) -> {
                            entry.setValue("error");
                            return null;
                        }))
                .isInstanceOf(StackOverflowError.class);

        assertThat(cache.getAll(Set.of("key 2", "key 3", "key 4"))).isEqualTo(writer.rows);
        assertThat(writer.rows).containsEntry("key 2", "error").doesNotContainKey("key 3");
    }

    private static final class Heard
            implements CacheEntryCreatedListener<String, String>, CacheEntryUpdatedListener<String, String> {
        final Map<String, String> changes = new TreeMap<>();

        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            events.forEach(event -> changes.put(event.getKey(), "created"));
        }

        @Override
        public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            events.forEach(event -> changes.put(event.getKey(), "updated from " + event.getOldValue()));
        }
    }

    @Test
    void listenersAndStatistics_hearOfEachAsOfOneInvoke() throws Exception {
        Heard heard = new Heard();
        Cache<String, String> cache = tandem.cache(CacheFixture.textsConfiguration()
                .setStatisticsEnabled(true)
                .addCacheEntryListenerConfiguration(
                        new MutableCacheEntryListenerConfiguration<>(() -> heard, null, true, true)));
        cache.put("key 0", "a");
        heard.changes.clear();

        cache.invokeAll(keys(2), APPEND, "b");

        assertThat(heard.changes).isEqualTo(Map.of("key 0", "updated from a", "key 1", "created"));
        assertThat(statistic(cache, "CacheHits")).isEqualTo(1L);
        assertThat(statistic(cache, "CacheMisses")).isEqualTo(1L);
        assertThat(statistic(cache, "CachePuts")).isEqualTo(3L);
    }

    private static Object statistic(Cache<?, ?> cache, String attribute) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName pattern = new ObjectName("javax.cache:type=CacheStatistics,Cache=" + cache.getName() + ",*");
        return server.getAttribute(server.queryNames(pattern, null).iterator().next(), attribute);
    }

    /** A processor that loads its value keeps what was loaded, though others of the batch are stored. */
    @Test
    void values_loadedByTheProcessors_areKept() {
        AtomicInteger loads = new AtomicInteger();
        Cache<String, String> cache = tandem.cache(
                CacheFixture.textsConfiguration().setReadThrough(true).setCacheLoaderFactory(() -> new Loader(loads)));

        Map<String, EntryProcessorResult<String>> results =
                cache.invokeAll(keys(MANY), (entry, arguments) -> entry.getValue());

        assertThat(results.get("key 3").get()).isEqualTo("row of key 3");
        assertThat(loads).hasValue(MANY);
        assertThat(cache.containsKey("key 3")).isTrue();
    }

    private record Loader(AtomicInteger loads) implements CacheLoader<String, String> {
        @Override
        public String load(String key) {
            loads.incrementAndGet();
            return "row of " + key;
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> wanted) {
            throw new AssertionError("a processor asks for its own key alone");
        }
    }

    @Test
    void nodeOfACluster_frozen_failsItsOwnKeysAlone() throws Exception {
        try (RedisCluster cluster = RedisCluster.start(3, 0)) {
            cluster.nodes() // if they find out that one is away, the others go on
                    .forEach(node -> node.command("CONFIG", "SET", "cluster-require-full-coverage", "no"));
            Cache<String, String> cache = at(cluster.uri() + "?timeout=1s"); // which is waited for
            Cache<String, String> patient = at(cluster.uri() + "?timeout=30s");
            patient.invokeAll(keys(MANY), APPEND, "a");
            Await.until("all nodes are known", () -> answers(cache));
            RedisServer frozen = cluster.masterOf(CacheFixture.redisKey("key 1"));
            Set<String> others = keys(MANY);
            others.removeIf(key -> cluster.masterOf(CacheFixture.redisKey(key)).equals(frozen));

            frozen.pause();
            Map<String, EntryProcessorResult<String>> results;
            try {
                results = cache.invokeAll(keys(MANY), APPEND, "b");
            } finally {
                frozen.resume();
            }

            assertThat(others).isNotEmpty().doesNotContain("key 1");
            results.forEach((key, result) -> {
                if (others.contains(key)) {
                    assertThat(result.get()).isEqualTo("a");
                } else {
                    assertThatThrownBy(result::get).isInstanceOf(EntryProcessorException.class);
                }
            });
            assertThat(patient.getAll(others).values()).hasSize(others.size()).containsOnly("ab");
        }
    }

    private Cache<String, String> at(String uri) {
        return tandem.newManager(CacheFixture.properties(uri))
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                                .withNear(NearConfiguration.off()));
    }

    private static boolean answers(Cache<String, String> cache) {
        try {
            return cache.getAll(keys(MANY)).size() == MANY;
        } catch (CacheException e) { // a first answer of a busy machine may come too late
            return false;
        }
    }

    @Test
    void redis_awayInABypassingCache_looksLikeAnEmptyCache() {
        try (RedisServer away = RedisServer.embedded()) {
            Cache<String, String> cache = tandem.newManager(
                            CacheFixture.properties(away.uri().toString()))
                    .createCache(
                            CacheFixture.NAME,
                            TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                                    .withFailure(FailureConfiguration.builder()
                                            .mode(FailureConfiguration.Mode.BYPASS)
                                            .build()));
            keys(3).forEach(key -> cache.put(key, "a"));
            away.kill();

            Map<String, EntryProcessorResult<String>> results = cache.invokeAll(keys(3), APPEND, "b");

            assertThat(results).hasSize(3);
            assertThat(results.values())
                    .allSatisfy(result -> assertThat(result.get()).isEmpty());
        }
    }
}
