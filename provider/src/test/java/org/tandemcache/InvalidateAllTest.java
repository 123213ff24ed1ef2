package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tandemcache.TaggedCaches.KEY;
import static org.tandemcache.TaggedCaches.keyOf;
import static org.tandemcache.TaggedCaches.stamped;
import static org.tandemcache.config.TagConfiguration.Mode.GENERATION;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryUpdatedListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** All entries of a cache end by one command, on one server. */
@Tag("server")
@WithRedis
class InvalidateAllTest {
    private static final String GENERATION_KEY = keyOf("*");

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    InvalidateAllTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    /** Each operation that can tell whether there is an entry. */
    enum Question {
        GET(cache -> cache.get(KEY) == null),
        GET_ALL(cache -> cache.getAll(Set.of(KEY)).isEmpty()),
        GET_NEAR(cache -> cache.getNear(KEY) == null),
        CONTAINS_KEY(cache -> !cache.containsKey(KEY)),
        PUT_IF_ABSENT(cache -> cache.putIfAbsent(KEY, "new") && "new".equals(cache.get(KEY))),
        GET_AND_PUT(cache -> cache.getAndPut(KEY, "new") == null && "new".equals(cache.get(KEY))),
        REPLACE(cache -> !cache.replace(KEY, "new") && cache.get(KEY) == null),
        REPLACE_IF_EQUAL(cache -> !cache.replace(KEY, "value", "new") && cache.get(KEY) == null),
        GET_AND_REPLACE(cache -> cache.getAndReplace(KEY, "new") == null && cache.get(KEY) == null),
        REMOVE(cache -> !cache.remove(KEY)),
        REMOVE_IF_EQUAL(cache -> !cache.remove(KEY, "value")),
        GET_AND_REMOVE(cache -> cache.getAndRemove(KEY) == null),
        INVOKE(cache -> !cache.<Boolean>invoke(KEY, (entry, arguments) -> entry.exists())),
        INVOKE_ALL(cache -> !cache.<Boolean>invokeAll(Set.of(KEY), (entry, arguments) -> entry.exists())
                .get(KEY)
                .get()),
        ITERATOR(cache -> !cache.iterator().hasNext()),
        ASYNC_GET(cache -> cache.async().get(KEY).toCompletableFuture().join() == null),
        ASYNC_PUT_IF_ABSENT(cache ->
                cache.async().putIfAbsent(KEY, "new").toCompletableFuture().join()),
        ASYNC_REMOVE(cache -> !cache.async().remove(KEY).toCompletableFuture().join()),
        LIFETIME(cache -> cache.lifetime(KEY).isEmpty()),
        SET_LIFETIME(cache -> !cache.setLifetime(KEY, Duration.ofHours(1)) && cache.get(KEY) == null);

        @SuppressWarnings("ImmutableEnumChecker") // a lambda that holds nothing
        private final java.util.function.Predicate<TandemCache<String, String>> sees;

        Question(java.util.function.Predicate<TandemCache<String, String>> seesNothing) {
            sees = seesNothing;
        }
    }

    @ParameterizedTest
    @EnumSource
    void entry_invalidated_isNoneToAnyOperation(Question question) {
        TandemCache<String, String> near = tandem.ownCache(stamped(GENERATION).build());
        TandemCache<String, String> far = tandem.onAnotherNode(
                stamped(GENERATION, NearConfiguration.Mode.OFF).build());
        near.put(KEY, "value");
        assertThat(near.get(KEY)).isEqualTo("value");
        assertThat(far.get(KEY)).isEqualTo("value");

        near.invalidateAll();

        assertThat(question.sees.test(near)).as("%s with a near tier", question).isTrue();

        near.put(KEY, "value");
        near.invalidateAll();
        near.put("witness", "value");
        Await.until("the notices", () -> "value".equals(far.get("witness")));
        near.remove("witness");
        assertThat(question.sees.test(far)).as("%s without one", question).isTrue();
        assertThat(redis.command("EXISTS", GENERATION_KEY)).isEqualTo(1L);
    }

    @Test
    void invalidateAll_manyEntries_isOneCommandThatLeavesForeignKeys() {
        TandemCache<String, String> cache = tandem.ownCache(stamped(GENERATION).build());
        Map<String, String> many =
                IntStream.range(0, 1_000).boxed().collect(Collectors.toMap(i -> "key-" + i, String::valueOf));
        cache.putAll(many);
        cache.getAll(many.keySet());
        redis.command("SET", "foreign", "1");
        redis.command("CONFIG", "RESETSTAT");

        cache.invalidateAll();

        Map<String, Long> commands = new ServerCounts(redis).commands();
        commands.remove("hello"); // the proof of life
        assertThat(commands).containsExactlyEntriesOf(Map.of("set", 1L));
        assertThat(cache.getAll(many.keySet())).isEmpty();
        assertThat(redis.command("EXISTS", "foreign")).isEqualTo(1L);
    }

    @Test
    void nearHit_generationKnown_makesNoCall() {
        TandemCache<String, String> cache = tandem.ownCache(stamped(GENERATION).build());
        cache.put(KEY, "value");
        cache.get(KEY);
        redis.command("CONFIG", "RESETSTAT");

        IntStream.range(0, 100).forEach(i -> assertThat(cache.get(KEY)).isEqualTo("value"));

        Map<String, Long> commands = new ServerCounts(redis).commands();
        commands.remove("hello");
        assertThat(commands).isEmpty();
    }

    @Test
    void nearCopies_generationEndedByAnotherNode_endWithItsNotice() {
        TandemCache<String, String> one = tandem.ownCache(stamped(GENERATION).build());
        TandemCache<String, String> other =
                tandem.onAnotherNode(stamped(GENERATION).build());
        List<String> keys = IntStream.range(0, 50).mapToObj(i -> "key-" + i).toList();
        keys.forEach(key -> one.put(key, "value"));
        keys.forEach(key -> assertThat(other.get(key)).isEqualTo("value"));
        assertThat(other.getNear("key-1")).isEqualTo("value");

        one.invalidateAll();

        Await.until("the notice", () -> other.getNear("key-0") == null);
        assertThat(keys).allSatisfy(key -> assertThat(other.getNear(key)).isNull());
        assertThat(keys).allSatisfy(key -> assertThat(other.get(key)).isNull());
    }

    /** T2: a key that is lost gets another version than it had. */
    @Test
    void generationKey_lost_makesEntriesMissesForGood() {
        TandemCache<String, String> one = tandem.ownCache(stamped(GENERATION).build());
        TandemCache<String, String> other = tandem.onAnotherNode(
                stamped(GENERATION, NearConfiguration.Mode.OFF).build());
        one.put(KEY, "value");
        one.get(KEY);
        assertThat(other.get(KEY)).isEqualTo("value");

        redis.command("DEL", GENERATION_KEY);

        Await.until("the notice", () -> one.get(KEY) == null);
        Await.until("the notice there", () -> other.get(KEY) == null);
        one.invalidateAll();
        assertThat(one.get(KEY)).isNull();
        assertThat(other.get(KEY)).isNull();
        one.put(KEY, "new");
        Await.until("one generation for both", () -> "new".equals(other.get(KEY)));
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "JVM", "CLUSTER"})
    void load_begunBeforeTheInvalidation_isNotThereBehindIt(Protection protection) throws Exception {
        TandemConfiguration<String, String> configuration =
                stamped(GENERATION).load(load -> load.protection(protection)).build();
        TandemCache<String, String> cache = tandem.ownCache(configuration);
        TandemCache<String, String> other = tandem.onAnotherNode(configuration);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch invalidated = new CountDownLatch(1);
        try (Actors actors = new Actors()) {
            Future<String> read = actors.start(() -> cache.get(KEY, key -> {
                loading.countDown();
                await(invalidated);
                return "old";
            }));
            await(loading);

            other.invalidateAll();
            invalidated.countDown();

            assertThat(read.get()).isEqualTo("old");
        }
        Await.until("the notice", () -> cache.get(KEY) == null);
        assertThat(other.get(KEY)).isNull();
        assertThat(cache.get(KEY, key -> "new")).isEqualTo("new");
        assertThat(other.get(KEY)).isEqualTo("new");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, java.util.concurrent.TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void read_behindAnInvalidationHere_doesNotJoinALoadFromBefore() throws Exception {
        TandemCache<String, String> cache = tandem.ownCache(stamped(GENERATION).build());
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        try (Actors actors = new Actors()) {
            Future<String> before = actors.start(() -> cache.get(KEY, key -> {
                loading.countDown();
                await(read);
                return "old";
            }));
            await(loading);

            cache.invalidateAll();

            assertThat(cache.get(KEY, key -> "new")).isEqualTo("new");
            read.countDown();
            assertThat(before.get()).isEqualTo("old");
        }
        assertThat(cache.get(KEY)).isEqualTo("new");
    }

    @Test
    void processor_thatHasSeenAnEntry_leavesNoneBehindTheInvalidation() {
        TandemCache<String, String> cache = tandem.ownCache(stamped(GENERATION).build());
        TandemCache<String, String> other =
                tandem.onAnotherNode(stamped(GENERATION).build());
        cache.put(KEY, "value");
        AtomicInteger runs = new AtomicInteger();

        cache.invoke(KEY, (entry, arguments) -> {
            if (runs.incrementAndGet() == 1) {
                assertThat(entry.getValue()).isEqualTo("value");
                other.invalidateAll();
                entry.setValue(entry.getValue() + " again");
            }
            return null;
        });

        Await.until("the notice", () -> cache.get(KEY) == null);
        assertThat(other.get(KEY)).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void put_overAnInvalidatedEntry_givesTheLifetimeOfACreation(boolean read) {
        TandemCache<String, String> cache = tandem.ownCache(
                stamped(GENERATION).expireAfterCreate(Duration.ofHours(1)).build());
        cache.put(KEY, "value", EntryOptions.lifetime(Duration.ofMinutes(1)));
        cache.invalidateAll();
        if (read) {
            cache.get(KEY);
        }

        cache.put(KEY, "new");

        assertThat((Long) redis.command("PTTL", CacheFixture.redisKey(KEY)))
                .isBetween(
                        Duration.ofMinutes(59).toMillis(), Duration.ofHours(1).toMillis());
    }

    @Test
    void put_whoseLifetimeRestsOnWhatIsThere_isOneCommand() {
        TandemCache<String, String> cache = tandem.ownCache(stamped(GENERATION, NearConfiguration.Mode.OFF)
                .expireAfterCreate(Duration.ofHours(1))
                .build());
        cache.put("another", "value"); // makes the generation, whose notice may come behind it
        cache.put(KEY, "value", EntryOptions.lifetime(Duration.ofMinutes(1)));
        redis.command("CONFIG", "RESETSTAT");

        cache.put(KEY, "new");

        Map<String, Long> commands = new ServerCounts(redis).commands();
        commands.remove("hello"); // the proof of life
        assertThat(commands).containsOnly(Map.entry("evalsha", 1L), Map.entry("getrange", 1L), Map.entry("set", 1L));
        assertThat((Long) redis.command("PTTL", CacheFixture.redisKey(KEY)))
                .as("that of the entry, which is one still")
                .isBetween(1L, Duration.ofMinutes(1).toMillis());
    }

    @Test
    void listenersAndStatistics_ofAnInvalidatedEntry_seeACreation() {
        List<String> told = new CopyOnWriteArrayList<>();
        CacheEntryCreatedListener<String, String> created = events -> events.forEach(e -> told.add(text(e)));
        CacheEntryUpdatedListener<String, String> updated = events -> events.forEach(e -> told.add(text(e)));
        TandemCache<String, String> cache =
                tandem.ownCache(stamped(GENERATION).statistics(true).build());
        cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(() -> created, null, true, true));
        cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(() -> updated, null, true, true));
        cache.put(KEY, "value");
        cache.invalidateAll();

        cache.put(KEY, "new");

        assertThat(told).containsExactly("CREATED value", "CREATED new");
        cache.invalidateAll();
        cache.removeAll();
        assertThat(cache.iterator().hasNext()).isFalse();
    }

    private static String text(CacheEntryEvent<? extends String, ? extends String> event) {
        return event.getEventType() + " " + event.getValue();
    }

    @Test
    void invalidateAll_tagsOff_namesWhatIsAllowed() {
        TandemCache<String, String> cache = CacheFixture.own(tandem.texts());

        assertThatThrownBy(cache::invalidateAll)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("\"" + CacheFixture.NAME + "\"")
                .hasMessageContaining("tags.mode generation, or clear()");
    }

    @Test
    void generation_besideRememberedAbsence_isRefused() {
        assertThatThrownBy(() -> tandem.ownCache(stamped(GENERATION)
                        .load(load -> load.protection(Protection.CLUSTER).rememberAbsent(Duration.ofMinutes(1)))
                        .build()))
                .hasStackTraceContaining("load.remember-absent PT1M and tags.mode GENERATION");
    }

    @Test
    void node_withoutGenerations_neitherSeesEntriesOfOneThatHasThemNorTheOtherWayRound() {
        TandemCache<String, String> with = tandem.ownCache(stamped(GENERATION).build());
        TandemCache<String, String> without = tandem.onAnotherNode(
                TandemConfiguration.builder(String.class, String.class).build());
        with.put("with", "value");
        without.put("without", "value");

        assertThat(without.get("with")).isNull();
        assertThat(with.get("without")).isNull();
        assertThat(without.tiers().getUnreadableValues()).isEqualTo(1);
        assertThat(with.tiers().getUnreadableValues()).isZero();
    }

    @Test
    void destroyCache_takesTheGenerationAlong() {
        TandemCache<String, String> cache = tandem.ownCache(stamped(GENERATION).build());
        cache.put(KEY, "value");
        cache.invalidateAll();

        tandem.manager().destroyCache(CacheFixture.NAME);

        assertThat((List<?>) redis.command("KEYS", "tandem:*")).isEmpty();
    }

    @Test
    void redisAway_failureModes_decideOfWhatCannotBeJudged() {
        TandemCache<String, String> failing =
                tandem.ownCache(stamped(GENERATION, NearConfiguration.Mode.OFF).build());
        TandemCache<String, String> bypassing = tandem.onAnotherNode(stamped(GENERATION, NearConfiguration.Mode.OFF)
                .failure(FailureConfiguration.bypass())
                .build());
        failing.put(KEY, "value");
        assertThat(bypassing.get(KEY)).isEqualTo("value");
        redis.kill();

        assertThatThrownBy(() -> failing.get(KEY)).isInstanceOf(CacheException.class);
        assertThatThrownBy(() -> failing.put(KEY, "new")).isInstanceOf(CacheException.class);
        assertThatThrownBy(failing::invalidateAll).isInstanceOf(CacheException.class);
        assertThat(bypassing.get(KEY)).isNull();
        bypassing.put(KEY, "new");
        assertThat(bypassing.get(KEY, key -> "loaded")).isEqualTo("loaded");
        long dropped = bypassing.tiers().getDroppedWrites();
        bypassing.invalidateAll();
        assertThat(bypassing.tiers().getDroppedWrites()).isEqualTo(dropped + 1);
        redis.restart();
    }

    @Test
    void iterator_someInvalidated_walksTheOthers() {
        Cache<String, String> cache = tandem.ownCache(stamped(GENERATION).build());
        cache.put("old", "value");
        CacheFixture.own(cache).invalidateAll();
        cache.put("new", "value");

        Iterator<Cache.Entry<String, String>> entries = cache.iterator();

        assertThat(entries.next().getKey()).isEqualTo("new");
        assertThat(entries.hasNext()).isFalse();
    }
}
