package org.tandemcache.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.Cache;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.CacheFixture;
import org.tandemcache.Claimed;
import org.tandemcache.ServerCounts;
import org.tandemcache.TandemCache;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * Cache-aside by hand: what was missed is claimed, and what is stored by the claim rests on nothing that has changed.
 */
@Tag("server")
@WithRedis
class ClaimedTest {
    private static final String KEY = "key";

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    ClaimedTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private TandemCache<String, String> node(Protection protection, NearConfiguration.Mode near) {
        return CacheFixture.own(tandem.newManager()
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.builder(String.class, String.class)
                                .load(load -> load.protection(protection))
                                .near(tier -> tier.mode(near))
                                .build()));
    }

    private TandemCache<String, String> node() {
        return node(Protection.CLUSTER, NearConfiguration.Mode.AUTO);
    }

    private record Change(String name, Consumer<Cache<String, String>> by) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                        new Change("remove", cache -> cache.remove(KEY)),
                        new Change("removeAll of keys", cache -> cache.removeAll(Set.of(KEY))),
                        new Change("put and remove", cache -> {
                            cache.put(KEY, "for a moment");
                            cache.remove(KEY);
                        }),
                        new Change("clear", Cache::clear),
                        new Change("put", cache -> cache.put(KEY, "changed")),
                        new Change("replace of what is not there", cache -> cache.replace(KEY, "changed")))
                .flatMap(change -> Stream.of(true, false).map(same -> Arguments.of(change, same)));
    }

    @ParameterizedTest(name = "{0}, by the same node {1}")
    @MethodSource("changes")
    void store_whoseKeyWasChangedSinceItWasMissed_storesNothing(Change change, boolean same) {
        TandemCache<String, String> node = node();
        TandemCache<String, String> other = same ? node : node();
        Claimed<String> missed = node.getOrClaim(KEY);
        assertThat(missed.value()).isNull();

        change.by().accept(other);
        boolean there = other.containsKey(KEY);

        assertThat(missed.store("old")).isFalse();
        assertThat(other.containsKey(KEY)).isEqualTo(there);
        assertThat(node.get(KEY)).isEqualTo(there ? "changed" : null);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLUSTER", "JVM", "NONE"})
    void store_thatNothingDisturbs_isReadByAll(Protection protection) {
        TandemCache<String, String> node = node(protection, NearConfiguration.Mode.AUTO);
        TandemCache<String, String> other = node(protection, NearConfiguration.Mode.AUTO);
        Claimed<String> missed = node.getOrClaim(KEY);

        assertThat(missed.store("loaded")).isTrue();

        assertThat(missed.store("again")).isFalse();
        assertThat(node.get(KEY)).isEqualTo("loaded");
        Claimed<String> found = other.getOrClaim(KEY);
        assertThat(found.value()).isEqualTo("loaded");
        assertThat(found.store("not missed")).isFalse();
        found.release();
        assertThat(other.get(KEY)).isEqualTo("loaded");
    }

    @Test
    void claims_ofSeveral_makeNobodyWaitAndTheFirstStoreCounts() {
        TandemCache<String, String> node = node();
        TandemCache<String, String> other = node();
        Claimed<String> first = node.getOrClaim(KEY);
        Claimed<String> second = other.getOrClaim(KEY);

        assertThat(second.store("by the second")).isTrue();
        assertThat(first.store("by the first")).isFalse();

        assertThat(node.get(KEY)).isEqualTo("by the second");
    }

    /** The lease is ten seconds: who waited for it would wait longer than the bound of this test's cache calls. */
    @Test
    void claim_thatIsForgotten_makesNoLoaderWait() {
        TandemCache<String, String> node = node();
        TandemCache<String, String> other = node();
        assertThat(node.getOrClaim(KEY).value()).isNull();

        assertThat(other.get(KEY, key -> "loaded")).isEqualTo("loaded");

        assertThat(other.tiers().getLoadsRefused()).isZero();
        assertThat(redis.command("EXISTS", CacheFixture.redisKey(KEY))).isEqualTo(1L);
        assertThat(node.get(KEY)).isEqualTo("loaded");
    }

    @Test
    void claim_besideALoadOfAnotherNode_restsOnThat() {
        TandemCache<String, String> node = node();
        TandemCache<String, String> other = node();
        Map<String, Claimed<String>> claimed = new HashMap<>();

        String loaded = node.get(KEY, key -> {
            claimed.put(KEY, other.getOrClaim(KEY));
            return "loaded";
        });

        assertThat(loaded).isEqualTo("loaded");
        assertThat(Objects.requireNonNull(claimed.get(KEY)).store("later")).isFalse();
        assertThat(other.get(KEY)).isEqualTo("loaded");
    }

    @Test
    void release_takesTheClaimAwayAndIsNoEntry() {
        TandemCache<String, String> node = node();
        Claimed<String> missed = node.getOrClaim(KEY);
        assertThat(node.containsKey(KEY)).isFalse();
        assertThat(node.iterator().hasNext()).isFalse();

        missed.release();

        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
        assertThat(missed.store("released")).isFalse();
        missed.release();
        assertThat(node.get(KEY)).isNull();
    }

    @Test
    void miss_takesTwoRoundTripsAndTheStoreOne() {
        TandemCache<String, String> node = node(Protection.CLUSTER, NearConfiguration.Mode.OFF);
        node.getOrClaim("script").store("known from here on");
        ServerCounts counts = new ServerCounts(redis);
        redis.command("CONFIG", "RESETSTAT");

        Claimed<String> missed = node.getOrClaim(KEY);

        assertThat(counts.commands()).isEqualTo(Map.of("get", 1L, "set", 1L));
        redis.command("CONFIG", "RESETSTAT");
        assertThat(missed.store("loaded")).isTrue();
        assertThat(counts.commands()).isEqualTo(Map.of("evalsha", 1L, "get", 1L, "set", 1L)); // two of them inside
    }

    @Test
    void store_ofACacheThatIsClosed_isRefused() {
        TandemCache<String, String> node = node();
        Claimed<String> missed = node.getOrClaim(KEY);
        node.close();

        assertThatThrownBy(() -> missed.store("late")).isInstanceOf(IllegalStateException.class);
        assertThat(redis.command("EXISTS", CacheFixture.redisKey(KEY))).isEqualTo(1L); // the claim, until it lapses
    }
}
