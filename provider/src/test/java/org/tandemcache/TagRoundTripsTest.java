package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.EntryOptionsSource;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What tags cost: mostly where nothing tells of their changes, so that each call has to ask for them. */
@Tag("server")
@WithRedis
class TagRoundTripsTest {
    private static final List<String> MANY =
            IntStream.range(0, 50).mapToObj(Integer::toString).toList();

    private final RedisServer redis;
    private final ServerCounts counts;

    @RegisterExtension
    final CacheFixture tandem;

    TagRoundTripsTest(RedisServer redis) {
        this.redis = redis;
        this.counts = new ServerCounts(redis);
        this.tandem = new CacheFixture(redis);
    }

    /** In bulk, too. */
    private static final class Loader implements CacheLoader<String, String> {
        @Override
        public String load(String key) {
            return "loaded";
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            Map<String, String> loaded = new HashMap<>();
            keys.forEach(key -> loaded.put(key, load(key)));
            return loaded;
        }
    }

    private TandemCache<String, String> cache(boolean loads, EntryOptionsSource<String, String> source) {
        return cache(ManagerSettings.NEAR_ENABLED, "false", loads, source);
    }

    private TandemCache<String, String> cache(
            String setting, String value, boolean loads, EntryOptionsSource<String, String> source) {
        Properties properties = tandem.properties();
        properties.setProperty(setting, value);
        return CacheFixture.own(tandem.newManager(properties)
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.builder(String.class, String.class)
                                .tags(tags -> tags.mode(TagConfiguration.Mode.TAGS))
                                .entryOptions(() -> source)
                                .loader(Loader::new)
                                .readThrough(loads)
                                .build()));
    }

    @Test
    void invalidateTags_ofMany_isTwoFlushesLikeOne() {
        TandemCache<String, String> cache = cache(false, (key, value) -> EntryOptions.none());
        MANY.forEach(tag -> cache.put(tag, "value", EntryOptions.none().withTags(tag)));
        long ofOneRead = counts.readsOf(() -> cache.getAll(Set.of("not there")));
        long ofOne = counts.readsOf(() -> cache.invalidateTags("0"));
        redis.command("CONFIG", "RESETSTAT");

        assertThat(counts.readsOf(() -> cache.invalidateTags(MANY.toArray(String[]::new))))
                .isEqualTo(ofOne)
                .isEqualTo(ofOneRead + 1);
        assertThat(counts.commands()).containsEntry("set", 1L + MANY.size());
        assertThat(cache.getAll(Set.copyOf(MANY))).isEmpty();
    }

    @Test
    void getAll_ofManyTags_isTwoFlushes() {
        TandemCache<String, String> cache = cache(false, (key, value) -> EntryOptions.none());
        MANY.forEach(tag -> cache.put(tag, "value", EntryOptions.none().withTags(tag)));
        long ofOne = counts.readsOf(() -> cache.getAll(Set.of("0")));

        assertThat(counts.readsOf(
                        () -> assertThat(cache.getAll(Set.copyOf(MANY))).hasSize(MANY.size())))
                .isEqualTo(ofOne);
    }

    @Test
    void putAll_ofManyWithOneNewTag_asksForItOnce() {
        TandemCache<String, String> cache =
                cache(false, (key, value) -> EntryOptions.none().withTags("source"));
        Map<String, String> entries = MANY.stream().collect(Collectors.toMap(key -> key, key -> "value"));
        cache.put("first", "value");
        redis.command("CONFIG", "RESETSTAT");

        cache.putAll(entries, EntryOptions.none().withTags("call"));

        assertThat(counts.commands())
                .as("the generation, both tags, and again behind the making of one")
                .containsEntry("mget", 3L)
                .containsEntry("set", 1L + MANY.size());
        assertThat(cache.getAll(entries.keySet())).hasSize(MANY.size());
        cache.invalidateTags("call");
        assertThat(cache.getAll(entries.keySet())).isEmpty();
    }

    @Test
    void getAll_thatLoadsManyWithOneTag_asksForItAndTheEpochOnce() {
        TandemCache<String, String> cache =
                cache(true, (key, value) -> EntryOptions.none().withTags("source"));
        cache.put("first", "value");
        redis.command("CONFIG", "RESETSTAT");

        assertThat(cache.getAll(Set.copyOf(MANY))).hasSize(MANY.size());

        Map<String, Long> commands = counts.commands();
        assertThat(commands.get("get") - commands.get("evalsha"))
                .as("those outside of the scripts: of the epoch, behind the tag")
                .isOne();
        assertThat(cache.getAll(Set.copyOf(MANY))).hasSize(MANY.size());
        assertThat(cache.tiers().getOutdatedEntries()).isZero();
    }

    /** By the copies of a near tier, whose tags nobody here has met before. */
    @Test
    void getAll_ofManyTagsThatAreTracked_asksForThemTogetherAndNotAgain() {
        TandemCache<String, String> writer = cache(false, (key, value) -> EntryOptions.none());
        TandemCache<String, String> cache =
                cache(ManagerSettings.NEAR_LEASE, "20 s", false, (key, value) -> EntryOptions.none());
        writer.put("witness", "value");
        MANY.forEach(key -> writer.put(key, "value", EntryOptions.none().withTags("of " + key)));
        Await.until("a copy is kept", () -> {
            cache.getAll(Set.of("witness", "absent")); // by which it knows the size of values, and asks for all at once
            return cache.getNear("witness") != null;
        });
        long read = cache.tiers().getTagReads();
        redis.command("CONFIG", "RESETSTAT");

        assertThat(cache.getAll(Set.copyOf(MANY))).hasSize(MANY.size());

        assertThat(cache.tiers().getTagReads() - read).isEqualTo(MANY.size());
        Map<String, Long> commands = counts.commands();
        assertThat(commands.getOrDefault("get", 0L) + commands.get("mget"))
                .as("of the entries, and of their tags: of those behind the first one together, if that was met alone")
                .isLessThanOrEqualTo(1 + 2);
        Await.until("copies are kept", () -> MANY.stream().allMatch(key -> cache.getNear(key) != null));
        redis.command("CONFIG", "RESETSTAT");
        assertThat(cache.getAll(Set.copyOf(MANY))).hasSize(MANY.size());
        assertThat(counts.commands()).doesNotContainKeys("get", "mget");
        assertThat(cache.tiers().getTagReads() - read).as("once").isEqualTo(MANY.size());
    }
}
