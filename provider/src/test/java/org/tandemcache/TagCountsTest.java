package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tandemcache.TaggedCaches.KEY;
import static org.tandemcache.TaggedCaches.stamped;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TagConfiguration.Mode;
import org.tandemcache.config.TagStamp;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What an operator is told of tags and generations. */
@Tag("server")
@WithRedis
class TagCountsTest {
    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    TagCountsTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private static TandemConfiguration.Builder<String, String> configuration(TagConfiguration.Mode mode) {
        return stamped(mode)
                .entryOptions(() ->
                        (key, value) -> mode == Mode.TAGS ? EntryOptions.none().withTags(value) : EntryOptions.none());
    }

    @Test
    void invalidations_ofAllAndOfTags_areCountedByCalls() {
        TandemCache<String, String> cache =
                tandem.onAnotherNode(configuration(Mode.TAGS).build());
        TandemCache<String, String> other =
                tandem.onAnotherNode(configuration(Mode.TAGS).build());

        cache.invalidateTags("one", "two", "three");
        cache.invalidateTags("one");
        cache.invalidateAll();

        assertThat(cache.tiers().getInvalidationsOfTags()).isEqualTo(2);
        assertThat(cache.tiers().getInvalidationsOfAll()).isOne();
        assertThat(other.tiers().getInvalidationsOfTags())
                .as("those of another node")
                .isZero();
    }

    @Test
    void invalidations_thatRedisHasNotConfirmed_areNotCounted() {
        TandemCache<String, String> cache = tandem.onAnotherNode(
                configuration(Mode.TAGS).failure(FailureConfiguration.bypass()).build());
        cache.put(KEY, "value");
        redis.kill();

        cache.invalidateTags("value");
        cache.invalidateAll();

        assertThat(cache.tiers().getInvalidationsOfTags()).isZero();
        assertThat(cache.tiers().getInvalidationsOfAll()).isZero();
        assertThat(cache.tiers().getDroppedWrites()).isEqualTo(2);
    }

    /** By the generation, which the node itself has changed or has heard of. */
    @ParameterizedTest
    @EnumSource(
            value = TagConfiguration.Mode.class,
            names = {"GENERATION", "TAGS"})
    void load_overAnInvalidationOfAll_isLate(TagConfiguration.Mode mode) {
        TandemCache<String, String> cache =
                tandem.onAnotherNode(configuration(mode).build());
        TandemCache<String, String> other =
                tandem.onAnotherNode(configuration(mode).build());
        cache.put("witness", "witness");

        cache.get(KEY, key -> {
            cache.invalidateAll();
            return "late";
        });
        assertThat(cache.tiers().getLateValues()).as("by a call here").isOne();

        cache.put("witness", "witness");
        assertThat(cache.get("witness")).isEqualTo("witness");
        cache.get(KEY, key -> {
            other.invalidateAll();
            Await.until("the notice", () -> cache.getNear("witness") == null);
            return "late";
        });
        assertThat(cache.tiers().getLateValues()).as("by a notice").isEqualTo(2);

        assertThat(cache.get(KEY, key -> "in time")).isEqualTo("in time");
        cache.putAll(Map.of("one", "1", "two", "2"));
        assertThat(cache.get(KEY)).isEqualTo("in time");
        assertThat(cache.tiers().getLateValues()).isEqualTo(2);
    }

    /** The tag is known with the value alone, so that the epoch tells; without a near tier each time. */
    @ParameterizedTest
    @EnumSource(
            value = NearConfiguration.Mode.class,
            names = {"AUTO", "OFF"})
    void load_overAnInvalidationOfATag_isLate(NearConfiguration.Mode near) {
        TandemCache<String, String> cache = tandem.onAnotherNode(
                configuration(Mode.TAGS).near(tier -> tier.mode(near)).build());
        cache.stamp("another");

        cache.get(KEY, key -> {
            cache.invalidateTags("another"); // here, so that the next load need not wait for the notice
            return "tag";
        });

        assertThat(cache.tiers().getLateValues()).isOne();
        assertThat(cache.get(KEY, key -> "tag")).isEqualTo("tag");
        assertThat(cache.get(KEY)).isEqualTo("tag");
        assertThat(cache.tiers().getLateValues()).isOne();
    }

    @Test
    void put_withAStampFromBeforeAnInvalidationHere_isLate() {
        TandemCache<String, String> cache =
                tandem.onAnotherNode(configuration(Mode.TAGS).build());
        TagStamp stamp = cache.stamp("tag");
        cache.put(KEY, "tag", EntryOptions.none().withStamp(stamp));
        cache.stamp("tag"); // the notice of its making may have taken away the read behind that
        assertThat(cache.tiers().getLateValues()).isZero();

        cache.invalidateTags("tag");
        cache.put(KEY, "tag", EntryOptions.none().withStamp(stamp));

        assertThat(cache.tiers().getLateValues()).isOne();
        assertThat(cache.get(KEY)).isNull();
    }

    /** It was left out of the count once, so that a cache without tracking seemed to read nothing behind its loads. */
    @Test
    void tagReads_ofALoadWithAnUnknownTag_haveTheEpochBehindIt() {
        TandemCache<String, String> cache =
                tandem.onAnotherNode(configuration(Mode.TAGS).build());
        for (String key :
                List.of("first", "second", "third")) { // the notices of what is made take away reads behind it
            cache.get(key, absent -> "known");
        }
        long before = cache.tiers().getTagReads();

        cache.get(KEY, key -> "unknown");

        assertThat(cache.tiers().getTagReads() - before)
                .as("the tag, again once it is made, and the epoch")
                .isEqualTo(3);
    }

    @Test
    void counts_withoutTags_areZero() {
        TandemCache<String, String> cache =
                tandem.onAnotherNode(configuration(Mode.OFF).build());
        cache.get(KEY, key -> "value");

        assertThat(cache.tiers().getTagReads()).isZero();
        assertThat(cache.tiers().getLateValues()).isZero();
        assertThat(cache.tiers().getInvalidationsOfAll()).isZero();
        assertThat(cache.tiers().getInvalidationsOfTags()).isZero();
    }
}
