package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import javax.cache.CacheManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TagStamp;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Tags that several caches share. */
@Tag("server")
@WithRedis
class TagSpaceTest {
    private static final String KEY = "key";
    private static final String TAG = "category:7";
    private static final EntryOptions TAGGED = EntryOptions.none().withTags(TAG);

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    TagSpaceTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private static TandemCache<String, String> cache(CacheManager manager, String name, String space) {
        return CacheFixture.own(manager.createCache(
                name,
                TandemConfiguration.builder(String.class, String.class)
                        .tags(tags -> tags.mode(TagConfiguration.Mode.TAGS).space(space))
                        .build()));
    }

    private TandemCache<String, String> cache(String name, String space) {
        return cache(tandem.manager(), name, space);
    }

    @Test
    void invalidateTags_ofASharedSpace_endsTheEntriesOfAllItsCaches() {
        TandemCache<String, String> products = cache("products", "shop");
        TandemCache<String, String> prices = cache("prices", "shop");
        TandemCache<String, String> apart = cache("apart", null);
        TandemCache<String, String> elsewhere = cache(tandem.newManager(), "prices", "shop");
        for (TandemCache<String, String> cache : List.of(products, prices, apart)) {
            cache.put(KEY, "value", TAGGED);
            assertThat(cache.get(KEY)).isEqualTo("value");
        }
        assertThat(elsewhere.get(KEY)).isEqualTo("value");
        assertThat(prices.getNear(KEY)).isEqualTo("value");

        products.invalidateTags(TAG);

        assertThat(prices.getNear(KEY)).as("here as the call returns").isNull();
        assertThat(prices.get(KEY)).isNull();
        assertThat(products.get(KEY)).isNull();
        assertThat(apart.get(KEY)).isEqualTo("value");
        Await.until("the notice", () -> elsewhere.get(KEY) == null);
    }

    @Test
    void invalidateAll_inASharedSpace_endsTheEntriesOfItsCacheAlone() {
        TandemCache<String, String> products = cache("products", "shop");
        TandemCache<String, String> prices = cache("prices", "shop");
        products.put(KEY, "value", TAGGED);
        prices.put(KEY, "value", TAGGED);

        products.invalidateAll();

        assertThat(products.get(KEY)).isNull();
        assertThat(prices.get(KEY)).isEqualTo("value");
    }

    @Test
    void cacheOfASharedSpace_closedOrDestroyed_leavesTheOthersTheirTags() {
        TandemCache<String, String> products = cache("products", "shop");
        TandemCache<String, String> prices = cache("prices", "shop");
        TandemCache<String, String> elsewhere = cache(tandem.newManager(), "products", "shop");
        prices.put(KEY, "value", TAGGED);
        assertThat(prices.get(KEY)).isEqualTo("value");

        products.close();
        tandem.manager().destroyCache("products");

        assertThat(prices.get(KEY)).isEqualTo("value");
        elsewhere.invalidateTags(TAG);
        Await.until("the notice", () -> prices.get(KEY) == null);
        prices.put(KEY, "new", TAGGED);
        TandemCache<String, String> again = cache("products", "shop");
        again.invalidateTags(TAG);
        assertThat(prices.get(KEY)).isNull();
    }

    @Test
    void spaceWithTheNameOfACache_isThatOfTheCache() {
        TandemCache<String, String> shop = cache("shop", null);
        TandemCache<String, String> prices = cache("prices", "shop");
        prices.put(KEY, "value", TAGGED);
        shop.put(KEY, "value", TAGGED);
        assertThat(prices.get(KEY)).isEqualTo("value");

        shop.invalidateTags(TAG);
        assertThat(prices.get(KEY)).isNull();

        prices.put(KEY, "new", TAGGED);
        shop.close();
        assertThat(prices.get(KEY)).isEqualTo("new");
        prices.invalidateTags(TAG);
        assertThat(prices.get(KEY)).isNull();
    }

    @Test
    void stamp_ofAnotherCacheOfTheSpace_isRefused() {
        TagStamp stamp = cache("products", "shop").stamp(TAG);
        TandemCache<String, String> prices = cache("prices", "shop");

        assertThatThrownBy(() -> prices.put(KEY, "value", EntryOptions.none().withStamp(stamp)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"tandem:products:tag:{}\"")
                .hasMessageContaining("here of \"tandem:prices:tag:{}\"");
    }

    @Test
    void node_withAnotherSpace_seesNoEntryWithTags() {
        TandemCache<String, String> cache = cache("products", "shop");
        TandemCache<String, String> other = cache(tandem.newManager(), "products", "another");
        cache.put(KEY, "value", TAGGED);

        assertThat(other.get(KEY)).isNull();
        assertThat(cache.get(KEY)).isEqualTo("value");
        assertThat(redis.command("EXISTS", "tandem:shop:tag:{}" + TAG)).isEqualTo(1L);
    }

    @Test
    void space_withoutAName_isRefused() {
        assertThatThrownBy(() -> TagConfiguration.builder().space(" ").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the space of tags is \" \"; allowed: a name, or none");
    }
}
