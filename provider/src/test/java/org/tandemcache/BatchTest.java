package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheWriter;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Operations on many keys: what fails in the middle, what is empty, and what their user code is given. */
@WithRedis
class BatchTest {
    private static final int CHUNK = 500;

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    BatchTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private static final class Counter
            implements CacheEntryCreatedListener<String, String>, CacheEntryRemovedListener<String, String> {
        final AtomicInteger created = new AtomicInteger();
        final AtomicInteger removed = new AtomicInteger();

        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            events.forEach(event -> created.incrementAndGet());
        }

        @Override
        public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            events.forEach(event -> removed.incrementAndGet());
        }
    }

    /** The first chunk was stored, and neither listeners nor statistics heard of it. */
    @Test
    void putAllAndRemoveAll_thatFailInTheirSecondChunk_tellAndCountWhatTheyHaveDone() throws Exception {
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i < CHUNK + 100; i++) {
            entries.put("key" + i, "value");
        }
        Set<String> keys = new LinkedHashSet<>(entries.keySet());
        Counter counter = new Counter();
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            Cache<String, String> cache = tandem.newManager(CacheFixture.properties(wire.uri()))
                    .createCache(
                            CacheFixture.NAME,
                            CacheFixture.textsConfiguration()
                                    .setStatisticsEnabled(true)
                                    .addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<>(
                                            () -> counter, null, false, true)));
            cache.containsKey("connects");
            wire.loseRequestsAt("key" + (CHUNK + 50), 1);
            assertThatThrownBy(() -> cache.putAll(entries)).isInstanceOf(CacheException.class);

            assertThat(counter.created).hasValueBetween(CHUNK, CHUNK + 50);
            assertThat(statistic(cache, "CachePuts")).isEqualTo((long) counter.created.get());

            Await.until("Redis is there again", () -> puts(cache, entries));
            wire.loseRequestsAt("key" + (CHUNK + 50), 1);
            assertThatThrownBy(() -> cache.removeAll(keys)).isInstanceOf(CacheException.class);

            assertThat(counter.removed).hasValueBetween(CHUNK, CHUNK + 50);
            assertThat(statistic(cache, "CacheRemovals")).isEqualTo((long) counter.removed.get());
        }
    }

    private static boolean puts(Cache<String, String> cache, Map<String, String> entries) {
        try {
            cache.putAll(entries);
            return true;
        } catch (CacheException e) {
            return false;
        }
    }

    private static Object statistic(Cache<?, ?> cache, String attribute) throws Exception {
        ObjectName pattern = new ObjectName("javax.cache:type=CacheStatistics,Cache=" + cache.getName() + ",*");
        ObjectName name = ManagementFactory.getPlatformMBeanServer()
                .queryNames(pattern, null)
                .iterator()
                .next();
        return ManagementFactory.getPlatformMBeanServer().getAttribute(name, attribute);
    }

    private static final class Writer implements CacheWriter<String, String> {
        final List<Object> batches = new ArrayList<>();

        @Override
        public void write(Cache.Entry<? extends String, ? extends String> entry) {
            throw new AssertionError("batches alone");
        }

        @Override
        public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
            batches.add(entries.size());
            entries.clear();
        }

        @Override
        public void delete(Object key) {
            throw new AssertionError("batches alone");
        }

        @Override
        public void deleteAll(Collection<?> keys) {
            batches.add(keys instanceof Set<?> set && set.equals(Set.of("a", "b")));
            keys.clear();
        }
    }

    private Cache<String, String> cacheWith(Writer writer) {
        return tandem.cache(
                CacheFixture.textsConfiguration().setWriteThrough(true).setCacheWriterFactory(() -> writer));
    }

    @Test
    void emptyBatch_callsNoWriter() {
        Writer writer = new Writer();
        Cache<String, String> cache = cacheWith(writer);

        cache.putAll(Map.of());
        cache.removeAll(Set.of());
        cache.removeAll();

        assertThat(writer.batches).isEmpty();
    }

    /** Keys have no order, and writers compare what they are given with the set that they expect. */
    @Test
    void removeAll_givesTheWriterASet() {
        Writer writer = new Writer();

        cacheWith(writer).removeAll(Set.of("a", "b"));

        assertThat(writer.batches).containsExactly(true);
    }

    private static final class EndsAtUpdate implements ExpiryPolicy {
        @Override
        public Duration getExpiryForCreation() {
            return Duration.ETERNAL;
        }

        @Override
        public Duration getExpiryForAccess() {
            return null;
        }

        @Override
        public Duration getExpiryForUpdate() {
            return Duration.ZERO;
        }
    }

    @Test
    void putAll_whoseUpdateExpiresAtOnce_countsAsPutDoes() throws Exception {
        Cache<String, String> cache = tandem.cache(
                CacheFixture.textsConfiguration().setStatisticsEnabled(true).setExpiryPolicyFactory(EndsAtUpdate::new));
        cache.put("single", "value");
        cache.put("batch", "value");

        cache.put("single", "ends");
        long byPut = (long) statistic(cache, "CachePuts");
        cache.putAll(Map.of("batch", "ends"));

        assertThat(byPut).isEqualTo(2L);
        assertThat(statistic(cache, "CachePuts")).isEqualTo(2L);
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"}) // a processor that is not told the cache's types
    void invokeAll_whereOneSetsAWrongType_answersForEachKey() {
        Cache<String, String> cache =
                tandem.cache(new MutableConfiguration<String, String>().setTypes(String.class, String.class));

        Map<String, EntryProcessorResult<String>> results =
                cache.invokeAll(new LinkedHashSet<>(List.of("a", "wrong", "b")), (entry, arguments) -> {
                    if (entry.getKey().equals("wrong")) {
                        ((javax.cache.processor.MutableEntry) entry).setValue(42);
                    } else {
                        entry.setValue("new");
                    }
                    return "done";
                });

        assertThat(results.get("a").get()).isEqualTo("done");
        assertThat(results.get("b").get()).isEqualTo("done");
        assertThatThrownBy(() -> results.get("wrong").get())
                .isInstanceOf(EntryProcessorException.class)
                .hasCauseInstanceOf(ClassCastException.class);
        assertThat(cache.getAll(Set.of("a", "wrong", "b"))).isEqualTo(Map.of("a", "new", "b", "new"));
    }
}
