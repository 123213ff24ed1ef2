package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tandemcache.TaggedCaches.keyOf;
import static org.tandemcache.TaggedCaches.stamped;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What the end of a tag has ended is removed, and nothing else. */
@Tag("server")
@WithRedis
class SweepOfTagsTest {
    private static final String KEY = "key";
    private static final EntryOptions TAGGED = EntryOptions.none().withTags("tag");

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    SweepOfTagsTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private static TandemConfiguration.Builder<String, String> configuration(TagConfiguration.Mode mode) {
        return stamped(mode, NearConfiguration.Mode.OFF);
    }

    private TandemCache<String, String> node(String uri, TagConfiguration.Mode mode) {
        return CacheFixture.own(tandem.newManager(CacheFixture.properties(uri))
                .createCache(CacheFixture.NAME, configuration(mode).build()));
    }

    private TandemCache<String, String> node() {
        return node(redis.uri().toString(), TagConfiguration.Mode.TAGS);
    }

    private boolean lies(String key) {
        return redis.command("EXISTS", CacheFixture.redisKey(key)).equals(1L);
    }

    private static Set<String> keys(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.toSet());
    }

    private static Map<String, String> entries(Set<String> keys) {
        return keys.stream().collect(Collectors.toMap(key -> key, key -> "value"));
    }

    /** Whether the sweeping node has tags itself or not: entries are judged alike. */
    @ParameterizedTest
    @EnumSource(
            value = TagConfiguration.Mode.class,
            names = {"GENERATION", "TAGS"})
    void sweep_behindInvalidateTags_removesWhatThoseHaveEndedAndLeavesTheRest(TagConfiguration.Mode mode) {
        TandemCache<String, String> cache = node();
        TandemCache<String, String> sweeping = node(redis.uri().toString(), mode);
        String[] most = IntStream.range(0, 100)
                .mapToObj(i -> i + "x".repeat(200))
                .sorted()
                .toArray(String[]::new);
        cache.putAll(entries(keys("ended-", 250)), EntryOptions.none().withTags("stands", "ended"));
        cache.putAll(entries(keys("stands-", 250)), EntryOptions.none().withTags("stands"));
        cache.putAll(entries(keys("untagged-", 10)));
        cache.put("of most", "value", EntryOptions.none().withTags(most));
        cache.invalidateTags("ended", most[99]);
        cache.put("of most others", "new", EntryOptions.none().withTags(most));
        cache.put("ended-7", "new", EntryOptions.none().withTags("ended"));

        assertThat(sweeping.sweep()).isEqualTo(249 + 1);

        assertThat(cache.getAll(keys("stands-", 250))).hasSize(250);
        assertThat(cache.getAll(keys("untagged-", 10))).hasSize(10);
        assertThat(cache.getAll(keys("ended-", 250))).containsExactly(Map.entry("ended-7", "new"));
        assertThat(cache.get("of most others")).isEqualTo("new");
        assertThat(lies("of most")).isFalse();
        assertThat(lies("ended-0")).isFalse();
        assertThat(sweeping.tiers().getSweptEntries()).isEqualTo(250);
        assertThat(sweeping.sweep()).isZero();
    }

    @Test
    void sweep_ofManyTags_asksForEachOnceInOneFlush() {
        TandemCache<String, String> cache = node();
        keys("key-", 30)
                .forEach(key -> cache.put(key, "value", EntryOptions.none().withTags("of " + key, "of all")));
        long read = cache.tiers().getTagReads();
        redis.command("CONFIG", "RESETSTAT");

        assertThat(cache.sweep()).isZero();

        assertThat(new ServerCounts(redis).commands()).containsEntry("mget", 1L).doesNotContainKey("get");
        assertThat(cache.tiers().getTagReads() - read)
                .as("30, the one of all, and the generation")
                .isEqualTo(32);
    }

    /** A version that a reader knows may be older than the stamp of what others have just stored. */
    @Test
    void sweep_byWhoHasNotHeardThatATagEnded_leavesWhatWasStoredBehindIt() throws Exception {
        try (HeldWire wire = new HeldWire(redis)) {
            TandemCache<String, String> sweeping =
                    CacheFixture.own(tandem.newManager(CacheFixture.properties(wire.uri()))
                            .createCache(
                                    CacheFixture.NAME,
                                    configuration(TagConfiguration.Mode.TAGS)
                                            .near(near -> near.mode(NearConfiguration.Mode.ON))
                                            .build()));
            TandemCache<String, String> storing = node();
            sweeping.put("other", "value", TAGGED); // knows the tag by now
            wire.holdReplies();

            storing.invalidateTags("tag");
            storing.put(KEY, "new", TAGGED);

            assertThat(sweeping.sweep()).isEqualTo(1);
            assertThat(storing.get(KEY)).isEqualTo("new");
            assertThat(lies("other")).isFalse();
            wire.release();
        }
    }

    /** Before its tags are asked for, and when it is judged and about to be removed. */
    @ParameterizedTest
    @ValueSource(strings = {"MGET", "$21\r\nP"})
    void entry_rewrittenWhileItIsSwept_stays(String before) throws Exception {
        try (HeldWire wire = HeldWire.ofAll(redis);
                Actors actors = new Actors()) {
            TandemCache<String, String> sweeping = node(wire.uri(), TagConfiguration.Mode.TAGS);
            TandemCache<String, String> storing = node();
            storing.put(KEY, "old", TAGGED);
            storing.put("other", "old", TAGGED);
            storing.invalidateTags("tag");
            wire.holdRequestsAt(before);
            Future<Long> swept = actors.start(sweeping::sweep);
            wire.awaitHeld();

            storing.put(KEY, "new", TAGGED);
            wire.release();

            assertThat(swept.get()).isEqualTo(1);
            assertThat(storing.get(KEY)).isEqualTo("new");
            assertThat(lies("other")).isFalse();
            assertThat(sweeping.tiers().getSweptEntries()).isOne();
        }
    }

    @Test
    void entry_whoseTagHasNoKeyAnyMore_isSwept() {
        TandemCache<String, String> cache = node();
        cache.put(KEY, "value", TAGGED);
        cache.put("other", "value", EntryOptions.none().withTags("another"));
        redis.command("DEL", keyOf("tag"));

        assertThat(cache.sweep()).isEqualTo(1);

        assertThat(lies(KEY)).isFalse();
        assertThat(cache.get("other")).isEqualTo("value");
        assertThat(redis.command("EXISTS", keyOf("tag")))
                .as("a sweep makes no keys")
                .isEqualTo(0L);
    }

    /** It has no version that a key could have, nor one that agrees with a key that is not there. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void value_thatCameTooLateForItsTag_isSwept(boolean keyLost) {
        TandemConfiguration<String, String> configuration = configuration(TagConfiguration.Mode.TAGS)
                .entryOptions(() -> (key, value) -> TAGGED)
                .build();
        TandemCache<String, String> cache = tandem.ownCache(configuration);
        cache.get(KEY, key -> {
            cache.invalidateTags("another");
            return "late";
        });
        assertThat(lies(KEY)).isTrue();
        if (keyLost) {
            redis.command("DEL", keyOf("tag"));
        }

        assertThat(cache.sweep()).isEqualTo(1);

        assertThat(lies(KEY)).isFalse();
    }

    @Test
    void entry_whoseTagIsRenewed_stays() {
        TandemCache<String, String> cache = tandem.ownCache(configuration(TagConfiguration.Mode.TAGS)
                .expireAfterCreate(Duration.ofHours(2))
                .near(near -> near.mode(NearConfiguration.Mode.ON))
                .build());
        cache.put(KEY, "value", TAGGED);
        redis.command("PEXPIRE", keyOf("tag"), Long.toString(Duration.ofHours(1).toMillis()));
        Await.until("it is renewed", () -> {
            cache.put("other", "value", TAGGED);
            return (Long) redis.command("PTTL", keyOf("tag"))
                    > Duration.ofHours(3).toMillis();
        });

        assertThat(cache.sweep()).isZero();

        assertThat(cache.get(KEY)).isEqualTo("value");
    }
}
