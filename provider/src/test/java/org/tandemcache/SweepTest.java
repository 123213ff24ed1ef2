package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.CacheException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What an invalidation has ended is removed, and nothing else. */
@Tag("server")
@WithRedis(own = true)
class SweepTest {
    private static final int OLD = 500;

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    SweepTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private TandemCache<String, String> node() {
        return node(tandem.properties());
    }

    private TandemCache<String, String> node(Properties properties) {
        return CacheFixture.own(tandem.newManager(properties)
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.builder(String.class, String.class)
                                .tags(tags -> tags.mode(TagConfiguration.Mode.GENERATION))
                                .near(near -> near.mode(NearConfiguration.Mode.OFF))
                                .build()));
    }

    private static Map<String, String> entries(String prefix, int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> prefix + i, String::valueOf));
    }

    @Test
    void sweep_behindAnInvalidation_removesWhatIsOverAndLeavesTheRest() {
        TandemCache<String, String> cache = node();
        cache.putAll(entries("old-", OLD));
        cache.invalidateAll();
        cache.putAll(entries("new-", 10));
        cache.putAll(entries("old-", 3));
        redis.command("SET", "foreign", "1");
        redis.command("RPUSH", CacheFixture.redisKey("a list"), "1");
        redis.command("SET", CacheFixture.redisKey("a text"), "a text that is longer than the head of an entry");

        assertThat(cache.get("old-4")).isNull();
        assertThat(cache.sweep()).isEqualTo(OLD - 3);

        assertThat(cache.getAll(entries("new-", 10).keySet())).hasSize(10);
        assertThat(cache.getAll(entries("old-", OLD).keySet())).hasSize(3);
        assertThat(redis.command("DBSIZE")).as("with the generation").isEqualTo(10L + 3 + 3 + 1);
        assertThat(cache.sweep()).isZero();
        assertThat(cache.tiers().getSweptEntries()).isEqualTo(OLD - 3);
        assertThat(cache.tiers().getOutdatedEntries()).isEqualTo(1);
        assertThat(cache.tiers().getTagReads()).isPositive();
    }

    /** The generation that a node knows may be over, and what it takes for over be what others have just stored. */
    @Test
    void sweep_byWhoHasNotHeardOfAnInvalidation_leavesWhatWasStoredBehindIt() throws Exception {
        try (HeldWire wire = new HeldWire(redis)) {
            TandemCache<String, String> sweeping = node(CacheFixture.properties(wire.uri()));
            TandemCache<String, String> storing = node();
            sweeping.put("one", "value");
            sweeping.put("other", "value"); // knows the generation by now
            wire.holdReplies();

            storing.invalidateAll();
            storing.put("one", "new");

            assertThat(sweeping.sweep()).isEqualTo(1);
            assertThat(storing.get("one")).isEqualTo("new");
            assertThat(redis.command("EXISTS", CacheFixture.redisKey("other"))).isEqualTo(0L);
            wire.release();
        }
    }

    @Test
    void sweep_interrupted_failsAndIsDoneByTheNext() {
        TandemCache<String, String> cache = node();
        cache.put("key", "value");
        cache.invalidateAll();
        Thread.currentThread().interrupt();

        assertThatThrownBy(cache::sweep).isInstanceOf(CacheException.class).hasMessageContaining("interrupted");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(cache.sweep()).isEqualTo(1);
    }

    @Test
    void sweep_withoutGeneration_namesWhatIsAllowed() {
        TandemCache<String, String> cache = CacheFixture.own(tandem.texts());

        assertThatThrownBy(cache::sweep)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("tags.mode generation");
    }

    @Test
    void sweep_redisAway_fails() {
        TandemCache<String, String> cache = node();
        cache.put("key", "value");
        redis.kill();

        assertThatThrownBy(cache::sweep).isInstanceOf(CacheException.class);
        redis.restart();
    }
}
