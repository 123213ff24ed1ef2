package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Who compares near copies with Redis is told of entries alone, and not of what else lies under their keys. */
@WithRedis
class StoredVersionTest {
    @RegisterExtension
    final CacheFixture tandem;

    StoredVersionTest(RedisServer redis) {
        this.tandem = new CacheFixture(redis);
    }

    @Test
    void storedVersion_ofWhatAnInvalidationHasEnded_isEmpty() {
        TandemCache<String, String> cache =
                CacheFixture.own(tandem.cache(TandemConfiguration.builder(String.class, String.class)
                        .tags(tags -> tags.mode(TagConfiguration.Mode.GENERATION))
                        .build()));
        cache.put("key", "value");
        assertThat(cache.tiers().storedVersion("s:key")).hasSize(16);

        cache.invalidateAll();

        assertThat(cache.tiers().storedVersion("s:key")).isEmpty();
    }

    @Test
    void storedVersion_ofAnEntryThatIsBeingLoaded_isEmpty() {
        TandemCache<String, String> cache =
                CacheFixture.own(tandem.cache(TandemConfiguration.builder(String.class, String.class)
                        .load(load -> load.protection(Protection.CLUSTER))
                        .build()));

        cache.get("key", key -> {
            assertThat(cache.tiers().storedVersion("s:key")).isEmpty();
            return "value";
        });

        assertThat(cache.tiers().storedVersion("s:key")).hasSize(16);
    }
}
