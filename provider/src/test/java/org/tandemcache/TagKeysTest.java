package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tandemcache.TaggedCaches.keyOf;
import static org.tandemcache.TaggedCaches.stamped;
import static org.tandemcache.config.TagConfiguration.Mode.TAGS;

import java.net.URI;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** How long the keys of tags live. */
@Tag("server")
@WithRedis
class TagKeysTest {
    private static final String KEY = "key";
    private static final EntryOptions TAGGED = EntryOptions.none().withTags("tag");
    private static final Duration TWO_HOURS = Duration.ofHours(2);

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    TagKeysTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    /** Rounded up; -1 for no end. */
    private long hoursLeft(String tag) {
        long millis = (Long) redis.command("PTTL", keyOf(tag));
        long hour = Duration.ofHours(1).toMillis();
        return millis < 0 ? millis : (millis + hour - 1) / hour;
    }

    @Test
    void keysOfTags_entriesThatExpire_liveTwiceAsLong() {
        TandemCache<String, String> cache =
                tandem.ownCache(stamped(TAGS).expireAfterCreate(TWO_HOURS).build());

        cache.get(KEY, key -> "loaded");
        cache.put(KEY, "value", TAGGED);
        cache.invalidateTags("tag");

        assertThat(hoursLeft("tag")).isEqualTo(4);
        assertThat(hoursLeft("")).as("the epoch").isEqualTo(-1);
        assertThat(hoursLeft("*")).as("the generation").isEqualTo(-1);
    }

    @Test
    void keysOfTags_eternalEntries_stay() {
        TandemCache<String, String> cache = tandem.ownCache(stamped(TAGS).build());

        cache.put(KEY, "value", TAGGED);

        assertThat(hoursLeft("tag")).isEqualTo(-1);
    }

    @Test
    void keyOfATag_lessThanALifeOfAnEntryLeft_livesOnWithItsVersion() {
        TandemCache<String, String> cache =
                tandem.ownCache(stamped(TAGS).expireAfterCreate(TWO_HOURS).build());
        cache.put(KEY, "value", TAGGED);
        Object version = redis.command("GET", keyOf("tag"));
        redis.command("PEXPIRE", keyOf("tag"), Long.toString(TWO_HOURS.toMillis() / 2));

        Await.until("it is seen", () -> {
            assertThat(cache.get(KEY)).isEqualTo("value");
            cache.put("other", "value", TAGGED);
            return hoursLeft("tag") == 4;
        });

        assertThat(redis.command("GET", keyOf("tag"))).isEqualTo(version);
        assertThat(cache.get(KEY)).isEqualTo("value");
    }

    @Test
    void keyOfATag_whoseRenewalIsRefused_isReliedUponUntilItEnds() {
        URI user = redis.addUser("poor", "secret", "~*", "&*", "+@all", "-getex");
        Properties properties = CacheFixture.properties(user.toString());
        properties.setProperty(ManagerSettings.NEAR_LEASE, "10 s");
        TandemCache<String, String> cache = CacheFixture.own(tandem.newManager(properties)
                .createCache(
                        CacheFixture.NAME,
                        stamped(TAGS).expireAfterCreate(TWO_HOURS).build()));
        cache.put(KEY, "value", TAGGED);
        redis.command("PEXPIRE", keyOf("tag"), Long.toString(TWO_HOURS.toMillis() / 2));

        assertThat(cache.get(KEY)).isEqualTo("value");
        Await.until("a copy is kept", () -> {
            assertThat(cache.get(KEY)).isEqualTo("value");
            return cache.getNear(KEY) != null;
        });

        assertThat(hoursLeft("tag")).isEqualTo(1);
    }

    @Test
    void keyOfATag_ended_makesAMissAndAnotherVersion() {
        TandemCache<String, String> cache =
                tandem.ownCache(stamped(TAGS).expireAfterCreate(TWO_HOURS).build());
        cache.put(KEY, "value", TAGGED);
        redis.command("PEXPIRE", keyOf("tag"), "0"); // at once: who saw that it is about to end would renew it

        Await.until("it ends", () -> cache.get(KEY) == null);

        cache.put(KEY, "new", TAGGED);
        assertThat(cache.get(KEY)).isEqualTo("new");
        assertThat(hoursLeft("tag")).isEqualTo(4);
    }
}
