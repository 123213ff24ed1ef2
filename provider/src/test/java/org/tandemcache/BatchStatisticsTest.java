package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.config.CodecConfiguration;
import org.tandemcache.config.CodecConfiguration.OnUnwritable;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** A batch counts in the statistics as its entries would, one by one. */
@WithRedis
class BatchStatisticsTest {
    private static final Object UNWRITABLE = (Runnable & Serializable) () -> {};

    @RegisterExtension
    final CacheFixture tandem;

    BatchStatisticsTest(RedisServer redis) {
        tandem = new CacheFixture(redis);
    }

    /** An update ends the entry. */
    public static final class EndingAtUpdate implements ExpiryPolicy {
        @Override
        public Duration getExpiryForCreation() {
            return Duration.ETERNAL;
        }

        @Override
        public @Nullable Duration getExpiryForAccess() {
            return null;
        }

        @Override
        public Duration getExpiryForUpdate() {
            return Duration.ZERO;
        }
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of(EternalExpiryPolicy.class, List.of("one", "other"), 2, 0),
                Arguments.of(EndingAtUpdate.class, List.of("one", "other"), 1, 0),
                Arguments.of(EternalExpiryPolicy.class, List.of("one", UNWRITABLE), 1, 1),
                Arguments.of(EndingAtUpdate.class, List.of("one", UNWRITABLE), 1, 1));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void putAll_countsWhatPutCounts(
            Class<? extends ExpiryPolicy> policy, List<Object> values, long puts, long removals) {
        for (boolean heard : new boolean[] {false, true}) {
            Cache<String, Object> single = cache("single-" + heard, policy, heard);
            values.forEach(value -> single.put("key", value));
            assertThat(counted(single)).containsExactly(puts, removals);

            Cache<String, Object> batch = cache("batch-" + heard, policy, heard);
            values.forEach(value -> batch.putAll(Map.of("key", value)));
            assertThat(counted(batch)).containsExactly(puts, removals);
        }
    }

    @Test
    void getAll_ofWhatIsNotThere_countsItsTimeOnce() {
        Cache<String, Object> cache = cache("absent", EternalExpiryPolicy.class, false);

        long start = System.nanoTime();
        cache.getAll(Set.of("one", "other"));
        float micros = (System.nanoTime() - start) / 1000f;

        float each = (Float) attribute(cache, "AverageGetTime");
        assertThat(2 * each).isPositive().isLessThanOrEqualTo(micros);
    }

    @Test
    void removeAll_ofMoreThanAChunk_countsItsTimeOnce() {
        Cache<String, Object> cache = cache("many", EternalExpiryPolicy.class, false);
        Map<String, Object> entries = IntStream.range(0, 1100)
                .mapToObj(Integer::toString)
                .collect(Collectors.toMap(Function.identity(), Function.identity()));
        cache.putAll(entries);

        long start = System.nanoTime();
        cache.removeAll(entries.keySet());
        float micros = (System.nanoTime() - start) / 1000f;

        float each = (Float) attribute(cache, "AverageRemoveTime");
        assertThat(entries.size() * each).isPositive().isLessThanOrEqualTo(micros);
    }

    private static final class LongToWrite implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(50);

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            for (long start = System.nanoTime(); System.nanoTime() - start < NANOS; ) {
                Thread.onSpinWait();
            }
            out.defaultWriteObject();
        }
    }

    @Test
    void put_ofAValueThatIsLongToEncode_countsThatTimeAsPutAllDoes() {
        float least = TimeUnit.NANOSECONDS.toMicros(LongToWrite.NANOS);
        Cache<String, Object> single = cache("single", EternalExpiryPolicy.class, false);
        single.put("key", new LongToWrite());
        assertThat((Float) attribute(single, "AveragePutTime")).isGreaterThanOrEqualTo(least);

        Cache<String, Object> batch = cache("batch", EternalExpiryPolicy.class, false);
        batch.putAll(Map.of("key", new LongToWrite()));
        assertThat((Float) attribute(batch, "AveragePutTime")).isGreaterThanOrEqualTo(least);
    }

    private Cache<String, Object> cache(String name, Class<? extends ExpiryPolicy> policy, boolean heard) {
        MutableConfiguration<String, Object> configuration = new MutableConfiguration<String, Object>()
                .setTypes(String.class, Object.class)
                .setStatisticsEnabled(true)
                .setExpiryPolicyFactory(FactoryBuilder.factoryOf(policy));
        if (heard) {
            CacheEntryCreatedListener<String, Object> listener = events -> {};
            configuration.addCacheEntryListenerConfiguration(
                    new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, true));
        }
        return tandem.manager()
                .createCache(
                        name,
                        TandemConfiguration.copyOf(configuration)
                                .withCodec(CodecConfiguration.builder()
                                        .onUnwritable(OnUnwritable.SKIP)
                                        .build()));
    }

    /** The puts and the removals. */
    static List<Long> counted(Cache<?, ?> cache) {
        return List.of((Long) attribute(cache, "CachePuts"), (Long) attribute(cache, "CacheRemovals"));
    }

    private static Object attribute(Cache<?, ?> cache, String attribute) {
        try {
            MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            Set<ObjectName> names = beans.queryNames(
                    new ObjectName("javax.cache:type=CacheStatistics,Cache=" + cache.getName() + ",*"), null);
            assertThat(names).hasSize(1);
            return beans.getAttribute(names.iterator().next(), attribute);
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }
}
