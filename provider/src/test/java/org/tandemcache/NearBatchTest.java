package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What a getAll of many keys of one server asks it for, and how long what it brings is kept. */
@Tag("server")
@WithRedis(config = "enable-debug-command local", own = true)
class NearBatchTest {
    private static final int MANY = 20;
    private static final Map<String, String> ENTRIES =
            IntStream.range(0, MANY).boxed().collect(Collectors.toMap(i -> "key" + i, i -> "value" + i));

    private final RedisServer redis;
    private final ServerCounts counts;

    @RegisterExtension
    final CacheFixture tandem;

    NearBatchTest(RedisServer redis) {
        this.redis = redis;
        this.counts = new ServerCounts(redis);
        this.tandem = new CacheFixture(redis);
    }

    @Test
    void getAll_whereNothingExpires_asksForNoLifetimeAndKeepsEverything() {
        Cache<String, String> cache = filled(tandem.texts());

        readAllOnce(cache);

        assertThat(counts.commands()).isEqualTo(Map.of("mget", 1L));
        assertIsNear(cache);
    }

    @Test
    void getAll_whereSomethingExpires_asksForAllLifetimesAtOnce() {
        Cache<String, String> cache = filled(tandem.texts());
        redis.command("SET", "of somebody else", "x", "EX", "1000");
        redis.command("CONFIG", "RESETSTAT");

        readAllOnce(cache);

        assertThat(counts.commands()).isEqualTo(Map.of("mget", 1L, "eval", 1L, "pttl", (long) MANY));
        assertIsNear(cache);
    }

    @Test
    void getAll_withoutTheRightToScripts_asksForEachLifetime() {
        Cache<String, String> cache = filled(without("-eval"));
        redis.command("SET", "of somebody else", "x", "EX", "1000");

        readAllOnce(cache);
        assertIsNear(cache);
        redis.command("CONFIG", "RESETSTAT");
        own(cache).dropNear();
        readAllOnce(cache);

        assertThat(counts.commands()).isEqualTo(Map.of("mget", 1L, "pttl", (long) MANY));
        assertIsNear(cache);
    }

    @Test
    void getAll_withoutTheRightToInfo_asksForLifetimes() {
        Cache<String, String> cache = filled(without("-info"));

        readAllOnce(cache);

        assertThat(counts.commands()).containsEntry("eval", 1L);
        assertIsNear(cache);
    }

    @Test
    void foreignExpiry_ofWhatWasReadWithMany_isTheCopysDeadlineToo() {
        Cache<String, String> cache = filled(tandem.texts());
        redis.command("PEXPIRE", CacheFixture.redisKey("key1"), "200");
        redis.command("DEBUG", "SET-ACTIVE-EXPIRE", "0"); // nobody tells of the expiry
        try {
            cache.getAll(ENTRIES.keySet());

            Await.until("the copy has ended", () -> cache.get("key1") == null);
            assertThat(cache.get("key2")).isEqualTo("value2");
        } finally {
            redis.command("DEBUG", "SET-ACTIVE-EXPIRE", "1");
        }
    }

    @Test
    void foreignExpiry_behindAReadOfMany_isHeeded() {
        Cache<String, String> cache = filled(tandem.texts());
        cache.getAll(ENTRIES.keySet());
        redis.command("DEBUG", "SET-ACTIVE-EXPIRE", "0");
        try {
            redis.command("PEXPIRE", CacheFixture.redisKey("key1"), "200");

            Await.until("the copy has ended", () -> cache.get("key1") == null);
        } finally {
            redis.command("DEBUG", "SET-ACTIVE-EXPIRE", "1");
        }
    }

    @Test
    void change_ofWhatWasReadWithMany_isToldThoughItsLifetimeCameByAScript() {
        Cache<String, String> cache = filled(tandem.texts());
        redis.command("SET", "of somebody else", "x", "EX", "1000");
        readAllOnce(cache);
        assertIsNear(cache);

        redis.command("DEL", CacheFixture.redisKey("key1"));

        Await.until("the copy is gone", () -> cache.get("key1") == null);
    }

    /** Those of the chunk that was sent meanwhile stood on, and each held up the next reader of its key. */
    @Test
    void getAll_thatIsTooSlow_leavesNoReadStanding() throws Exception {
        try (HeldWire wire = new HeldWire(redis)) {
            Cache<String, String> cache = tandem.newManager(CacheFixture.properties(wire.uri() + "?timeout=300ms"))
                    .createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
            filled(tandem.texts()); // which is patient
            Await.until("it is connected", () -> isCoherent(cache));
            Set<String> severalChunks =
                    IntStream.range(0, 1200).mapToObj(i -> "key" + i).collect(Collectors.toSet());
            own(cache).dropNear();
            wire.holdReplies();

            assertThatThrownBy(() -> cache.getAll(severalChunks)).isInstanceOf(CacheException.class);

            assertThat(own(cache).tiers().getNearEntries()).isZero();
        }
    }

    private static boolean isCoherent(Cache<String, String> cache) {
        try {
            cache.get("connects");
        } catch (CacheException e) { // not within its 300 ms
            return false;
        }
        return own(cache).tiers().getCoherence().equals("COHERENT");
    }

    private Cache<String, String> without(String right) {
        redis.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", right);
        String uri = "redis://app:secret@" + redis.host() + ":" + redis.port();
        return tandem.newManager(CacheFixture.properties(uri))
                .createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
    }

    /** Now it has its connections and all entries, and no near copy. */
    private Cache<String, String> filled(Cache<String, String> cache) {
        cache.get("connects");
        cache.putAll(ENTRIES);
        Await.until("the near tier is coherent", () -> isCoherent(cache));
        redis.command("CONFIG", "RESETSTAT");
        return cache;
    }

    private void readAllOnce(Cache<String, String> cache) {
        assertThat(cache.getAll(ENTRIES.keySet())).isEqualTo(ENTRIES);
        Await.until(
                "what was read is kept",
                () -> ENTRIES.keySet().stream()
                        .allMatch(key -> own(cache).tiers().nearCopy("s:" + key).isServed()));
    }

    private void assertIsNear(Cache<String, String> cache) {
        long before = own(cache).tiers().getNearHits();
        assertThat(cache.getAll(ENTRIES.keySet())).isEqualTo(ENTRIES);
        assertThat(own(cache).tiers().getNearHits() - before).isEqualTo(MANY);
    }

    private static TandemCache<String, String> own(Cache<String, String> cache) {
        return CacheFixture.own(cache);
    }
}
