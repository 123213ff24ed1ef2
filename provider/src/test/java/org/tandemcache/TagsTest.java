package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.CacheException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.EntryOptionsSource;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TagStamp;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** All entries that have a tag end together, on one server. */
@Tag("server")
@WithRedis
class TagsTest {
    private static final String KEY = "key";
    private static final String TAG = "category:7";
    private static final EntryOptions TAGGED = EntryOptions.none().withTags(TAG, "tenant:42");

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    TagsTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    /** Tags what a loader brings with the text behind its last colon, if it has one. */
    static final class BySuffix implements EntryOptionsSource<String, String> {
        @Override
        public EntryOptions of(String key, String value) {
            int colon = value.lastIndexOf(':');
            return colon < 0 ? EntryOptions.none() : EntryOptions.none().withTags(value.substring(colon + 1));
        }
    }

    private static TandemConfiguration.Builder<String, String> configuration() {
        return TandemConfiguration.builder(String.class, String.class)
                .tags(tags -> tags.mode(TagConfiguration.Mode.TAGS));
    }

    private static TandemConfiguration.Builder<String, String> configuration(NearConfiguration.Mode near) {
        return configuration().near(tier -> tier.mode(near));
    }

    private TandemCache<String, String> cache(TandemConfiguration<String, String> configuration) {
        return CacheFixture.own(tandem.cache(configuration));
    }

    private TandemCache<String, String> onAnotherNode(TandemConfiguration<String, String> configuration) {
        return CacheFixture.own(tandem.newManager().createCache(CacheFixture.NAME, configuration));
    }

    @Test
    void invalidateTags_oneOfAnEntrysTags_endsItOnAllNodesAndNoOther() {
        TandemCache<String, String> near = cache(configuration().build());
        TandemCache<String, String> far =
                onAnotherNode(configuration(NearConfiguration.Mode.OFF).build());
        near.put(KEY, "value", TAGGED);
        near.put("other", "value", EntryOptions.none().withTags("category:8"));
        near.put("untagged", "value");
        for (TandemCache<String, String> node : List.of(near, far)) {
            assertThat(node.getAll(Set.of(KEY, "other", "untagged"))).hasSize(3);
        }

        far.invalidateTags(TAG);

        assertThat(far.get(KEY)).isNull();
        Await.until("the notice", () -> near.get(KEY) == null);
        for (TandemCache<String, String> node : List.of(near, far)) {
            assertThat(node.getAll(Set.of(KEY, "other", "untagged"))).containsOnlyKeys("other", "untagged");
            assertThat(node.containsKey(KEY)).isFalse();
        }
        near.put(KEY, "new", TAGGED);
        assertThat(near.get(KEY)).isEqualTo("new");
        Await.until("its notice", () -> "new".equals(far.get(KEY)));
    }

    @Test
    void nearCopies_ofATag_endWithItsCallHere() {
        TandemCache<String, String> cache = cache(configuration().build());
        Map<String, String> many =
                IntStream.range(0, 50).boxed().collect(Collectors.toMap(i -> "key-" + i, String::valueOf));
        cache.putAll(many, TAGGED);
        assertThat(cache.getAll(many.keySet())).hasSize(50);
        assertThat(cache.getNear("key-1")).isEqualTo("1");

        cache.invalidateTags("tenant:42");

        assertThat(many.keySet())
                .allSatisfy(key -> assertThat(cache.getNear(key)).isNull());
        assertThat(cache.getAll(many.keySet())).isEmpty();
    }

    @Test
    void nearHit_tagsKnown_makesNoCall() {
        TandemCache<String, String> cache = cache(configuration().build());
        cache.put(KEY, "value", TAGGED);
        cache.get(KEY);
        redis.command("CONFIG", "RESETSTAT");

        IntStream.range(0, 100).forEach(i -> assertThat(cache.get(KEY)).isEqualTo("value"));

        Map<String, Long> commands = new ServerCounts(redis).commands();
        commands.remove("hello"); // the proof of life
        assertThat(commands).isEmpty();
    }

    /** T1: the tag is known with the value alone, and nobody here has heard of it before. */
    @ParameterizedTest
    @EnumSource(names = {"NONE", "JVM", "CLUSTER"})
    void load_whoseUnknownTagEndsMeanwhile_isNotThereBehindIt(Protection protection) {
        TandemConfiguration<String, String> configuration = configuration()
                .load(load -> load.protection(protection))
                .entryOptions(BySuffix::new)
                .build();
        TandemCache<String, String> cache = cache(configuration);
        TandemCache<String, String> other = onAnotherNode(configuration);

        assertThat(cache.get(KEY, key -> {
                    other.invalidateTags("category");
                    return "old:category";
                }))
                .isEqualTo("old:category");

        Await.until("the notice", () -> cache.get(KEY) == null);
        assertThat(other.get(KEY)).isNull();
        assertThat(cache.get(KEY, key -> "new:category")).isEqualTo("new:category");
        assertThat(other.get(KEY)).isEqualTo("new:category");
        other.invalidateTags("category");
        Await.until("the notice of the tag", () -> cache.get(KEY) == null);
    }

    /** T1: the tag is known here from before the load, so that the epoch is not asked for. */
    @ParameterizedTest
    @EnumSource(
            value = NearConfiguration.Mode.class,
            names = {"AUTO", "OFF"})
    void load_whoseKnownTagEndsMeanwhile_isNotThereBehindIt(NearConfiguration.Mode near) {
        TandemConfiguration<String, String> configuration =
                configuration(near).entryOptions(BySuffix::new).build();
        TandemCache<String, String> cache = cache(configuration);
        TandemCache<String, String> other = onAnotherNode(configuration);
        cache.put("witness", "value:tag");
        assertThat(cache.get("witness")).isEqualTo("value:tag");

        cache.get(KEY, key -> {
            other.invalidateTags("tag");
            Await.until("the notice, before the load ends", () -> cache.get("witness") == null);
            cache.put("witness", "again:tag"); // makes the new version known here
            return "old:tag";
        });

        assertThat(cache.get(KEY)).isNull();
        assertThat(other.get(KEY)).isNull();
        assertThat(cache.get("witness")).isEqualTo("again:tag");
    }

    @Test
    void load_whoseTagIsKnown_sendsWhatOneWithoutTagsSends() {
        TandemCache<String, String> tagged =
                cache(configuration().entryOptions(BySuffix::new).build());
        TandemCache<String, String> untagged = CacheFixture.own(tandem.manager()
                .createCache(
                        "untagged",
                        TandemConfiguration.builder(String.class, String.class)
                                .tags(tags -> tags.mode(TagConfiguration.Mode.GENERATION))
                                .build()));

        assertThat(commandsOfALoad(tagged)).isEqualTo(commandsOfALoad(untagged));
        assertThat(tagged.get(KEY)).isEqualTo("value:tag");
        tagged.invalidateTags("tag");
        assertThat(tagged.get(KEY)).isNull();
    }

    private Map<String, Long> commandsOfALoad(TandemCache<String, String> cache) {
        // the first ones make keys of tags, whose notice may take away what the read behind it brings
        for (String key : List.of("first", "second", "third")) {
            cache.get(key, absent -> "value:tag");
            cache.get(key);
        }
        redis.command("CONFIG", "RESETSTAT");
        assertThat(cache.get(KEY, absent -> "value:tag")).isEqualTo("value:tag");
        Map<String, Long> commands = new ServerCounts(redis).commands();
        commands.remove("hello"); // the proof of life
        return commands;
    }

    @Test
    void getAll_ofManyTagsThatAreNotKnown_readsEachOnce() {
        TandemCache<String, String> cache = cache(configuration().build());
        TandemCache<String, String> other = onAnotherNode(configuration().build());
        Set<String> keys = IntStream.range(0, 50).mapToObj(i -> "key-" + i).collect(Collectors.toSet());
        keys.forEach(key -> cache.put(key, "value", EntryOptions.none().withTags("of " + key, TAG)));
        cache.invalidateTags("of key-7");

        assertThat(other.getAll(keys)).hasSize(49).doesNotContainKey("key-7");

        assertThat(other.tiers().getTagReads())
                .as("50, the one of all, and the generation")
                .isEqualTo(52);
    }

    /** T1: it would be handed what is from before. */
    @Test
    void read_behindInvalidateTags_doesNotJoinALoadFromBefore() throws Exception {
        TandemCache<String, String> cache =
                cache(configuration().entryOptions(BySuffix::new).build());
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        try (Actors actors = new Actors()) {
            Future<String> before = actors.start(() -> cache.get(KEY, key -> {
                loading.countDown();
                await(read);
                return "old:tag";
            }));
            await(loading);

            cache.invalidateTags("tag");

            Future<String> behind = actors.start(() -> cache.get(KEY, key -> "new:tag"));
            assertThat(behind.get(1, TimeUnit.MINUTES)).isEqualTo("new:tag");
            read.countDown();
            assertThat(before.get()).isEqualTo("old:tag");
        }
        assertThat(cache.get(KEY)).isEqualTo("new:tag");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void processor_whoseTagEndsMeanwhile_leavesNoEntry() {
        TandemConfiguration<String, String> configuration =
                configuration().entryOptions(BySuffix::new).build();
        TandemCache<String, String> cache = cache(configuration);
        TandemCache<String, String> other = onAnotherNode(configuration);
        AtomicInteger runs = new AtomicInteger();

        cache.invoke(KEY, (entry, arguments) -> {
            if (runs.incrementAndGet() == 1) {
                other.invalidateTags("tag");
            }
            entry.setValue("old:tag");
            return null;
        });

        assertThat(runs).hasValue(1);
        Await.until("the notice", () -> cache.get(KEY) == null);
        assertThat(other.get(KEY)).isNull();
    }

    /** Of the source, and of the call that stores. */
    @ParameterizedTest
    @ValueSource(strings = {"source", "call"})
    void claim_whoseTagEndsMeanwhile_isStoredAsNoEntry(String ended) {
        TandemConfiguration<String, String> configuration =
                configuration().entryOptions(BySuffix::new).build();
        TandemCache<String, String> cache = cache(configuration);
        TandemCache<String, String> other = onAnotherNode(configuration);
        EntryOptions tagged = EntryOptions.none().withTags("call");
        Claimed<String> claimed = cache.getOrClaim(KEY);

        other.invalidateTags(ended);
        claimed.store("old:source", tagged);

        assertThat(cache.get(KEY)).isNull();
        assertThat(other.get(KEY)).isNull();
        cache.getOrClaim(KEY).store("new:source", tagged);
        assertThat(other.get(KEY)).isEqualTo("new:source");
        cache.invalidateTags(ended);
        assertThat(cache.get(KEY)).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void put_withAStampFromBeforeTheInvalidation_isNoEntry(boolean here) {
        TandemCache<String, String> cache = cache(configuration().build());
        TandemCache<String, String> other = onAnotherNode(configuration().build());
        TagStamp stamp = cache.stamp(TAG);
        cache.put(KEY, "value", EntryOptions.none().withStamp(stamp));
        assertThat(cache.get(KEY)).isEqualTo("value");

        (here ? cache : other).invalidateTags(TAG);
        cache.put(KEY, "old", EntryOptions.none().withStamp(stamp));

        Await.until("the notice", () -> cache.get(KEY) == null);
        assertThat(other.get(KEY)).isNull();
        cache.put("late", "old", EntryOptions.none().withStamp(cache.stamp()).withTags("unknown"));
        assertThat(cache.get("late")).isEqualTo("old");
        cache.put(KEY, "new", EntryOptions.none().withStamp(cache.stamp(TAG)));
        assertThat(cache.get(KEY)).isEqualTo("new");
    }

    @Test
    void put_withATagBesideItsStamp_isJudgedFromTheStampOn() {
        TandemCache<String, String> cache = cache(configuration().build());
        TagStamp stamp = cache.stamp(TAG);

        cache.invalidateTags("beside");
        cache.put(KEY, "old", EntryOptions.none().withStamp(stamp).withTags("beside"));

        assertThat(cache.get(KEY)).isNull();
    }

    @Test
    void put_withAStampFromBeforeInvalidateAll_isNoEntry() {
        TandemCache<String, String> cache = cache(configuration().build());
        TagStamp stamp = cache.stamp(TAG);

        cache.invalidateAll();
        cache.put(KEY, "old", EntryOptions.none().withStamp(stamp));

        assertThat(cache.get(KEY)).isNull();
    }

    /** T2. */
    @ParameterizedTest
    @ValueSource(strings = {TAG, ""})
    void keyOfATagOrTheEpoch_lost_makesNoEntryValidAgain(String lost) {
        TandemCache<String, String> cache = cache(configuration().build());
        TandemCache<String, String> other =
                onAnotherNode(configuration(NearConfiguration.Mode.OFF).build());
        TagStamp stamp = cache.stamp(TAG);
        cache.put(KEY, "old", EntryOptions.none().withStamp(stamp));
        cache.invalidateTags(TAG);
        assertThat(redis.command("DEL", tagKey(lost))).isEqualTo(1L);

        assertThat(other.get(KEY)).isNull();
        assertThat(cache.get(KEY)).isNull();
        cache.put(KEY, "old", EntryOptions.none().withStamp(stamp).withTags("beside"));
        assertThat(other.get(KEY)).isNull();
        cache.put(KEY, "new", TAGGED);
        Await.until("one version for both", () -> "new".equals(other.get(KEY)) && "new".equals(cache.get(KEY)));
    }

    private static String tagKey(String tag) {
        return "tandem:" + CacheFixture.NAME + ":tag:{}" + tag;
    }

    @Test
    void node_withGenerationsAlone_judgesByTagsToo() {
        TandemCache<String, String> cache = cache(configuration().build());
        TandemCache<String, String> other = onAnotherNode(TandemConfiguration.builder(String.class, String.class)
                .tags(tags -> tags.mode(TagConfiguration.Mode.GENERATION))
                .build());
        cache.put(KEY, "value", TAGGED);
        assertThat(other.get(KEY)).isEqualTo("value");

        cache.invalidateTags(TAG);

        Await.until("the notice", () -> other.get(KEY) == null);
        other.put(KEY, "untagged");
        Await.until("its notice", () -> "untagged".equals(cache.get(KEY)));
    }

    @Test
    void tags_ofACallAndOfTheSource_countBoth() {
        TandemCache<String, String> cache =
                cache(configuration().entryOptions(BySuffix::new).build());
        for (String ended : List.of("source", "call")) {
            cache.put(
                    KEY,
                    "value:source",
                    EntryOptions.lifetime(Duration.ofHours(1)).withTags("call"));
            assertThat(cache.get(KEY)).isEqualTo("value:source");

            cache.invalidateTags(ended);

            assertThat(cache.get(KEY)).as(ended).isNull();
        }
    }

    @Test
    void async_putWithTagsAndInvalidateTags_doAsTheirNamesakes() throws Exception {
        TandemCache<String, String> cache = cache(configuration().build());
        TandemAsyncCache<String, String> async = cache.async();
        async.put(KEY, "value", TAGGED).toCompletableFuture().get();
        async.putAll(Map.of("one", "1", "two", "2"), TAGGED)
                .toCompletableFuture()
                .get();
        assertThat(async.putIfAbsent("absent", "value", TAGGED)
                        .toCompletableFuture()
                        .get())
                .isTrue();
        async.put("untagged", "value").toCompletableFuture().get();
        Set<String> keys = Set.of(KEY, "one", "two", "absent", "untagged");
        assertThat(cache.getAll(keys)).hasSize(5);

        async.invalidateTags(TAG).toCompletableFuture().get();
        assertThat(cache.getAll(keys)).containsOnlyKeys("untagged");
        async.invalidateAll().toCompletableFuture().get();
        assertThat(cache.getAll(keys)).isEmpty();

        assertThatThrownBy(() -> async.invalidateTags("*")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> CacheFixture.own(tandem.manager().createCache("off", CacheFixture.textsConfiguration()))
                                .async()
                                .invalidateTags(TAG))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void tags_modeWithoutThem_namesWhatIsAllowed() {
        TandemCache<String, String> off = CacheFixture.own(tandem.texts());

        assertThatThrownBy(() -> off.put(KEY, "value", TAGGED))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("[category:7, tenant:42]")
                .hasMessageContaining("tags.mode off; allowed: tags.mode tags");
        assertThatThrownBy(() -> off.invalidateTags(TAG))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("allowed: tags.mode tags");
        assertThatThrownBy(() -> off.stamp(TAG)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(off.get(KEY)).isNull();
    }

    @Test
    void stamp_ofAnotherCache_isRefused() {
        TandemCache<String, String> cache = cache(configuration().build());
        TandemCache<String, String> another = CacheFixture.own(
                tandem.manager().createCache("another", configuration().build()));

        assertThatThrownBy(() -> cache.put(KEY, "value", EntryOptions.none().withStamp(another.stamp(TAG))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"tandem:another:tag:{}\"; allowed: what stamp() of its own cache has returned");
    }

    @Test
    void redisAway_failureModes_decideOfTags() {
        TandemCache<String, String> failing =
                cache(configuration(NearConfiguration.Mode.OFF).build());
        TandemCache<String, String> bypassing = onAnotherNode(configuration(NearConfiguration.Mode.OFF)
                .failure(FailureConfiguration.bypass())
                .build());
        failing.put(KEY, "value", TAGGED);
        assertThat(bypassing.get(KEY)).isEqualTo("value");
        redis.kill();

        assertThatThrownBy(() -> failing.get(KEY)).isInstanceOf(CacheException.class);
        assertThatThrownBy(() -> failing.put(KEY, "new", TAGGED)).isInstanceOf(CacheException.class);
        assertThatThrownBy(() -> failing.invalidateTags(TAG)).isInstanceOf(CacheException.class);
        assertThatThrownBy(() -> failing.stamp(TAG)).isInstanceOf(CacheException.class);
        assertThat(bypassing.get(KEY)).isNull();
        bypassing.put(KEY, "new", EntryOptions.none().withStamp(bypassing.stamp(TAG)));
        long dropped = bypassing.tiers().getDroppedWrites();
        bypassing.invalidateTags(TAG);
        assertThat(bypassing.tiers().getDroppedWrites()).isEqualTo(dropped + 1);
    }
}
