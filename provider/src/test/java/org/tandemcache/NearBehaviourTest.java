package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.tandemcache.config.CodecConfiguration;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.ClientInfo;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What a near tier does for its cache: which reads reach Redis, whose object a caller gets, what is counted. */
@Tag("server")
@WithRedis(own = true)
@SuppressWarnings("JavaUtilDate") // keys and values that can be changed are the point
class NearBehaviourTest {
    private static final int READS = 1_000;

    private final RedisServer redis;
    private final ServerCounts counts;

    @RegisterExtension
    final CacheFixture tandem;

    NearBehaviourTest(RedisServer redis) {
        this.redis = redis;
        this.counts = new ServerCounts(redis);
        this.tandem = new CacheFixture(redis);
    }

    // ------------------------------------------------------------------------------------- commands

    /** Prolongs what is read, as nobody can know before he asks it. */
    private static final class Prolonging implements ExpiryPolicy {
        @Override
        public Duration getExpiryForCreation() {
            return Duration.ONE_HOUR;
        }

        @Override
        public Duration getExpiryForAccess() {
            return Duration.ONE_HOUR;
        }

        @Override
        public Duration getExpiryForUpdate() {
            return Duration.ONE_HOUR;
        }
    }

    /** Each read called its own copy back: 5 commands a get, and no hit. */
    @Test
    void policyOfTheUsers_thatProlongsWhatIsRead_turnsTheNearTierOff() {
        Cache<String, String> cache =
                tandem.cache(CacheFixture.textsConfiguration().setExpiryPolicyFactory(Prolonging::new));
        cache.put("key", "value");
        cache.get("key"); // asks the policy for the first time
        cache.get("key");
        ServerCounts counts = new ServerCounts(redis);
        Map<String, Long> before = counts.commands();

        assertThat(cache.get("key")).isEqualTo("value");
        assertThat(cache.getAll(Set.of("key"))).isEqualTo(Map.of("key", "value"));

        Map<String, Long> after = counts.commands();
        assertThat(after.getOrDefault("pttl", 0L)).isEqualTo(before.getOrDefault("pttl", 0L));
        assertThat(tiers(cache).getNearEntries()).isZero();
    }

    /** Compressed bytes were counted, and decoded texts lie there: 4 MiB became 55 MiB. */
    @Test
    void boundInBytes_countsWhatIsDecoded() {
        Cache<String, String> cache = tandem.cache(TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                .withCodec(CodecConfiguration.builder().compression("lz4").build())
                .withNear(NearConfiguration.builder().maximumBytes(1 << 20).build()));
        String large = "large ".repeat(20_000);
        for (int i = 0; i < 50; i++) {
            cache.put("key" + i, large);
            cache.get("key" + i);
        }

        assertThat(tiers(cache).getNearEntries() * large.length()).isLessThanOrEqualTo(1 << 20);
        assertThat(tiers(cache).getNearEntries()).isPositive();
    }

    @Test
    void nearHits_makeNoCommand() {
        Cache<String, String> cache = quietCache(texts());
        cache.put("key", "value");
        assertThat(cache.get("key")).isEqualTo("value");
        redis.command("CONFIG", "RESETSTAT");

        for (int i = 0; i < READS; i++) {
            assertThat(cache.get("key")).isEqualTo("value");
            assertThat(cache.containsKey("key")).isTrue();
            assertThat(cache.getAll(Set.of("key"))).containsExactly(Map.entry("key", "value"));
        }

        assertThat(counts.commands()).isEmpty();
        assertThat(tiers(cache).getNearHits()).isEqualTo(3 * READS);
    }

    @Test
    void miss_isAReadAndItsLifetime() {
        Cache<String, String> cache = quietCache(texts());
        cache.put("key", "value");
        cache.get("another one"); // connects
        redis.command("CONFIG", "RESETSTAT");

        cache.get("key");

        assertThat(counts.commands()).isEqualTo(Map.of("get", 1L, "pttl", 1L));
    }

    @Test
    void getAll_withSomeNear_asksForTheRestInOneFlush() {
        Cache<String, String> cache = quietCache(texts());
        Map<String, String> entries =
                IntStream.range(0, 100).boxed().collect(Collectors.toMap(i -> "key" + i, i -> "value" + i));
        cache.putAll(entries);
        IntStream.range(0, 40).forEach(i -> cache.get("key" + i));
        long ofOne = counts.readsOf(() -> cache.get("another one"));
        redis.command("CONFIG", "RESETSTAT");

        long ofAll =
                counts.readsOf(() -> assertThat(cache.getAll(entries.keySet())).isEqualTo(entries));

        assertThat(ofAll).isEqualTo(ofOne);
        assertThat(counts.commands()).isEqualTo(Map.of("mget", 1L));
        assertThat(tiers(cache).getNearHits()).isEqualTo(40);
        redis.command("CONFIG", "RESETSTAT");
        assertThat(cache.getAll(entries.keySet())).isEqualTo(entries);
        assertThat(counts.commands()).isEmpty();
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void misses_ofOneKeyAtOnce_shareOneRead() throws Exception {
        Cache<String, String> cache = quietCache(texts());
        cache.put("key", "value");
        cache.get("another one"); // connects
        redis.command("CONFIG", "RESETSTAT");
        redis.pause();
        List<Thread> waiting = new CopyOnWriteArrayList<>();
        try (Actors actors = new Actors()) {
            List<Future<String>> reads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                reads.add(actors.start(() -> {
                    waiting.add(Thread.currentThread());
                    return cache.get("key");
                }));
            }
            Await.until(
                    "all wait for an answer",
                    () -> waiting.size() == 8
                            && waiting.stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));

            redis.resume();

            for (Future<String> read : reads) {
                assertThat(Actors.result(read)).isEqualTo("value");
            }
        } finally {
            redis.resume();
        }
        assertThat(counts.commands()).isEqualTo(Map.of("get", 1L, "pttl", 1L));
        assertThat(tiers(cache).getFarHits()).isEqualTo(8);
    }

    // ---------------------------------------------------------------------------- reads behind writes

    static Stream<Arguments> followedWrites() {
        return Stream.of(
                write("put", cache -> cache.put("key", "new")),
                write("getAndPut", cache -> cache.getAndPut("key", "new")),
                write("putIfAbsent", cache -> cache.putIfAbsent("key", "new")),
                write("replace", cache -> cache.replace("key", "new")),
                write("getAndReplace", cache -> cache.getAndReplace("key", "new")),
                write("replace of a value", cache -> cache.replace("key", cache.get("key"), "new")),
                write(
                        "invoke",
                        cache -> cache.invoke("key", (entry, arguments) -> {
                            entry.setValue("new");
                            return null;
                        })));
    }

    static Stream<Arguments> otherWrites() {
        return Stream.of(
                write("remove", cache -> cache.remove("key")),
                write("getAndRemove", cache -> cache.getAndRemove("key")),
                write("putAll", cache -> cache.putAll(Map.of("key", "new"))),
                write("clear", Cache::clear));
    }

    private static Arguments write(String name, Consumer<Cache<String, String>> write) {
        return Arguments.of(name, write);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("followedWrites")
    void write_ofACopyThatWasRead_leavesANewOne(String name, Consumer<Cache<String, String>> write) {
        Cache<String, String> cache = quietCache(texts());
        cache.put("key", "value");
        cache.get("key");

        write.accept(cache);

        assertThat(tiers(cache).getFollowedWrites()).isOne();
        cache.get("another one"); // comes behind the read behind the write
        redis.command("CONFIG", "RESETSTAT");
        String value = cache.get("key");
        assertThat(value).isEqualTo(name.equals("putIfAbsent") ? "value" : "new");
        assertThat(cache.get("key")).isSameAs(value);
        assertThat(counts.commands()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherWrites")
    void write_thatLeavesNoValueOrIsABatch_isNotFollowed(String name, Consumer<Cache<String, String>> write) {
        Cache<String, String> cache = quietCache(texts());
        cache.put("key", "value");
        cache.get("key");

        write.accept(cache);

        assertThat(tiers(cache).getFollowedWrites()).isZero();
    }

    @Test
    void write_ofACopyThatNobodyHasReadSince_isNotFollowed() {
        Cache<String, String> cache = quietCache(texts());
        cache.put("key", "first"); // nothing is known of it
        assertThat(tiers(cache).getFollowedWrites()).isZero();
        cache.get("key");
        cache.put("key", "second");
        assertThat(tiers(cache).getFollowedWrites()).isOne();
        cache.get("another one"); // comes behind the read behind the write
        redis.command("CONFIG", "RESETSTAT");

        cache.put("key", "third");
        cache.put("key", "fourth");
        cache.get("another one");

        assertThat(counts.commands()).isEqualTo(Map.of("set", 2L, "get", 1L, "pttl", 1L));
        assertThat(tiers(cache).getFollowedWrites()).isOne();
    }

    @Test
    void write_thatFails_isNotFollowed() {
        Cache<String, String> cache = quietCache(texts());
        cache.put("key", "value");
        cache.get("key");
        redis.command("CONFIG", "SET", "maxmemory", "1");
        try {
            assertThatThrownBy(() -> cache.put("key", "new")).isInstanceOf(CacheException.class);
        } finally {
            redis.command("CONFIG", "SET", "maxmemory", "0");
        }

        assertThat(tiers(cache).getFollowedWrites()).isZero();
        assertThat(cache.get("key")).isEqualTo("value");
    }

    // --------------------------------------------------------------------------------------- absence

    @Test
    void absence_rememberedWhenAskedFor_makesNoCommandUntilAnEntryComes() {
        Cache<String, String> cache = quietCache(texts().withNear(
                        NearConfiguration.builder().rememberAbsent(true).build()));
        Cache<String, String> other = tandem.newManager().createCache(CacheFixture.NAME, texts());
        assertThat(cache.get("key")).isNull();
        redis.command("CONFIG", "RESETSTAT");

        for (int i = 0; i < READS; i++) {
            assertThat(cache.get("key")).isNull();
            assertThat(cache.containsKey("key")).isFalse();
            assertThat(cache.getAll(Set.of("key"))).isEmpty();
        }
        assertThat(counts.commands()).isEmpty();
        assertThat(tiers(cache).getNearHits()).isEqualTo(3 * READS);

        other.put("key", "value");
        Await.until("the new entry is seen", () -> "value".equals(cache.get("key")));
        cache.remove("key");
        assertThat(cache.get("key")).isNull();
        assertThat(cache.putIfAbsent("key", "own")).isTrue();
        assertThat(cache.get("key")).isEqualTo("own");
    }

    @Test
    void absence_byDefault_isAskedForEachTime() {
        Cache<String, String> cache = quietCache(texts());
        cache.get("key");
        redis.command("CONFIG", "RESETSTAT");

        cache.get("key");
        cache.get("key");

        assertThat(counts.commands()).isEqualTo(Map.of("get", 2L, "pttl", 2L));
        assertThat(tiers(cache).getNearEntries()).isZero();
    }

    // ---------------------------------------------------------------------------------- whose object

    @Test
    void mutableValue_isEachCallersOwn() {
        Cache<String, Date> cache = quietCache(dates(NearConfiguration.defaults()));
        Date stored = new Date(0);
        cache.put("key", stored);
        stored.setTime(1);
        Date first = cache.get("key");
        first.setTime(2);
        Date second = cache.get("key");
        second.setTime(3);
        cache.getAll(Set.of("key")).get("key").setTime(4);

        assertThat(cache.get("key")).isEqualTo(new Date(0)).isNotSameAs(cache.get("key"));
        assertThat(tiers(cache).getNearHits()).isPositive();
    }

    @Test
    void mutableValue_ofATypeThatTheUserVouchesFor_isShared() {
        Cache<String, Date> cache = quietCache(
                dates(NearConfiguration.builder().immutableTypes(Date.class).build()));
        cache.put("key", new Date(0));
        Date first = cache.get("key");

        assertThat(cache.get("key")).isSameAs(first);
        assertThat(cache.getAll(Set.of("key")).get("key")).isSameAs(first);
    }

    @Test
    void mutableValue_ofSharedValues_isShared() {
        Cache<String, Date> cache = quietCache(dates(NearConfiguration.builder()
                .values(NearConfiguration.Values.SHARED)
                .build()));
        cache.put("key", new Date(0));
        Date first = cache.get("key");

        assertThat(cache.get("key")).isSameAs(first);
    }

    @Test
    void immutableValue_isShared() {
        Cache<String, Instant> cache =
                quietCache(new MutableConfiguration<String, Instant>().setTypes(String.class, Instant.class));
        cache.put("key", Instant.ofEpochSecond(1));
        Instant first = cache.get("key");

        assertThat(cache.get("key")).isEqualTo(Instant.ofEpochSecond(1)).isSameAs(first);
    }

    /** The near tier keeps the key for itself: whoever changes his own afterwards changes nothing there. */
    @Test
    void mutableKey_changedAfterARead_leavesTheCopy() {
        Cache<Date, String> cache =
                quietCache(new MutableConfiguration<Date, String>().setTypes(Date.class, String.class));
        cache.put(new Date(1), "one");
        Date key = new Date(1);
        assertThat(cache.get(key)).isEqualTo("one");

        key.setTime(2);

        assertThat(cache.get(key)).isNull();
        assertThat(cache.get(new Date(1))).isEqualTo("one");
        assertThat(tiers(cache).getNearHits()).isOne();
    }

    // ---------------------------------------------------------------------------------------- expiry

    static Stream<Arguments> policies() {
        return Stream.of(
                Arguments.of("eternal", EternalExpiryPolicy.factoryOf(), true),
                Arguments.of("created", CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR), true),
                Arguments.of("modified", ModifiedExpiryPolicy.factoryOf(Duration.ONE_HOUR), true),
                Arguments.of("touched", TouchedExpiryPolicy.factoryOf(Duration.ONE_HOUR), false),
                Arguments.of("accessed", AccessedExpiryPolicy.factoryOf(Duration.ONE_HOUR), false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void near_byDefault_isThereUnlessReadsProlong(String name, Factory<ExpiryPolicy> policy, boolean expected) {
        Logger logger = (Logger) LoggerFactory.getLogger("org.tandemcache.jcache.NearAssembler");
        Level levelBefore = logger.getLevel();
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
        try {
            Cache<String, String> cache =
                    tandem.cache(CacheFixture.textsConfiguration().setExpiryPolicyFactory(policy));
            cache.put("key", "value");
            cache.get("key");
            cache.get("key");

            assertThat(tiers(cache).getNearHits()).isEqualTo(expected ? 1 : 0);
            assertThat(tiers(cache).getCoherence()).isEqualTo(expected ? "COHERENT" : "DISABLED");
            if (expected) {
                assertThat(appender.list).isEmpty();
            } else {
                assertThat(tiers(cache).getCoherenceDetail()).isNotEmpty();
                assertThat(appender.list)
                        .singleElement()
                        .satisfies(event -> assertThat(event.getLevel()).isEqualTo(Level.INFO))
                        .satisfies(event -> assertThat(event.getFormattedMessage())
                                .contains("\"cache\"", "no near tier", "expiry policy", "Mode ON"));
            }
        } finally {
            logger.detachAppender(appender);
            logger.setLevel(levelBefore);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void near_onWithAccessExpiry_keepsAnEntryInUseAlive(boolean touched) {
        Duration second = new Duration(TimeUnit.SECONDS, 1);
        Cache<String, String> cache = quietCache(TandemConfiguration.copyOf(CacheFixture.textsConfiguration()
                        .setExpiryPolicyFactory(
                                touched
                                        ? TouchedExpiryPolicy.factoryOf(second)
                                        : AccessedExpiryPolicy.factoryOf(second)))
                .withNear(NearConfiguration.builder()
                        .mode(NearConfiguration.Mode.ON)
                        .build()));
        cache.put("key", "value");

        long start = System.nanoTime();
        long asked = start;
        while (asked - start < TimeUnit.MILLISECONDS.toNanos(2_500)) {
            long askedBefore = asked;
            asked = System.nanoTime();
            String value = cache.get("key");
            if (value == null) { // right, if the machine has stood still for as long as a copy may be served
                assertThat(System.nanoTime() - askedBefore).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
                cache.put("key", "value");
                start = System.nanoTime();
                asked = start;
            } else {
                assertThat(value).isEqualTo("value");
            }
        }

        assertThat(tiers(cache).getNearHits()).isGreaterThan(tiers(cache).getFarHits());
        Await.until(
                "the entry ends once nobody reads it",
                () -> redis.command("DBSIZE").equals(0L));
        assertThat(cache.get("key")).isNull();
    }

    @Test
    void customPolicy_isAskedOnEveryNearHit() {
        AtomicInteger asked = new AtomicInteger();
        Cache<String, String> cache =
                quietCache(CacheFixture.textsConfiguration().setExpiryPolicyFactory(() -> policy(asked, null)));
        cache.put("key", "value");

        for (int i = 0; i < 10; i++) {
            assertThat(cache.get("key")).isEqualTo("value");
        }

        assertThat(asked).hasValue(10);
        assertThat(tiers(cache).getNearHits()).isEqualTo(9);
    }

    @Test
    void customPolicy_thatEndsTheEntryOnANearHit_endsIt() {
        AtomicInteger asked = new AtomicInteger();
        Cache<String, String> cache = quietCache(
                CacheFixture.textsConfiguration().setExpiryPolicyFactory(() -> policy(asked, Duration.ZERO)));
        cache.put("key", "value");
        assertThat(cache.get("key")).isEqualTo("value"); // no duration yet: a copy is kept
        assertThat(cache.get("key")).isEqualTo("value"); // the last access

        assertThat(cache.get("key")).isNull();
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
        assertThat(asked).hasValue(2);
    }

    /** Leaves the entry alone at the first access, and gives it this duration from the second on. */
    private static ExpiryPolicy policy(AtomicInteger asked, Duration access) {
        return new ExpiryPolicy() {
            @Override
            public Duration getExpiryForCreation() {
                return Duration.ETERNAL;
            }

            @Override
            public Duration getExpiryForAccess() {
                return asked.incrementAndGet() == 1 ? null : access;
            }

            @Override
            public Duration getExpiryForUpdate() {
                return null;
            }
        };
    }

    // ------------------------------------------------------------------------------------ statistics

    @Test
    void tiers_countEachRead() {
        Cache<String, String> cache = quietCache(texts());
        TandemCacheMXBean tiers = tiers(cache);
        assertThat(tiers.getCoherence()).isEqualTo("IDLE");
        assertThat(tiers.getProofAgeMillis()).isEqualTo(-1);

        cache.put("key", "value");
        cache.get("missing");
        cache.get("key");
        cache.get("key");
        cache.get("key");
        cache.getAll(Set.of("key", "missing"));

        assertThat(tiers.getNearHits()).isEqualTo(3);
        assertThat(tiers.getFarHits()).isEqualTo(1);
        assertThat(tiers.getMisses()).isEqualTo(2);
        assertThat(tiers.getNearEntries()).isOne();
        assertThat(tiers.getCoherence()).isEqualTo("COHERENT");
        assertThat(tiers.getCoherenceDetail()).isEmpty();
        assertThat(tiers.getProofAgeMillis()).isBetween(0L, 60_000L);
        assertThat(tiers.getUnreadableValues()).isZero();

        redis.command("DEL", CacheFixture.redisKey("key"));
        Await.until("the copy is called back", () -> tiers.getInvalidations() == 1);
        assertThat(tiers.getNearEntries()).isZero();
        redis.command("FLUSHALL");
        Await.until("the flush is told", () -> tiers.getFlushes().get("SERVER_FLUSH") == 1);
        redis.killClients(ClientInfo::isTracking);
        Await.until("the loss is told", () -> tiers.getFlushes().get("CONNECTION_LOST") == 1);
        assertThat(tiers.getFlushes())
                .containsOnlyKeys(
                        "CONNECTION_LOST", "NOT_MASTER", "NO_PROOF", "SERVER_FLUSH", "SURPRISE", "TOPOLOGY_CHANGED");
    }

    @Test
    void standardStatistics_countNearHitsAsHits() throws Exception {
        Cache<String, String> cache = quietCache(TandemConfiguration.copyOf(
                        CacheFixture.textsConfiguration().setStatisticsEnabled(true))
                .withNear(NearConfiguration.builder().rememberAbsent(true).build()));
        cache.put("key", "value");
        for (int i = 0; i < 10; i++) {
            cache.get("key");
        }
        for (int i = 0; i < 5; i++) {
            cache.get("missing");
        }
        cache.getAll(Set.of("key", "missing"));
        cache.containsKey("key"); // not counted: JSR-107, table of statistics

        ObjectName name = bean("javax.cache:type=CacheStatistics,*");
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        assertThat(beans.getAttribute(name, "CacheHits")).isEqualTo(11L);
        assertThat(beans.getAttribute(name, "CacheMisses")).isEqualTo(6L);
        assertThat(beans.getAttribute(name, "CacheGets")).isEqualTo(17L);
        assertThat(beans.getAttribute(name, "CachePuts")).isEqualTo(1L);
        assertThat((float) beans.getAttribute(name, "AverageGetTime")).isPositive();
        assertThat(tiers(cache).getNearHits()).isEqualTo(9 + 4 + 2 + 1);
    }

    @Test
    void bean_ofTheTiers_isThereUntilTheCacheIsClosed() throws Exception {
        Cache<String, String> cache = quietCache(texts());
        cache.put("key", "value");
        cache.get("key");
        cache.get("key");
        ObjectName name = bean("org.tandemcache:type=TandemCache,*");
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

        assertThat(name.getKeyProperty("Cache")).isEqualTo("cache");
        assertThat(name.getKeyProperty("CacheManager")).isNotEmpty();
        assertThat(beans.getAttribute(name, "NearHits")).isEqualTo(1L);
        assertThat(beans.getAttribute(name, "FarHits")).isEqualTo(1L);
        assertThat(beans.getAttribute(name, "Coherence")).isEqualTo("COHERENT");

        cache.close();

        assertThat(beans.isRegistered(name)).isFalse();
    }

    private static ObjectName bean(String pattern) throws Exception {
        Set<ObjectName> names = ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName(pattern), null);
        assertThat(names).hasSize(1);
        return names.iterator().next();
    }

    // --------------------------------------------------------------------------------- configuration

    @Test
    void near_switchedOffByProperty_isNowhere() {
        Properties off = tandem.properties();
        off.setProperty(ManagerSettings.NEAR_ENABLED, "off");
        Cache<String, String> cache = tandem.newManager(off)
                .createCache(
                        CacheFixture.NAME,
                        texts().withNear(NearConfiguration.builder()
                                .mode(NearConfiguration.Mode.ON)
                                .build()));
        assertNoNear(cache);
    }

    @Test
    void near_switchedOffForACache_isNowhere() {
        assertNoNear(tandem.cache(texts().withNear(NearConfiguration.off())));
    }

    private void assertNoNear(Cache<String, String> cache) {
        cache.put("key", "value");
        redis.command("CONFIG", "RESETSTAT");
        cache.get("key");
        cache.get("key");

        assertThat(counts.commands()).isEqualTo(Map.of("get", 2L));
        assertThat(redis.clients()).noneMatch(ClientInfo::isTracking);
        assertThat(tiers(cache).getCoherence()).isEqualTo("DISABLED");
        assertThat(tiers(cache).getCoherenceDetail()).isNotEmpty();
        assertThat(tiers(cache).getFlushes()).isEmpty();
        assertThat(tiers(cache).getNearHits()).isZero();
        assertThat(tiers(cache).getProofAgeMillis()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"19", "60001", "0", "-1", "2 hours", "", "1.5", "99999999999999999999"})
    void lease_outOfRange_isToldWithWhatIsAllowed(String lease) {
        Properties properties = tandem.properties();
        properties.setProperty(ManagerSettings.NEAR_LEASE, lease);

        assertThatThrownBy(() -> tandem.newManager(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + lease + "\"")
                .hasMessageContaining("cache manager's property tandem.near.lease")
                .hasMessageContaining("20 ms to 60 s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "ON", ""})
    void near_neitherTrueNorFalse_isToldWithWhatIsAllowed(String near) {
        Properties properties = tandem.properties();
        properties.setProperty(ManagerSettings.NEAR_ENABLED, near);

        assertThatThrownBy(() -> tandem.newManager(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + near + "\"")
                .hasMessageContaining("cache manager's property tandem.near.enabled")
                .hasMessageContaining("true, false");
    }

    // --------------------------------------------------------------------------------------- helpers

    private static TandemConfiguration<String, String> texts() {
        return TandemConfiguration.copyOf(CacheFixture.textsConfiguration());
    }

    private static TandemConfiguration<String, Date> dates(NearConfiguration near) {
        return TandemConfiguration.copyOf(new MutableConfiguration<String, Date>().setTypes(String.class, Date.class))
                .withNear(near);
    }

    /** On a manager that asks seldom for a proof of life: it disturbs the counts, and a slow machine misses it. */
    private <K, V> Cache<K, V> quietCache(Configuration<K, V> configuration) {
        Properties properties = CacheFixture.properties(redis.uri() + "?timeout=10s");
        properties.setProperty(ManagerSettings.NEAR_LEASE, "60000 ms");
        return tandem.newManager(properties).createCache(CacheFixture.NAME, configuration);
    }

    private static TandemCacheMXBean tiers(Cache<?, ?> cache) {
        return cache.unwrap(TandemCache.class).tiers();
    }
}
