package org.tandemcache.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.TandemManager;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What is told, beside the tables of Redis's clients and of the semantic conventions. */
@WithRedis(own = true)
@Timeout(240)
class TandemTelemetryTest {
    private static final String KEY = "key that nobody tells";

    private final RedisServer redis;
    private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .build();
    private final TandemTelemetry telemetry = TandemTelemetry.of(sdk);
    private final TandemManager manager;

    TandemTelemetryTest(RedisServer redis) {
        this.redis = redis;
        this.manager = manager("shop", redis.uri().toString());
    }

    /** Reads of all caches leave near copies from now on: none waits for long until Redis tracks what is read. */
    @SuppressWarnings("unchecked") // a class object can't carry type arguments
    private void awaitCopies() {
        TandemCache<String, String> warm = near("warm").unwrap(TandemCache.class);
        warm.put(KEY, "value");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (warm.getNear(KEY) == null) {
            assertThat(System.nanoTime()).as("time until a copy is kept").isLessThan(end);
            warm.get(KEY);
        }
        manager.destroyCache("warm");
    }

    private TandemManager manager(String uri, String address) {
        Properties properties = new Properties();
        properties.setProperty(ManagerSettings.REDIS_URI, address + "?timeout=30s");
        properties.setProperty("tandem.near.lease", "60 s"); // so a slow machine ends no copy
        CacheManager made = new TandemCachingProvider()
                .getCacheManager(URI.create(uri), TandemTelemetryTest.class.getClassLoader(), properties);
        telemetry.observe(made.unwrap(TandemManager.class));
        return made.unwrap(TandemManager.class);
    }

    @AfterEach
    void close() {
        manager.close();
        telemetry.close();
        sdk.close();
    }

    private static TandemConfiguration.Builder<String, String> of() {
        return TandemConfiguration.builder(String.class, String.class);
    }

    private static TandemConfiguration.Builder<String, String> ofFar() {
        return of().near(near -> near.mode(NearConfiguration.Mode.OFF));
    }

    private Cache<String, String> near(String name) {
        return manager.createCache(name, of().build());
    }

    private Cache<String, String> far(String name) {
        return manager.createCache(name, ofFar().build());
    }

    private MetricData metric(String name) {
        return metrics.collectAllMetrics().stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name));
    }

    private Map<Attributes, Long> counts(String name) {
        Map<Attributes, Long> counts = new HashMap<>();
        for (PointData point : metric(name).getData().getPoints()) {
            counts.put(point.getAttributes(), ((LongPointData) point).getValue());
        }
        return counts;
    }

    private long count(String name, String cache, AttributeKey<String> key, String value) {
        return counts(name).entrySet().stream()
                .filter(point -> cache.equals(point.getKey().get(Names.CACHE)))
                .filter(point -> value.equals(point.getKey().get(key)))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private List<SpanData> inATrace(Runnable work) {
        Span parent = sdk.getTracer("test").spanBuilder("request").startSpan();
        spans.reset();
        try (Scope scope = parent.makeCurrent()) {
            work.run();
        }
        List<SpanData> told = List.copyOf(spans.getFinishedSpanItems());
        assertThat(told)
                .allSatisfy(span -> assertThat(span.getParentSpanId())
                        .isEqualTo(parent.getSpanContext().getSpanId()));
        parent.end();
        return told;
    }

    private void awaitSpan() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (spans.getFinishedSpanItems().isEmpty()) {
            assertThat(System.nanoTime()).as("no span has ended").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** Renaming one is a breaking change: boards and alerts go by these names. */
    @Test
    void namesTypesUnitsAndAttributes_areThoseOfTheTables() {
        Cache<String, String> near = near("near");
        near.put(KEY, "value");
        near.get(KEY);
        near.get(KEY);
        redis.kill();
        assertThatThrownBy(() -> far("far").get(KEY)).isInstanceOf(CacheException.class);

        Map<String, String> told = new TreeMap<>();
        for (MetricData metric : metrics.collectAllMetrics()) {
            Set<String> keys = metric.getData().getPoints().stream()
                    .flatMap(point -> point.getAttributes().asMap().keySet().stream())
                    .map(AttributeKey::getKey)
                    .collect(Collectors.toCollection(TreeSet::new));
            told.put(metric.getName(), metric.getType() + " " + metric.getUnit() + " " + keys);
        }
        assertThat(told)
                .containsOnly(
                        Map.entry(
                                "db.client.operation.duration",
                                "HISTOGRAM s [db.operation.name, db.system.name, error.type, server.address,"
                                        + " server.port, tandem.cache]"),
                        Map.entry(
                                "redis.client.csc.evictions",
                                "LONG_SUM {eviction} [db.system.name, redis.client.csc.reason, redis.client.library,"
                                        + " tandem.cache, tandem.manager]"),
                        Map.entry(
                                "redis.client.csc.items",
                                "LONG_GAUGE {item} [db.system.name, redis.client.library, tandem.cache, tandem.manager]"),
                        Map.entry(
                                "redis.client.csc.requests",
                                "LONG_SUM {request} [db.system.name, redis.client.csc.result, redis.client.library,"
                                        + " tandem.cache, tandem.manager]"),
                        Map.entry(
                                "redis.client.errors",
                                "LONG_SUM {error} [db.operation.name, db.system.name, error.type,"
                                        + " redis.client.errors.category, redis.client.errors.internal,"
                                        + " redis.client.library, server.address, server.port, tandem.cache]"));
        assertThat(metrics.collectAllMetrics().toString()).doesNotContain(KEY);
    }

    // ----------------------------------------------------------------------------------------------- near caches

    @Test
    void nearCache_isToldByHitsMissesItemsAndEvictions() {
        awaitCopies();
        Cache<String, String> cache = near("orders");
        cache.get(KEY);
        cache.put(KEY, "value");
        cache.get(KEY);
        cache.get(KEY);
        cache.get(KEY);

        assertThat(count("redis.client.csc.requests", "orders", NearMetrics.RESULT, "hit"))
                .isEqualTo(2);
        assertThat(count("redis.client.csc.requests", "orders", NearMetrics.RESULT, "miss"))
                .isEqualTo(2);
        assertThat(counts("redis.client.csc.items").values()).containsExactly(1L);
        assertThat(counts("redis.client.csc.evictions").keySet())
                .extracting(attributes -> attributes.get(NearMetrics.REASON))
                .containsExactlyInAnyOrder("full", "invalidation", "ttl");
    }

    @Test
    void cacheWithoutNearTier_andOneThatIsClosed_areNotToldAsNear() {
        far("far").get(KEY);
        Cache<String, String> closed = near("closed");
        closed.get(KEY);
        closed.close();
        near("open").get(KEY);

        assertThat(counts("redis.client.csc.requests").keySet())
                .extracting(attributes -> attributes.get(Names.CACHE))
                .containsOnly("open");
    }

    @Test
    void cachesOfOneName_ofTwoManagers_areToldApart() {
        try (TandemManager other = manager("stock", redis.uri().toString())) {
            near("orders").get(KEY);
            other.createCache("orders", of().build()).get(KEY);

            assertThat(counts("redis.client.csc.items").keySet())
                    .extracting(attributes -> attributes.get(NearMetrics.MANAGER))
                    .containsExactlyInAnyOrder("shop", "stock");
        }
    }

    // -------------------------------------------------------------------------------------------------- calls

    @Test
    void duration_isRecordedOnceForEachCall_inBucketsThatSuitRedis() {
        manager.ping(); // until then nothing is known of the server
        Cache<String, String> cache = far("orders");
        cache.put(KEY, "value");
        cache.getAll(Set.of("a", "b", "c"));

        Collection<HistogramPointData> points =
                metric("db.client.operation.duration").getHistogramData().getPoints();
        assertThat(points).allSatisfy(point -> {
            assertThat(point.getCount()).isEqualTo(1);
            assertThat(point.getBoundaries()).isEqualTo(CallMetrics.BUCKETS);
            assertThat(point.getSum()).isGreaterThan(0).isLessThan(60);
        });
        assertThat(points)
                .extracting(point -> point.getAttributes().get(Names.OPERATION))
                .containsExactlyInAnyOrder("SET", "MGET");
        assertThat(points)
                .extracting(point -> point.getAttributes().get(Names.PORT))
                .containsOnly((long) redis.port());
    }

    @Test
    void nearHit_isNoCall() {
        awaitCopies();
        Cache<String, String> cache = near("orders");
        cache.put(KEY, "value");
        cache.get(KEY);

        List<SpanData> told = inATrace(() -> cache.get(KEY));

        assertThat(told).isEmpty();
        assertThat(metric("db.client.operation.duration").getHistogramData().getPoints())
                .filteredOn(point -> "orders".equals(point.getAttributes().get(Names.CACHE)))
                .allSatisfy(point -> assertThat(point.getCount()).isEqualTo(1));
    }

    @Test
    void spans_areOneForEachFlush_withTheAttributesOfTheConventions() {
        Cache<String, String> cache = far("orders");
        cache.put(KEY, "value");

        assertThat(inATrace(() -> cache.get(KEY))).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("GET orders");
            assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(span.getAttributes().asMap())
                    .isEqualTo(Attributes.builder()
                            .put(Names.SYSTEM, "redis")
                            .put(Names.OPERATION, "GET")
                            .put(Names.CACHE, "orders")
                            .put(Names.ADDRESS, redis.host())
                            .put(Names.PORT, (long) redis.port())
                            .put(CallSpans.TIER, "far")
                            .put(CallSpans.OPERATION, "get")
                            .put(CallSpans.WRITE, false)
                            .put(CallSpans.HIT, true)
                            .build()
                            .asMap());
        });
        assertThat(inATrace(() -> cache.putAll(Map.of("a", "1", "b", "2", "c", "3"))))
                .singleElement()
                .satisfies(span -> {
                    assertThat(span.getName()).isEqualTo("PIPELINE SET orders");
                    assertThat(span.getAttributes().get(Names.BATCH)).isEqualTo(3);
                    assertThat(span.getAttributes().get(CallSpans.WRITE)).isTrue();
                });
        assertThat(inATrace(() -> cache.getAll(Set.of("a", "b"))))
                .singleElement()
                .satisfies(span -> assertThat(span.getAttributes().get(Names.BATCH))
                        .as("MGET of several keys is one command")
                        .isNull());
    }

    /** A value and its remaining lifetime are two commands of one flush. */
    @Test
    void spanOfARead_thatIsKeptNear_isOnePipeline() {
        awaitCopies();
        Cache<String, String> cache = near("orders");

        assertThat(inATrace(() -> {
                    cache.get(KEY);
                    awaitSpan(); // it ends where the answer comes in
                }))
                .singleElement()
                .satisfies(span -> {
                    assertThat(span.getName()).isEqualTo("PIPELINE orders");
                    assertThat(span.getAttributes().get(Names.BATCH)).isEqualTo(2);
                    assertThat(span.getAttributes().get(CallSpans.HIT)).isFalse();
                });
    }

    @Test
    void call_outsideOfATrace_beginsNone() {
        far("orders").get(KEY);

        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }

    // -------------------------------------------------------------------------------------------------- errors

    @Test
    void refusal_isToldByItsPrefix_andSeenByTheCaller() {
        String address = redis.addUser("shop", "s3cret", "+@all", "-get", "~*").toString();
        try (TandemManager forbidden = manager("forbidden", address)) {
            Cache<String, String> cache = forbidden.createCache("orders", ofFar().build());

            List<SpanData> told =
                    inATrace(() -> assertThatThrownBy(() -> cache.get(KEY)).isInstanceOf(CacheException.class));

            assertThat(told).singleElement().satisfies(span -> {
                assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
                assertThat(span.getAttributes().get(Names.STATUS)).isEqualTo("NOPERM");
                assertThat(span.getAttributes().get(Names.ERROR)).isEqualTo("NOPERM");
            });
            assertThat(counts("redis.client.errors").keySet()).singleElement().satisfies(attributes -> {
                assertThat(attributes.get(ErrorMetrics.CATEGORY)).isEqualTo("auth");
                assertThat(attributes.get(ErrorMetrics.INTERNAL)).isFalse();
                assertThat(attributes.get(Names.STATUS)).isEqualTo("NOPERM");
            });
            assertThat(metrics.collectAllMetrics() + told.toString()).doesNotContain("s3cret", KEY);
        }
    }

    @Test
    void outage_thatACacheGoesOnIn_isInternal() {
        Cache<String, String> forgiving = manager.createCache(
                "orders",
                ofFar().failure(FailureConfiguration.builder()
                                .mode(FailureConfiguration.Mode.BYPASS)
                                .build())
                        .build());
        forgiving.get(KEY);
        redis.kill();

        assertThat(forgiving.get(KEY)).isNull();

        assertThat(counts("redis.client.errors").keySet()).allSatisfy(attributes -> {
            assertThat(attributes.get(ErrorMetrics.CATEGORY)).isEqualTo("network");
            assertThat(attributes.get(ErrorMetrics.INTERNAL)).isTrue();
            assertThat(attributes.get(Names.STATUS)).isNull();
        });
    }
}
