package org.tandemcache.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.config.LoadConfiguration;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.PreloadConfiguration;
import org.tandemcache.config.RefreshConfiguration;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** The meters of a manager and its caches. */
@WithRedis
class TandemMetricsTest {
    private static final LoadConfiguration REMEMBERING = LoadConfiguration.builder()
            .rememberAbsent(java.time.Duration.ofSeconds(30))
            .build();

    private final TandemCachingProvider provider = new TandemCachingProvider();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CacheManager manager;

    TandemMetricsTest(RedisServer redis) {
        Properties properties = new Properties();
        properties.setProperty("tandem.redis.uri", redis.uri() + "?timeout=30s");
        properties.setProperty("tandem.near.lease", "60 s"); // so a slow machine ends no copy
        manager = provider.getCacheManager(URI.create("shop"), null, properties);
    }

    @AfterEach
    void close() {
        provider.close();
    }

    /** Reads of all caches leave near copies from now on: none waits for long until Redis tracks what is read. */
    @SuppressWarnings("unchecked") // a class object can't carry type arguments
    private void awaitCopies() {
        TandemCache<String, String> warm = manager.createCache("warm", texts()).unwrap(TandemCache.class);
        warm.put("key", "value");
        awaitThat(() -> {
            warm.get("key");
            return warm.getNear("key") != null;
        });
        manager.destroyCache("warm");
    }

    private static MutableConfiguration<String, String> texts() {
        return new MutableConfiguration<String, String>().setTypes(String.class, String.class);
    }

    private static TandemConfiguration<String, String> stamped() {
        return TandemConfiguration.builder(String.class, String.class)
                .tags(tags -> tags.mode(TagConfiguration.Mode.GENERATION))
                .build();
    }

    private static TandemConfiguration<String, String> preloaded() {
        return TandemConfiguration.builder(String.class, String.class)
                .near(near -> near.preload(PreloadConfiguration.on()))
                .build();
    }

    private static TandemConfiguration<String, String> journaled() {
        return TandemConfiguration.builder(String.class, String.class)
                .journal(journal -> journal.length(100))
                .build();
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    /** Renaming one is a breaking change: dashboards and alerts of users rest on them. */
    @Test
    void names_ofAllMeters_areThoseOfThePage() throws IOException {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new TandemMetrics(manager).bindTo(prometheus);
        Cache<String, String> cache = manager.createCache(
                "everything",
                TandemConfiguration.copyOf(texts().setStatisticsEnabled(true)
                                .setReadThrough(true)
                                .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR))
                                .setCacheLoaderFactory(FactoryBuilder.factoryOf(Loader.class)))
                        .withRefresh(
                                RefreshConfiguration.builder().beforeExpiry(0.2).build())
                        .withLoad(REMEMBERING)
                        .withNear(NearConfiguration.builder()
                                .maximumBytes(1_000_000)
                                .build()));
        cache.get("key");
        manager.createCache("invalidated", stamped());
        manager.createCache("preloaded", preloaded());
        manager.createCache("journaled", journaled());

        Set<String> shown = new TreeSet<>();
        Matcher rows = Pattern.compile("(?m)^\\| `([a-z.]+)` \\| (counter|gauge|timer)")
                .matcher(Files.readString(Path.of("..", "..", "docs", "metrics.md")));
        while (rows.find()) {
            if (rows.group(1).startsWith("tandem.hibernate.")) {
                continue; // the region factory's own
            }
            shown.add(rows.group(1) + " " + rows.group(2));
        }

        Set<String> bound = prometheus.getMeters().stream()
                .map(Meter::getId)
                .map(id -> id.getName() + " " + id.getType().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(bound).isEqualTo(shown);
    }

    @Test
    void reads_ofACache_areCountedByResultAndByTier() {
        awaitCopies();
        new TandemMetrics(manager).bindTo(registry);
        Cache<String, String> cache = manager.createCache("prices", texts());
        cache.put("key", "value");
        cache.get("key");
        cache.get("key");
        cache.get("absent");

        assertThat(count("cache.gets", "cache", "prices", "cache.manager", "shop", "result", "hit"))
                .isEqualTo(2);
        assertThat(count("cache.gets", "cache", "prices", "result", "miss")).isEqualTo(1);
        assertThat(count("tandem.cache.reads", "source", "near")).isEqualTo(1);
        assertThat(count("tandem.cache.reads", "source", "far")).isEqualTo(1);
        assertThat(count("tandem.cache.reads", "source", "none")).isEqualTo(1);
        assertThat(count("cache.near.requests", "result", "hit")).isEqualTo(1);
        assertThat(count("cache.near.requests", "result", "miss")).isEqualTo(2);
        assertThat(registry.get("cache.near.size").gauge().value()).isEqualTo(1);
    }

    /** A sum over results is all reads: no meter of this name has the tier as a further tag. */
    @Test
    void gets_ofACache_areTwoCounters() {
        new TandemMetrics(manager).bindTo(registry);
        manager.createCache("prices", texts());

        assertThat(registry.find("cache.gets").functionCounters()).hasSize(2);
    }

    @Test
    void calls_ofRedis_areTimedByOperationWithTheBucketsOfRedissClients() {
        awaitCopies();
        new TandemMetrics(manager).bindTo(registry);
        Cache<String, String> cache = manager.createCache("prices", texts());
        cache.put("key", "value");
        cache.get("key");
        for (int i = 0; i < 100; i++) {
            cache.get("key");
        }

        awaitThat(() -> registry.find("tandem.redis.calls")
                        .tags("cache", "prices", "operation", "get")
                        .timer()
                != null);
        Timer gets = registry.get("tandem.redis.calls")
                .tags("cache", "prices", "operation", "get")
                .timer();
        awaitThat(() -> gets.count() == 1);
        assertThat(gets.totalTime(TimeUnit.NANOSECONDS)).isPositive();
        assertThat(gets.takeSnapshot().histogramCounts())
                .extracting(bucket -> bucket.bucket(TimeUnit.MICROSECONDS))
                .containsExactly(
                        100.0,
                        250.0,
                        500.0,
                        1_000.0,
                        2_500.0,
                        5_000.0,
                        10_000.0,
                        25_000.0,
                        50_000.0,
                        100_000.0,
                        250_000.0,
                        500_000.0,
                        1_000_000.0,
                        2_500_000.0);
        assertThat(registry.get("tandem.redis.calls")
                        .tags("operation", "put")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    public static final class Loader implements CacheLoader<String, String> {
        @Override
        public String load(String key) {
            return "loaded";
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            return Map.of();
        }
    }

    @Test
    void negativeHits_ofACacheThatRemembersThem_areCounted() {
        new TandemMetrics(manager).bindTo(registry);
        Cache<String, String> cache = manager.createCache(
                "prices",
                TandemConfiguration.copyOf(texts().setReadThrough(true)
                                .setCacheLoaderFactory(FactoryBuilder.factoryOf(Ignorant.class)))
                        .withLoad(REMEMBERING));
        cache.get("key");
        cache.get("key");
        cache.get("key");

        assertThat(count("tandem.negative.hits", "cache", "prices")).isEqualTo(2);
        assertThat(count("tandem.loads.awaited")).isZero();
        assertThat(count("tandem.loads.refused")).isZero();
    }

    @Test
    @SuppressWarnings("unchecked") // a class object can't carry type arguments
    void invalidations_ofACache_areCountedByWhatTheyLeave() {
        new TandemMetrics(manager).bindTo(registry);
        TandemCache<String, String> cache =
                manager.createCache("prices", stamped()).unwrap(TandemCache.class);
        manager.createCache("others", texts());
        cache.put("key", "value");
        cache.invalidateAll();
        cache.get("key");
        cache.sweep();

        assertThat(count("tandem.tags.outdated", "cache", "prices")).isEqualTo(1);
        assertThat(count("tandem.tags.swept", "cache", "prices")).isEqualTo(1);
        assertThat(count("tandem.tags.reads", "cache", "prices")).isPositive();
        assertThat(count("tandem.tags.late", "cache", "prices")).isZero();
        assertThat(count("tandem.tags.invalidations", "cache", "prices", "of", "all"))
                .isEqualTo(1);
        assertThat(count("tandem.tags.invalidations", "cache", "prices", "of", "tags"))
                .isZero();
        assertThat(registry.find("tandem.tags.outdated").tag("cache", "others").functionCounter())
                .isNull();
    }

    @Test
    void journal_ofACache_isCountedThereAlone() {
        new TandemMetrics(manager).bindTo(registry);
        manager.createCache("others", texts());
        Cache<String, String> cache = manager.createCache("prices", journaled());
        cache.put("key", "value");

        assertThat(count("tandem.journal.written", "cache", "prices")).isEqualTo(1);
        assertThat(count("tandem.journal.unwritten", "cache", "prices")).isZero();
        assertThat(count("tandem.journal.read", "cache", "prices")).isZero();
        assertThat(count("tandem.journal.lost", "cache", "prices")).isZero();
        assertThat(registry.find("tandem.journal.written")
                        .tag("cache", "others")
                        .functionCounter())
                .isNull();
    }

    @Test
    @SuppressWarnings("unchecked") // a class object can't carry type arguments
    void preloads_ofACache_areCounted() {
        awaitCopies();
        new TandemMetrics(manager).bindTo(registry);
        TandemCache<String, String> cache =
                manager.createCache("prices", preloaded()).unwrap(TandemCache.class);
        manager.createCache("others", texts());
        cache.put("key", "value");

        assertThat(cache.preload(Set.of("key", "gone")).join()).isOne();

        assertThat(count("tandem.near.preloaded", "cache", "prices")).isEqualTo(1);
        assertThat(count("tandem.near.preload.lists", "cache", "prices")).isZero();
        assertThat(registry.find("tandem.near.preloaded").tag("cache", "others").functionCounter())
                .isNull();
    }

    /** Knows no value. */
    public static final class Ignorant implements CacheLoader<String, String> {
        @Override
        public @Nullable String load(String key) {
            return null;
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            return Map.of();
        }
    }

    @Test
    void loads_ofACacheThatProtectsThemInOneJvm_haveNoMetersOfOtherNodes() {
        new TandemMetrics(manager).bindTo(registry);
        manager.createCache("prices", texts());

        assertThat(registry.find("tandem.loads.awaited").functionCounters()).isEmpty();
        assertThat(registry.find("tandem.negative.hits").functionCounters()).isEmpty();
    }

    @Test
    void loads_ofACache_areTimed() {
        new TandemMetrics(manager).bindTo(registry);
        Cache<String, String> cache = manager.createCache(
                "prices", texts().setReadThrough(true).setCacheLoaderFactory(FactoryBuilder.factoryOf(Loader.class)));
        cache.get("key");

        assertThat(registry.get("cache.loads").tags("result", "success").timer().count())
                .isEqualTo(1);
    }

    /** Micrometer's binder for JCache reads the MBean by a name that it makes itself, and fails for these. */
    @Test
    void caches_ofAnyName_areBound() {
        new TandemMetrics(manager).bindTo(registry);
        for (String name : new String[] {"orders:eu", "a,b", "c=d", "e*", "\"f\""}) {
            manager.createCache(name, texts()).get("key");
            assertThat(count("cache.gets", "cache", name, "result", "miss"))
                    .as(name)
                    .isEqualTo(1);
        }
    }

    @Test
    void caches_ofEarlierAndLater_areBoundAndClosedOnesUnbound() {
        manager.createCache("early", texts());
        new TandemMetrics(manager).bindTo(registry);
        manager.createCache("late", texts());
        assertThat(caches()).containsExactly("early", "late");

        manager.destroyCache("early");
        assertThat(caches()).containsExactly("late");

        manager.createCache("early", texts());
        assertThat(caches()).containsExactly("early", "late");

        manager.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    private Set<String> caches() {
        return registry.getMeters().stream()
                .map(meter -> meter.getId().getTag("cache"))
                .filter(name -> name != null)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void metrics_closed_leaveTheManagerOpenAndNothingInTheRegistry() {
        TandemMetrics metrics = new TandemMetrics(manager);
        metrics.bindTo(registry);
        Cache<String, String> cache = manager.createCache("prices", texts());
        cache.get("key");

        metrics.close();

        assertThat(registry.getMeters()).isEmpty();
        assertThat(cache.isClosed()).isFalse();
    }

    @Test
    void tags_ofTheUser_standInPlaceOfTheManagersName() {
        new TandemMetrics(manager, Tags.of("cache.manager", "main", "region", "eu")).bindTo(registry);
        manager.createCache("prices", texts());

        assertThat(registry.getMeters())
                .isNotEmpty()
                .allSatisfy(meter -> assertThat(meter.getId().getTags())
                        .contains(Tag.of("cache.manager", "main"), Tag.of("region", "eu")));
    }

    @Test
    void callsOfCaches_whereOthersCountThem_areLeftOut() {
        new TandemMetrics(manager).withoutCallsOfCaches().bindTo(registry);
        manager.createCache("prices", texts().setStatisticsEnabled(true));

        assertThat(registry.find("cache.gets").meters()).isEmpty();
        assertThat(registry.find("cache.puts").meters()).isEmpty();
        assertThat(registry.find("tandem.cache.reads").meters()).hasSize(3);
    }

    @Test
    void registries_thatAreTwo_areBoundBoth() {
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        TandemMetrics metrics = new TandemMetrics(manager);
        metrics.bindTo(registry);
        metrics.bindTo(other);
        manager.createCache("prices", texts()).get("key");

        assertThat(count("cache.gets", "result", "miss")).isEqualTo(1);
        assertThat(other.get("cache.gets")
                        .tags("result", "miss")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void manager_asAWhole_hasStatesAsZeroOrOne() {
        new TandemMetrics(manager).bindTo(registry);
        manager.createCache("prices", texts()).get("key");

        awaitThat(() -> state("tandem.near.state", "coherent") == 1);
        assertThat(state("tandem.near.state", "suspended")).isZero();
        assertThat(state("tandem.breaker.state", "closed")).isEqualTo(1);
        assertThat(state("tandem.breaker.state", "open")).isZero();
        assertThat(state("tandem.nodes", "up")).isEqualTo(1);
        assertThat(state("tandem.nodes", "all")).isEqualTo(1);
        assertThat(registry.find("tandem.near.flushes").functionCounters())
                .hasSize(6)
                .extracting(FunctionCounter::count)
                .containsOnly(0.0);
    }

    private double state(String name, String state) {
        return registry.get(name).tags("state", state).gauge().value();
    }

    @Test
    void keys_ofEntries_areInNoTag() {
        new TandemMetrics(manager).bindTo(registry);
        Cache<String, String> cache = manager.createCache("prices", texts());
        cache.put("secret-key", "value");
        cache.get("secret-key");

        assertThat(registry.getMeters().toString()).doesNotContain("secret-key");
    }

    /** One name of Prometheus takes one set of tags and one type: what does not fit is dropped with a warning. */
    @Test
    void scrape_byPrometheus_hasEachMeterWithItsHelp() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new TandemMetrics(manager).bindTo(prometheus);
        Cache<String, String> cache = manager.createCache("prices", texts());
        manager.createCache("others", texts());
        cache.put("key", "value");
        cache.get("key");

        String scrape = prometheus.scrape();

        assertThat(scrape)
                .contains(
                        "cache_gets_total{cache=\"prices\",cache_manager=\"shop\",result=\"hit\"}",
                        "cache_near_size{cache=\"others\",cache_manager=\"shop\"}",
                        "tandem_redis_calls_seconds_bucket{cache=\"prices\",cache_manager=\"shop\",operation=\"put\",le=\"1.0E-4\"}",
                        "tandem_near_state{cache_manager=\"shop\",state=\"coherent\"}",
                        "# HELP tandem_redis_errors_total Calls of Redis that have failed");
    }

    @Test
    void manager_ofAnotherProvider_isRefused() {
        assertThatThrownBy(() -> new TandemMetrics(null)).isInstanceOf(NullPointerException.class);
    }

    private static void awaitThat(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(60)) {
                throw new AssertionError("did not happen within 60 s");
            }
            Thread.onSpinWait();
        }
    }
}
