package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.config.CodecConfiguration;
import org.tandemcache.config.CodecConfiguration.OnUnwritable;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Values that can't be encoded, with {@code codec.on-unwritable = skip}. */
@WithRedis
class UnwritableValuesTest {
    private static final Object UNWRITABLE = (Runnable & Serializable) () -> {};

    @RegisterExtension
    final CacheFixture tandem;

    UnwritableValuesTest(RedisServer redis) {
        tandem = new CacheFixture(redis);
    }

    /** Asked at each write, as no stock policy is. */
    public static final class Asked implements ExpiryPolicy, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Duration getExpiryForCreation() {
            return Duration.ONE_HOUR;
        }

        @Override
        public @Nullable Duration getExpiryForAccess() {
            return null;
        }

        @Override
        public Duration getExpiryForUpdate() {
            return Duration.ONE_HOUR;
        }
    }

    private static MutableConfiguration<String, Object> plain(boolean asked) {
        MutableConfiguration<String, Object> plain =
                new MutableConfiguration<String, Object>().setTypes(String.class, Object.class);
        return asked ? plain.setExpiryPolicyFactory(FactoryBuilder.factoryOf(Asked.class)) : plain;
    }

    private Cache<String, Object> cache(MutableConfiguration<String, Object> plain, OnUnwritable what) {
        return tandem.manager()
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.copyOf(plain)
                                .withCodec(CodecConfiguration.builder()
                                        .onUnwritable(what)
                                        .build()));
    }

    private static Arguments write(String name, BiConsumer<Cache<String, Object>, String> work) {
        return Arguments.of(name, work);
    }

    static Stream<Arguments> writes() {
        return Stream.of(
                write("put", (cache, key) -> cache.put(key, UNWRITABLE)),
                write(
                        "getAndPut",
                        (cache, key) ->
                                assertThat(cache.getAndPut(key, UNWRITABLE)).isEqualTo("old")),
                write("replace", (cache, key) -> cache.replace(key, UNWRITABLE)),
                write(
                        "getAndReplace",
                        (cache, key) ->
                                assertThat(cache.getAndReplace(key, UNWRITABLE)).isEqualTo("old")),
                write("replace of what is there", (cache, key) -> cache.replace(key, "old", UNWRITABLE)),
                write("putAll", (cache, key) -> cache.putAll(Map.of(key, UNWRITABLE, "other", "new"))),
                write(
                        "invoke",
                        (cache, key) -> cache.invoke(key, (entry, arguments) -> {
                            entry.setValue(UNWRITABLE);
                            return 0;
                        })));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writes")
    void value_thatCantBeEncoded_takesTheOldEntryAway(String name, BiConsumer<Cache<String, Object>, String> work) {
        for (boolean asked : new boolean[] {false, true}) {
            Cache<String, Object> cache = cache(plain(asked), OnUnwritable.SKIP);
            cache.put("a", "old");
            cache.put("other", "old");

            work.accept(cache, "a");

            assertThat(cache.containsKey("a")).isFalse();
            assertThat(cache.get("a")).isNull();
            assertThat(cache.get("other")).isEqualTo(name.equals("putAll") ? "new" : "old");
            assertThat(cache.unwrap(TandemCache.class).tiers().getUnwritableValues())
                    .isEqualTo(1);
            tandem.manager().destroyCache(CacheFixture.NAME);
        }
    }

    @Test
    void value_thatCantBeEncoded_leavesWhatIsThereToPutIfAbsent() {
        Cache<String, Object> cache = cache(plain(false), OnUnwritable.SKIP);
        cache.put("a", "old");

        assertThat(cache.putIfAbsent("a", UNWRITABLE)).isFalse();
        assertThat(cache.putIfAbsent("b", UNWRITABLE)).isFalse();

        assertThat(cache.get("a")).isEqualTo("old");
        assertThat(cache.containsKey("b")).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writes")
    void value_thatCantBeEncoded_isAnExceptionByDefault(String name, BiConsumer<Cache<String, Object>, String> work) {
        Cache<String, Object> cache = cache(plain(false), OnUnwritable.FAIL);
        cache.put("a", "old");

        assertThatThrownBy(() -> work.accept(cache, "a"))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("lambda");

        assertThat(cache.get("a")).isEqualTo("old");
        assertThat(cache.unwrap(TandemCache.class).tiers().getUnwritableValues())
                .isEqualTo(1);
    }

    @Test
    void entry_thatIsTakenAway_isToldAsRemoved() {
        List<String> removed = new ArrayList<>();
        CacheEntryRemovedListener<String, Object> listener =
                events -> events.forEach(event -> removed.add(event.getKey() + " " + event.getOldValue()));
        Cache<String, Object> cache = cache(
                plain(false)
                        .addCacheEntryListenerConfiguration(
                                new MutableCacheEntryListenerConfiguration<>(() -> listener, null, true, true)),
                OnUnwritable.SKIP);
        cache.put("a", "old");

        cache.put("a", UNWRITABLE);

        assertThat(removed).containsExactly("a old");
    }
}
