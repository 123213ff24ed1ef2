package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tandemcache.TaggedCaches.KEY;
import static org.tandemcache.TaggedCaches.TAG;
import static org.tandemcache.TaggedCaches.TAGGED;
import static org.tandemcache.TaggedCaches.keyOf;
import static org.tandemcache.TaggedCaches.stamped;
import static org.tandemcache.config.TagConfiguration.Mode.GENERATION;
import static org.tandemcache.config.TagConfiguration.Mode.TAGS;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.CacheException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.TaggedCaches.BySuffix;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TagStamp;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** All entries that have a tag end together, on one server. */
@Tag("server")
@WithRedis
class TagsTest {
    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    TagsTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    @Test
    void invalidateTags_oneOfAnEntrysTags_endsItOnAllNodesAndNoOther() {
        TandemCache<String, String> near = tandem.ownCache(stamped(TAGS).build());
        TandemCache<String, String> far =
                tandem.onAnotherNode(stamped(TAGS, NearConfiguration.Mode.OFF).build());
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
        TandemCache<String, String> cache = tandem.ownCache(stamped(TAGS).build());
        Map<String, String> many =
                IntStream.range(0, 50).boxed().collect(Collectors.toMap(i -> "key-" + i, String::valueOf));
        cache.putAll(many, TAGGED);
        assertThat(cache.getAll(many.keySet())).hasSize(50);
        Await.until(
                "copies are kept, whose lifetimes come behind the values",
                () -> many.keySet().stream().allMatch(key -> cache.getNear(key) != null));

        cache.invalidateTags("tenant:42");

        assertThat(many.keySet())
                .allSatisfy(key -> assertThat(cache.getNear(key)).isNull());
        assertThat(cache.getAll(many.keySet())).isEmpty();
    }

    @Test
    void nearHit_tagsKnown_makesNoCall() {
        TandemCache<String, String> cache = tandem.ownCache(stamped(TAGS).build());
        cache.put(KEY, "value", TAGGED);
        cache.get(KEY);
        redis.command("CONFIG", "RESETSTAT");

        IntStream.range(0, 100).forEach(i -> assertThat(cache.get(KEY)).isEqualTo("value"));

        Map<String, Long> commands = new ServerCounts(redis).commands();
        commands.remove("hello"); // the proof of life
        assertThat(commands).isEmpty();
    }

    @Test
    void getAll_ofManyTagsThatAreNotKnown_readsEachOnce() {
        TandemCache<String, String> cache = tandem.ownCache(stamped(TAGS).build());
        TandemCache<String, String> other = tandem.onAnotherNode(stamped(TAGS).build());
        Set<String> keys = IntStream.range(0, 50).mapToObj(i -> "key-" + i).collect(Collectors.toSet());
        keys.forEach(key -> cache.put(key, "value", EntryOptions.none().withTags("of " + key, TAG)));
        cache.invalidateTags("of key-7");

        assertThat(other.getAll(keys)).hasSize(49).doesNotContainKey("key-7");

        assertThat(other.tiers().getTagReads())
                .as("50, the one of all, and the generation")
                .isEqualTo(52);
    }

    /** T2. */
    @ParameterizedTest
    @ValueSource(strings = {TAG, ""})
    void keyOfATagOrTheEpoch_lost_makesNoEntryValidAgain(String lost) {
        TandemCache<String, String> cache = tandem.ownCache(stamped(TAGS).build());
        TandemCache<String, String> other =
                tandem.onAnotherNode(stamped(TAGS, NearConfiguration.Mode.OFF).build());
        TagStamp stamp = cache.stamp(TAG);
        cache.put(KEY, "old", EntryOptions.none().withStamp(stamp));
        cache.invalidateTags(TAG);
        assertThat(redis.command("DEL", keyOf(lost))).isEqualTo(1L);

        assertThat(other.get(KEY)).isNull();
        assertThat(cache.get(KEY)).isNull();
        cache.put(KEY, "old", EntryOptions.none().withStamp(stamp).withTags("beside"));
        assertThat(other.get(KEY)).isNull();
        cache.put(KEY, "new", TAGGED);
        Await.until("one version for both", () -> "new".equals(other.get(KEY)) && "new".equals(cache.get(KEY)));
    }

    @Test
    void node_withGenerationsAlone_judgesByTagsToo() {
        TandemCache<String, String> cache = tandem.ownCache(stamped(TAGS).build());
        TandemCache<String, String> other =
                tandem.onAnotherNode(stamped(GENERATION).build());
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
                tandem.ownCache(stamped(TAGS).entryOptions(BySuffix::new).build());
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
        TandemCache<String, String> cache = tandem.ownCache(stamped(TAGS).build());
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
    void redisAway_failureModes_decideOfTags() {
        TandemCache<String, String> failing =
                tandem.ownCache(stamped(TAGS, NearConfiguration.Mode.OFF).build());
        TandemCache<String, String> bypassing = tandem.onAnotherNode(stamped(TAGS, NearConfiguration.Mode.OFF)
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
