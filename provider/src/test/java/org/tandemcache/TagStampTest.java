package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tandemcache.TaggedCaches.KEY;
import static org.tandemcache.TaggedCaches.TAG;
import static org.tandemcache.TaggedCaches.stamped;
import static org.tandemcache.config.TagConfiguration.Mode.TAGS;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.TagStamp;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What is stored with a stamp holds what held when that was taken. */
@Tag("server")
@WithRedis
class TagStampTest {
    @RegisterExtension
    final CacheFixture tandem;

    TagStampTest(RedisServer redis) {
        this.tandem = new CacheFixture(redis);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void put_withAStampFromBeforeTheInvalidation_isNoEntry(boolean here) {
        TandemCache<String, String> cache = tandem.ownCache(stamped(TAGS).build());
        TandemCache<String, String> other = tandem.onAnotherNode(stamped(TAGS).build());
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
        TandemCache<String, String> cache = tandem.ownCache(stamped(TAGS).build());
        TagStamp stamp = cache.stamp(TAG);

        cache.invalidateTags("beside");
        cache.put(KEY, "old", EntryOptions.none().withStamp(stamp).withTags("beside"));

        assertThat(cache.get(KEY)).isNull();
    }

    @Test
    void put_withAStampFromBeforeInvalidateAll_isNoEntry() {
        TandemCache<String, String> cache = tandem.ownCache(stamped(TAGS).build());
        TagStamp stamp = cache.stamp(TAG);

        cache.invalidateAll();
        cache.put(KEY, "old", EntryOptions.none().withStamp(stamp));

        assertThat(cache.get(KEY)).isNull();
    }

    @Test
    void stamp_ofAnotherCache_isRefused() {
        TandemCache<String, String> cache = tandem.ownCache(stamped(TAGS).build());
        TandemCache<String, String> another = CacheFixture.own(
                tandem.manager().createCache("another", stamped(TAGS).build()));

        assertThatThrownBy(() -> cache.put(KEY, "value", EntryOptions.none().withStamp(another.stamp(TAG))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"tandem:another:tag:{}\"; allowed: what stamp() of its own cache has returned");
    }
}
