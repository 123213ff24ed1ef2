package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.LoadConfiguration;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Lifetimes that single entries are given, asked for and changed to, on one server. */
@Tag("server")
@WithRedis
class EntryOptionsTest {
    private static final String KEY = "key";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final EntryOptions MINUTE = EntryOptions.lifetime(Duration.ofMinutes(1));

    private final RedisServer redis;
    private final ServerCounts counts;

    @RegisterExtension
    final CacheFixture tandem;

    EntryOptionsTest(RedisServer redis) {
        this.redis = redis;
        this.counts = new ServerCounts(redis);
        this.tandem = new CacheFixture(redis);
    }

    /** Policies, each of which gives entries an hour or no end. */
    enum Policy {
        ETERNAL(EternalExpiryPolicy.factoryOf()),
        CREATED(CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_HOUR)),
        MODIFIED(ModifiedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_HOUR)),
        ASKED(() -> new ExpiryPolicy() {
            @Override
            public javax.cache.expiry.Duration getExpiryForCreation() {
                return javax.cache.expiry.Duration.ONE_HOUR;
            }

            @Override
            public javax.cache.expiry.Duration getExpiryForAccess() {
                return null;
            }

            @Override
            public javax.cache.expiry.Duration getExpiryForUpdate() {
                return null;
            }
        });

        @SuppressWarnings("ImmutableEnumChecker") // its own constants
        private final Factory<ExpiryPolicy> factory;

        Policy(Factory<ExpiryPolicy> factory) {
            this.factory = factory;
        }
    }

    private static TandemConfiguration<String, String> texts(Factory<ExpiryPolicy> policy) {
        return TandemConfiguration.copyOf(CacheFixture.textsConfiguration().setExpiryPolicyFactory(policy))
                .withNear(NearConfiguration.off());
    }

    private TandemCache<String, String> cache(Factory<ExpiryPolicy> policy) {
        return CacheFixture.own(tandem.cache(texts(policy)));
    }

    private long pttl(String key) {
        return (long) redis.command("PTTL", CacheFixture.redisKey(key));
    }

    private void assertMinute(String key) {
        assertThat(pttl(key)).isBetween(1L, TimeUnit.MINUTES.toMillis(1));
    }

    // ------------------------------------------------------------------------------------------------------ given

    @ParameterizedTest
    @EnumSource
    void put_withALifetime_isGivenThatWhateverThePolicySays(Policy policy) {
        TandemCache<String, String> cache = cache(policy.factory);

        cache.put(KEY, "created", MINUTE);
        assertMinute(KEY);
        redis.command("PERSIST", CacheFixture.redisKey(KEY));
        cache.put(KEY, "updated", MINUTE);

        assertMinute(KEY);
        assertThat(cache.get(KEY)).isEqualTo("updated");
        cache.put(KEY, "without end", EntryOptions.eternal());
        assertThat(pttl(KEY)).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource
    void putIfAbsentAndPutAll_withALifetime_giveItToWhatTheyStore(Policy policy) {
        TandemCache<String, String> cache = cache(policy.factory);
        cache.put("there", "before");
        long before = pttl("there");

        assertThat(cache.putIfAbsent(KEY, "value", MINUTE)).isTrue();
        assertThat(cache.putIfAbsent("there", "value", MINUTE)).isFalse();
        cache.putAll(Map.of("a", "1", "b", "2"), MINUTE);

        List.of(KEY, "a", "b").forEach(this::assertMinute);
        assertThat(pttl("there")).isCloseTo(before, within(TimeUnit.MINUTES.toMillis(1)));
    }

    @ParameterizedTest
    @EnumSource(names = {"ETERNAL", "CREATED", "ASKED"})
    void laterWrite_withoutOptions_leavesTheEndWhereThePolicyDoes(Policy policy) {
        TandemCache<String, String> cache = cache(policy.factory);
        cache.put(KEY, "value", MINUTE);

        cache.put(KEY, "put");
        assertMinute(KEY);
        cache.replace(KEY, "replaced");
        assertMinute(KEY);
        cache.invoke(KEY, (entry, arguments) -> {
            entry.setValue("invoked");
            return null;
        });

        assertMinute(KEY);
        assertThat(cache.get(KEY)).isEqualTo("invoked");
    }

    @ParameterizedTest
    @EnumSource
    void put_withALifetimeOfZero_storesNothingAndRemovesWhatThereIs(Policy policy) {
        TandemCache<String, String> cache = cache(policy.factory);
        EntryOptions none = EntryOptions.lifetime(Duration.ZERO);
        cache.put("there", "before");

        cache.put(KEY, "value", none);
        cache.put("there", "value", none);
        cache.putAll(Map.of("a", "1", "there", "2"), none);

        assertThat(cache.putIfAbsent("b", "value", none)).isFalse();
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void put_withOptionsThatLeaveTheLifetimeOpen_isAsWithoutThem() {
        TandemCache<String, String> cache = cache(Policy.MODIFIED.factory);
        cache.put(KEY, "value", EntryOptions.none());
        assertThat(pttl(KEY)).isBetween(TimeUnit.MINUTES.toMillis(59), HOUR.toMillis());
    }

    @Test
    void lifetime_thatIsNotAllowed_isToldWithWhatIs() {
        TandemCache<String, String> cache = cache(Policy.ETERNAL.factory);
        assertThatThrownBy(() -> EntryOptions.lifetime(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the lifetime of an entry is PT-0.001S; allowed: zero or more");
        assertThatThrownBy(() -> cache.setLifetime(KEY, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key " + KEY + " is PT0S; allowed: above zero");
        assertThatThrownBy(() -> cache.put(KEY, "value", (EntryOptions) null)).isInstanceOf(NullPointerException.class);
        cache.put(KEY, "value", EntryOptions.lifetime(Duration.ofNanos(1))); // a millisecond
        cache.put("long", "value", EntryOptions.lifetime(Duration.ofSeconds(Long.MAX_VALUE / 2000)));
        assertThat(pttl("long")).isNotEqualTo(-2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void put_withALifetimeThatEachReadWouldReplace_isRefused(boolean touched) {
        javax.cache.expiry.Duration hour = javax.cache.expiry.Duration.ONE_HOUR;
        TandemCache<String, String> cache =
                cache(touched ? TouchedExpiryPolicy.factoryOf(hour) : AccessedExpiryPolicy.factoryOf(hour));

        assertThatThrownBy(() -> cache.put(KEY, "value", MINUTE))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("PT1M")
                .hasMessageContaining("allowed: the policies eternal, created and modified");
        assertThat(cache.containsKey(KEY)).isFalse();
        cache.put(KEY, "value", EntryOptions.none());
        assertThat(cache.get(KEY)).isEqualTo("value");
    }

    // ---------------------------------------------------------------------------------------- asked for and changed

    @ParameterizedTest
    @EnumSource(names = {"NONE", "CLUSTER"})
    void lifetime_ofAnEntry_isWhatItHasLeft(Protection protection) {
        TandemCache<String, String> cache = protectedCache(protection);
        cache.put(KEY, "value");
        assertThat(cache.lifetime(KEY)).contains(EntryLifetime.ETERNAL);
        assertThat(cache.lifetime("missing")).isEmpty();

        assertThat(cache.setLifetime(KEY, Duration.ofMinutes(1))).isTrue();

        assertThat(cache.lifetime(KEY))
                .hasValueSatisfying(
                        left -> assertThat(left.remaining()).isBetween(Duration.ofMillis(1), Duration.ofMinutes(1)));
        assertMinute(KEY);
        assertThat(cache.setLifetime(KEY, ChronoUnit.FOREVER.getDuration())).isTrue();
        assertThat(cache.lifetime(KEY)).contains(EntryLifetime.ETERNAL);
        assertThat(cache.setLifetime(KEY, ChronoUnit.FOREVER.getDuration())).isTrue();
        assertThat(cache.setLifetime("missing", HOUR)).isFalse();
        assertThat(cache.setLifetime("missing", ChronoUnit.FOREVER.getDuration()))
                .isFalse();
        assertThat(cache.get(KEY)).isEqualTo("value");
    }

    private TandemCache<String, String> protectedCache(Protection protection) {
        return CacheFixture.own(tandem.cache(texts(EternalExpiryPolicy.factoryOf())
                .withLoad(LoadConfiguration.builder().protection(protection).build())));
    }

    /** Its lease is what others wait for. */
    @Test
    void marker_ofALoadUnderWay_hasNoLifetimeAndIsGivenNone() {
        TandemCache<String, String> cache = protectedCache(Protection.CLUSTER);
        cache.get(KEY, key -> {
            long lease = pttl(KEY);
            assertThat(lease).isPositive();
            assertThat(cache.lifetime(KEY)).isEmpty();
            assertThat(cache.setLifetime(KEY, HOUR)).isFalse();
            assertThat(cache.setLifetime(KEY, ChronoUnit.FOREVER.getDuration())).isFalse();
            assertThat(pttl(KEY)).isBetween(1L, lease);
            return "loaded";
        });
        assertThat(cache.lifetime(KEY)).contains(EntryLifetime.ETERNAL);
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "CLUSTER"})
    void operation_withALifetime_isOneCommand(Protection protection) {
        TandemCache<String, String> cache = protectedCache(protection);
        boolean markers = protection == Protection.CLUSTER;
        cache.setLifetime(KEY, ChronoUnit.FOREVER.getDuration()); // the scripts are known
        cache.lifetime(KEY);
        cache.setLifetime(KEY, HOUR);

        assertSent(() -> cache.put(KEY, "value", MINUTE), "set");
        assertSent(() -> cache.lifetime(KEY), markers ? "evalsha" : "pttl");
        assertSent(() -> cache.setLifetime(KEY, HOUR), markers ? "evalsha" : "pexpire");
        assertSent(() -> cache.setLifetime(KEY, ChronoUnit.FOREVER.getDuration()), "evalsha");
        assertThat(counts.readsOf(() -> cache.putAll(many("a"), MINUTE)))
                .isEqualTo(counts.readsOf(() -> cache.containsKey("a")));
        if (!markers) {
            assertSent(() -> cache.putIfAbsent("other", "value", MINUTE), "set");
        }
    }

    private static Map<String, String> many(String value) {
        return IntStream.range(0, 100).boxed().collect(Collectors.toMap(i -> "many " + i, i -> value));
    }

    private void assertSent(Runnable operation, String command) {
        redis.command("CONFIG", "RESETSTAT");
        operation.run();
        assertThat(counts.commands()).containsEntry(command, 1L);
        if (!command.equals("evalsha")) {
            assertThat(counts.commands()).hasSize(1);
        }
    }

    // ------------------------------------------------------------------------------------------------- near copies

    @Test
    void nearCopies_ofAnEntryWhoseLifetimeIsShortened_endWithItInEveryJvm() {
        TandemCache<String, String> here = nearNode();
        TandemCache<String, String> there = nearNode();
        here.put(KEY, "value", EntryOptions.lifetime(HOUR));
        awaitCopy(here);
        awaitCopy(there);

        here.setLifetime(KEY, Duration.ofMillis(300));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);

        Await.until("the entry has ended here", () -> here.get(KEY) == null);
        Await.until("the entry has ended there", () -> there.get(KEY) == null);
        assertThat(System.nanoTime() - end).isGreaterThan(-TimeUnit.MILLISECONDS.toNanos(5));
        assertThat(pttl(KEY)).isEqualTo(-2);
    }

    private TandemCache<String, String> nearNode() {
        return CacheFixture.own(tandem.newManager().createCache(CacheFixture.NAME, CacheFixture.textsConfiguration()));
    }

    private static void awaitCopy(TandemCache<String, String> cache) {
        Await.until("a copy is kept", () -> {
            cache.get(KEY);
            return cache.getNear(KEY) != null;
        });
    }

    /** The value is on its way to the near tier, its lifetime is not asked for yet. */
    @Test
    void nearCopy_ofAReadThatASetLifetimeOvertakes_doesNotOutliveTheNewEnd() throws Exception {
        try (HeldWire wire = new HeldWire(redis);
                Actors actors = new Actors()) {
            TandemCache<String, String> reader =
                    CacheFixture.own(tandem.newManager(CacheFixture.properties(wire.uri() + "?timeout=15s"))
                            .createCache(CacheFixture.NAME, CacheFixture.textsConfiguration()));
            TandemCache<String, String> other = nearNode();
            other.put(KEY, "value");
            reader.get("fence"); // is tracked
            wire.holdRequestsAt("PTTL");
            Future<String> read = actors.start(() -> reader.get(KEY));
            wire.awaitHeld();

            other.setLifetime(KEY, Duration.ofMillis(200));
            wire.release();

            assertThat(Actors.result(read)).isIn("value", null);
            Await.until("the entry has ended in Redis", () -> pttl(KEY) == -2);
            assertThat(reader.getNear(KEY)).isNull();
            assertThat(reader.get(KEY)).isNull();
            wire.admit();
        }
    }

    // ----------------------------------------------------------------------------------- as the plain operations are

    /** Without near tier: an expiry is told there, for no notice of another change can come between. */
    @Test
    void writes_withOptions_areToldAndCountedLikePlainOnes() {
        List<String> told = new CopyOnWriteArrayList<>();
        TandemCache<String, String> cache =
                CacheFixture.own(tandem.cache(TandemConfiguration.copyOf(CacheFixture.textsConfiguration()
                                .setStatisticsEnabled(true)
                                .addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<>(
                                        () -> new Told(told), null, true, true)))
                        .withNear(NearConfiguration.off())));

        cache.put(KEY, "1", MINUTE);
        cache.put(KEY, "2", MINUTE);
        assertThat(cache.putIfAbsent(KEY, "3", MINUTE)).isFalse();
        cache.putAll(Map.of(KEY, "4"), MINUTE);
        cache.setLifetime(KEY, Duration.ofMillis(1));
        Await.until("it has ended", () -> pttl(KEY) == -2);
        assertThat(cache.get(KEY)).isNull();

        assertThat(told).containsExactly("created 1", "updated 2", "updated 4", "expired 4");
        assertThat(cache.tiers().getPuts()).isEqualTo(3);
    }

    /** Notes what it is told. Thread-safe. */
    private record Told(List<String> told)
            implements CacheEntryCreatedListener<String, String>,
                    CacheEntryUpdatedListener<String, String>,
                    CacheEntryExpiredListener<String, String> {
        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            events.forEach(event -> told.add("created " + event.getValue()));
        }

        @Override
        public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            events.forEach(event -> told.add("updated " + event.getValue()));
        }

        @Override
        public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            events.forEach(event -> told.add("expired " + event.getOldValue()));
        }
    }

    @Test
    void lifetimes_whileRedisIsAway_areAnsweredAsByAnEmptyCache() throws Exception {
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            TandemCache<String, String> cache = CacheFixture.own(tandem.newManager(CacheFixture.properties(wire.uri()))
                    .createCache(
                            CacheFixture.NAME,
                            texts(EternalExpiryPolicy.factoryOf()).withFailure(FailureConfiguration.bypass())));
            cache.put(KEY, "value");
            wire.cut();

            assertThat(cache.lifetime(KEY)).isEmpty();
            assertThat(cache.setLifetime(KEY, HOUR)).isFalse();
            cache.put(KEY, "other", MINUTE);
            assertThat(cache.tiers().getDroppedWrites()).isEqualTo(2);
            wire.admit();
        }
    }
}
