package org.tandemcache.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.net.URI;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** The observations of calls of Redis, of which traces are made. */
@WithRedis(own = true)
class TandemObservationsTest {
    private final RedisServer redis;
    private final TandemCachingProvider provider = new TandemCachingProvider();
    private final ObservationRegistry registry = ObservationRegistry.create();
    private final List<Observation.Context> ended = new CopyOnWriteArrayList<>();
    private final CacheManager manager;

    TandemObservationsTest(RedisServer redis) {
        this.redis = redis;
        Properties properties = new Properties();
        properties.setProperty("tandem.redis.uri", redis.uri() + "?timeout=30s");
        properties.setProperty("tandem.near.lease", "60 s"); // so a slow machine ends no copy
        manager = provider.getCacheManager(URI.create("shop"), null, properties);
        registry.observationConfig().observationHandler(new Ended());
        new TandemObservations(registry).observe(manager);
    }

    private final class Ended implements ObservationHandler<Observation.Context> {
        @Override
        public void onStop(Observation.Context context) {
            ended.add(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    @AfterEach
    void close() {
        provider.close();
    }

    private Cache<String, String> cache() {
        return manager.createCache(
                "prices", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
    }

    @Test
    void call_withinAnObservation_isItsChildWithTheAttributesOfRedis() {
        Cache<String, String> cache = cache();
        cache.put("key", "value"); // who answers is known from then on
        only();
        ended.clear();
        Observation parent = Observation.start("request", registry);
        parent.scoped(() -> cache.put("key", "value"));

        SenderContext<?> put = (SenderContext<?>) only();
        assertThat(put.getName()).isEqualTo("tandem.redis.call");
        assertThat(put.getContextualName()).isEqualTo("SET prices");
        assertThat(put.getKind()).isEqualTo(Kind.CLIENT);
        assertThat(put.getRemoteServiceAddress()).isEqualTo("redis://" + redis.host() + ":" + redis.port());
        assertThat(put.getParentObservation()).isSameAs(parent);
        assertThat(keyValues(put))
                .containsExactlyInAnyOrder(
                        "db.system.name=redis",
                        "db.operation.name=SET",
                        "tandem.cache=prices",
                        "tandem.operation=put",
                        "cache.write=true",
                        "error.type=none");
    }

    @Test
    void nearHits_areNoObservations_andTheReadBeforeThemIsOnePipeline() {
        Cache<String, String> cache = manager.createCache(
                "prices",
                TandemConfiguration.builder(String.class, String.class)
                        .near(near -> near.rememberAbsent(true))
                        .build());
        awaitCopies();
        for (int i = 0; i < 1_000; i++) {
            cache.get("key");
        }

        SenderContext<?> read = (SenderContext<?>) only();
        assertThat(read.getContextualName()).isEqualTo("PIPELINE GET prices");
        assertThat(keyValues(read)).contains("db.operation.batch.size=2", "cache.hit=false", "cache.write=false");
    }

    @Test
    void call_thatFails_hasItsErrorAndTheServersWord() {
        Cache<String, String> cache = cache();
        redis.exhaustMemory();
        try {
            assertThatThrownBy(() -> cache.put("key", "value")).isInstanceOf(CacheException.class);
        } finally {
            redis.freeMemory();
        }

        assertThat(only().getError()).hasMessageContaining("OOM");
        assertThat(keyValues(only())).contains("error.type=OOM");
    }

    @Test
    void keys_ofEntries_areInNoObservation() {
        Cache<String, String> cache = cache();
        cache.put("secret-key", "value");

        assertThat(only().toString()).doesNotContain("secret-key");
    }

    /** Reads of all caches leave near copies from now on: none waits for long until Redis tracks what is read. */
    @SuppressWarnings("unchecked") // a class object can't carry type arguments
    private void awaitCopies() {
        TandemCache<String, String> warm = manager.createCache(
                        "warm", new MutableConfiguration<String, String>().setTypes(String.class, String.class))
                .unwrap(TandemCache.class);
        warm.put("key", "value");
        awaitThat(() -> {
            warm.get("key");
            return warm.getNear("key") != null;
        });
    }

    /** Of the cache that a test is about. */
    private List<Observation.Context> ended() {
        return ended.stream()
                .filter(context -> keyValues(context).contains("tandem.cache=prices"))
                .toList();
    }

    private Observation.Context only() {
        awaitThat(() -> !ended().isEmpty());
        assertThat(ended()).hasSize(1);
        return ended().get(0);
    }

    private static void awaitThat(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as("waited").isLessThan(TimeUnit.SECONDS.toNanos(60));
            Thread.onSpinWait();
        }
    }

    private static List<String> keyValues(Observation.Context context) {
        return context.getAllKeyValues().stream()
                .map(TandemObservationsTest::text)
                .collect(Collectors.toList());
    }

    private static String text(KeyValue pair) {
        return pair.getKey() + "=" + pair.getValue();
    }
}
