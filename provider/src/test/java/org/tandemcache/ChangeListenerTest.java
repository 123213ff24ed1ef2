package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What {@link TandemCache#onChange} tells, of whom, and what becomes of it when something goes wrong. */
@Tag("server")
@WithRedis(own = true)
@Timeout(180)
class ChangeListenerTest {
    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    ChangeListenerTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    /** Remembers what it was told; thread-safe. */
    private static final class Heard<K> implements ChangeListener<K> {
        final Set<K> changed = ConcurrentHashMap.newKeySet();
        final AtomicInteger cleared = new AtomicInteger();
        final AtomicInteger lost = new AtomicInteger();

        @Override
        public void changed(Set<K> keys) {
            changed.addAll(keys);
        }

        @Override
        public void cleared() {
            cleared.incrementAndGet();
        }

        @Override
        public void lost() {
            lost.incrementAndGet();
        }

        Heard<K> follows() {
            Await.until("the first word is that changes are followed", () -> lost.get() > 0);
            return this;
        }

        void awaitChanged(K key) {
            Await.until(key + " is told as changed", () -> changed.contains(key));
        }
    }

    /** Calls another for what has changed, and hears the rest. */
    private record On<K>(Consumer<Set<K>> task) implements ChangeListener<K> {
        @Override
        public void changed(Set<K> keys) {
            task.accept(keys);
        }

        @Override
        public void cleared() {}

        @Override
        public void lost() {}
    }

    private TandemCache<String, String> texts() {
        return CacheFixture.own(tandem.texts());
    }

    private static Heard<String> following(TandemCache<String, String> cache) {
        Heard<String> heard = new Heard<>();
        cache.onChange(heard);
        return heard.follows();
    }

    /** Connections in broadcasting mode. */
    private long followers() {
        return redis.clients().stream()
                .filter(client -> client.fields().getOrDefault("flags", "").contains("B"))
                .count();
    }

    @Test
    void changes_byWhomever_areTold() {
        TandemCache<String, String> cache = texts();
        Cache<String, String> other =
                tandem.newManager().createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
        Heard<String> heard = following(cache);

        cache.put("own", "v");
        other.put("another node's", "v");
        redis.command("SET", CacheFixture.redisKey("foreign"), "v");
        redis.command("SET", CacheFixture.redisKey("expired"), "v", "PX", "1");
        other.put("removed", "v");

        for (String key : Set.of("own", "another node's", "foreign", "expired", "removed")) {
            heard.awaitChanged(key);
        }
        heard.changed.clear();
        other.remove("removed");
        heard.awaitChanged("removed");
        heard.changed.clear();
        other.clear();
        heard.awaitChanged("own");
        assertThat(heard.cleared).hasValue(0);
    }

    @Test
    void keys_ofOtherCaches_areNotTold() {
        Heard<String> heard = following(texts());

        tandem.manager()
                .createCache(CacheFixture.NAME + "s", CacheFixture.textsConfiguration())
                .put("theirs", "v");
        redis.command("SET", "tandem:" + CacheFixture.NAME + ":{}", "of no format");
        again().put("mine", "v");

        heard.awaitChanged("mine"); // a server tells in its order
        assertThat(heard.changed).containsExactly("mine");
    }

    private Cache<String, String> again() {
        return tandem.manager().getCache(CacheFixture.NAME, String.class, String.class);
    }

    @Test
    void keys_ofAClassOfTheUsers_areToldAsTheyAre() {
        record Key(UUID id, int number) {}
        TandemCache<Key, String> cache = CacheFixture.own(
                tandem.cache(new MutableConfiguration<Key, String>().setTypes(Key.class, String.class)));
        Heard<Key> heard = new Heard<>();
        cache.onChange(heard);
        heard.follows();
        Key key = new Key(new UUID(1, 2), 3);

        cache.put(key, "v");

        heard.awaitChanged(key);
    }

    @Test
    void read_byTheListener_findsTheChange() {
        TandemCache<String, String> cache = texts();
        Cache<String, String> other =
                tandem.newManager().createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
        Map<String, String> mirror = new ConcurrentHashMap<>();
        cache.onChange(new On<>(keys -> keys.forEach(key -> mirror.put(key, cache.get(key)))));

        for (int i = 0; i < 500; i++) {
            String value = "v" + i;
            cache.get("key"); // keeps a copy of the value before
            other.put("key", value);
            Await.until("the listener has read what was written", () -> value.equals(mirror.get("key")));
        }
    }

    @Test
    void flush_isToldAsCleared() {
        TandemCache<String, String> cache = texts();
        Heard<String> heard = following(cache);
        cache.put("a", "v");

        redis.command("FLUSHALL");

        Await.until("it is told", () -> heard.cleared.get() == 1);
        cache.put("later", "v");
        heard.awaitChanged("later");
    }

    @Test
    void connectionLost_isToldAsLoss_andChangesAreHeardAgain() {
        TandemCache<String, String> cache = texts();
        Heard<String> heard = following(cache);

        for (int round = 1; round <= 3; round++) {
            int before = heard.lost.get();
            assertThat(redis.killClients(
                            client -> client.fields().getOrDefault("flags", "").contains("B")))
                    .isEqualTo(1);
            Await.until("the loss is told", () -> heard.lost.get() > before);
            Await.until("it follows again", () -> followers() == 1);
            String key = "after " + round;
            Await.until("changes are heard again", () -> {
                cache.put(key, "v");
                return heard.changed.contains(key);
            });
        }
    }

    @Test
    void redisAway_whenTheListenerComes_isFollowedOnceItIsThere() {
        Properties properties = tandem.properties();
        properties.setProperty(ManagerSettings.NEAR_LEASE, "500 ms");
        TandemCache<String, String> cache = CacheFixture.own(
                tandem.newManager(properties).createCache(CacheFixture.NAME, CacheFixture.textsConfiguration()));
        redis.kill();
        Heard<String> heard = new Heard<>();

        cache.onChange(heard);

        assertThat(heard.lost).hasValue(0);
        redis.restart();
        heard.follows();
        Await.until("changes are heard", () -> {
            redis.command("SET", CacheFixture.redisKey("key"), "v");
            return heard.changed.contains("key");
        });
    }

    @Test
    void listener_thatIsSlowerThanTheChanges_isToldOfALoss() throws InterruptedException {
        TandemCache<String, String> cache = texts();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger told = new AtomicInteger();
        Heard<String> heard = new Heard<>();
        cache.onChange(new ChangeListener<String>() {
            @Override
            public void changed(Set<String> keys) {
                told.addAndGet(keys.size());
                heard.changed(keys);
                held.countDown();
                try {
                    release.await(50, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void cleared() {}

            @Override
            public void lost() {
                heard.lost();
            }
        });
        heard.follows();
        cache.put("first", "v");
        assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
        int before = heard.lost.get();

        redis.command(
                "EVAL",
                "for i = 1, 30000 do redis.call('SET', ARGV[1] .. i, 'v') end",
                "0",
                CacheFixture.redisKey("many "));
        Heard<String> second = following(cache); // told behind the many, by the same connection
        cache.put("last", "v");
        second.awaitChanged("last");
        release.countDown();

        heard.awaitChanged("last");
        assertThat(heard.lost.get()).isGreaterThan(before);
        assertThat(told.get()).as("keys kept for it").isLessThanOrEqualTo(10_002);
    }

    @Test
    void listener_thatThrows_isToldTheNextChange() {
        TandemCache<String, String> cache = texts();
        Heard<String> heard = new Heard<>();
        cache.onChange(new ChangeListener<String>() {
            @Override
            public void changed(Set<String> keys) {
                heard.changed(keys);
                if (keys.contains("an error")) {
                    throw new AssertionError("the listener's");
                }
                throw new IllegalStateException("the listener's");
            }

            @Override
            public void cleared() {}

            @Override
            public void lost() {
                heard.lost();
                throw new IllegalStateException("the listener's");
            }
        });
        heard.follows();

        for (String key : new String[] {"an exception", "an error", "the next"}) {
            cache.put(key, "v");
            heard.awaitChanged(key);
        }
    }

    @Test
    void connection_isThereWhileSomebodyListens() {
        TandemCache<String, String> cache = texts();
        cache.put("key", "v");
        assertThat(followers()).isZero();

        Heard<String> heard = new Heard<>();
        ChangeSubscription first = cache.onChange(heard);
        heard.follows();
        ChangeSubscription second = cache.onChange(new Heard<>());
        assertThat(followers()).isEqualTo(1);

        first.close();
        first.close();
        assertThat(followers()).isEqualTo(1);
        second.close();
        Await.until("the connection is closed", () -> followers() == 0);
        heard.changed.clear();
        Heard<String> third = following(cache);
        cache.put("again", "v");
        third.awaitChanged("again");
        assertThat(heard.changed).isEmpty();

        cache.close();
        Await.until("the connection is closed with the cache", () -> followers() == 0);
        assertThatThrownBy(() -> cache.onChange(heard)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void changesAndLosses_areCounted_whileSomebodyListens() {
        TandemCache<String, String> cache = CacheFixture.own(tandem.texts());
        cache.put("unheard", "value");
        assertThat(cache.tiers().getChangesHeard()).isZero();
        assertThat(cache.tiers().getChangeLosses()).isZero();
        Heard<String> heard = new Heard<>();
        cache.onChange(heard);
        heard.follows();

        cache.put("key", "value");
        heard.awaitChanged("key");

        assertThat(cache.tiers().getChangesHeard()).isPositive();
        long before = cache.tiers().getChangeLosses();
        assertThat(before).isPositive(); // the beginning
        redis.killClients(client -> client.fields().getOrDefault("flags", "").contains("B"));
        Await.until("the loss of the link is counted", () -> cache.tiers().getChangeLosses() > before);
    }

    @Test
    void onChange_ofNull_isRefused() {
        TandemCache<String, String> cache = texts();

        assertThatThrownBy(() -> cache.onChange(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("listener");
    }

    @Test
    void cacheWithoutNearTier_isFollowedToo() {
        TandemCache<String, String> cache = CacheFixture.own(tandem.cache(TandemConfiguration.copyOf(
                        new MutableConfiguration<String, String>().setTypes(String.class, String.class))
                .withNear(NearConfiguration.off())));
        Heard<String> heard = following(cache);

        redis.command("SET", CacheFixture.redisKey("key"), "v");

        heard.awaitChanged("key");
    }

    /** Follows tags alone. */
    private record OnTags(Consumer<String> task, AtomicInteger clears) implements ChangeListener<String> {
        @Override
        public void changed(Set<String> keys) {}

        @Override
        public void cleared() {
            clears.incrementAndGet();
        }

        @Override
        public void tagInvalidated(String tag) {
            task.accept(tag);
        }

        @Override
        public void lost() {}
    }

    private static TandemConfiguration<String, String> tagged(TagConfiguration.Mode mode) {
        return TandemConfiguration.builder(String.class, String.class)
                .tags(tags -> tags.mode(mode))
                .build();
    }

    private static TandemConfiguration<String, String> sharing(String space) {
        return TandemConfiguration.builder(String.class, String.class)
                .tags(tags -> tags.mode(TagConfiguration.Mode.TAGS).space(space))
                .build();
    }

    private void awaitFollowers(long count) {
        Await.until("changes are followed", () -> followers() == count);
    }

    @Test
    void invalidatedTag_isToldByItsName_andWhoLooksFindsTheEntriesGone() {
        TandemConfiguration<String, String> tags = tagged(TagConfiguration.Mode.TAGS);
        TandemCache<String, String> cache = CacheFixture.own(tandem.cache(tags));
        TandemCache<String, String> other = CacheFixture.own(tandem.newManager().createCache(CacheFixture.NAME, tags));
        other.put("key", "v", EntryOptions.none().withTags("red"));
        Await.until("a copy is kept", () -> "v".equals(cache.get("key")) && cache.getNear("key") != null);
        List<String> found = new CopyOnWriteArrayList<>();
        cache.onChange(new OnTags(tag -> found.add(tag + " " + cache.get("key")), new AtomicInteger()));
        awaitFollowers(1);

        other.invalidateTags("red");

        Await.until("it is told", () -> !found.isEmpty());
        assertThat(found).containsOnly("red null");
    }

    @Test
    void invalidatedTag_ofAListenerThatKnowsNoTags_isALoss() {
        TandemCache<String, String> cache = CacheFixture.own(tandem.cache(tagged(TagConfiguration.Mode.TAGS)));
        cache.put("key", "v", EntryOptions.none().withTags("red"));
        Heard<String> heard = following(cache);
        int before = heard.lost.get();

        cache.invalidateTags("red");

        Await.until("it is told as a loss", () -> heard.lost.get() > before);
    }

    @Test
    void invalidateAll_isToldAsCleared() {
        TandemCache<String, String> cache = CacheFixture.own(tandem.cache(tagged(TagConfiguration.Mode.GENERATION)));
        cache.put("key", "v");
        Heard<String> heard = following(cache);
        assertThat(heard.cleared).hasValue(0);

        cache.invalidateAll();

        Await.until("it is told", () -> heard.cleared.get() > 0);
    }

    @Test
    void tagOfAnotherCacheOfTheSpace_isTold_andTheGenerationOfTheSpacesNamesakeIsNot() {
        TandemCache<String, String> cache = CacheFixture.own(tandem.cache(sharing("shop")));
        TandemCache<String, String> sibling =
                CacheFixture.own(tandem.manager().createCache("sibling", sharing("shop")));
        TandemCache<String, String> namesake =
                CacheFixture.own(tandem.manager().createCache("shop", tagged(TagConfiguration.Mode.GENERATION)));
        sibling.put("key", "v", EntryOptions.none().withTags("red"));
        namesake.put("key", "v");
        Set<String> told = ConcurrentHashMap.newKeySet();
        AtomicInteger cleared = new AtomicInteger();
        cache.onChange(new OnTags(told::add, cleared));
        awaitFollowers(1);

        namesake.invalidateAll();
        sibling.invalidateTags("red"); // a server tells in its order

        Await.until("it is told", () -> told.contains("red"));
        assertThat(told).containsOnly("red");
        assertThat(cleared).hasValue(0);
    }
}
