package org.tandemcache.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.Actors;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.Claimed;
import org.tandemcache.TandemCache;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * What was found out before a cache was invalidated as a whole is not there behind it, by whichever road it came, and
 * though its node has heard of the invalidation by the time at which it stores.
 */
@Tag("server")
@WithRedis
class InvalidatedLoadsTest {
    private static final String KEY = "key";
    private static final String WITNESS = "witness";

    private final Source source = new Source();

    @RegisterExtension
    final CacheFixture tandem;

    InvalidatedLoadsTest(RedisServer redis) {
        this.tandem = new CacheFixture(redis);
    }

    /** A database with one row for all keys. What is to happen once the row is read, happens once. */
    private static final class Source implements CacheLoader<String, String> {
        final AtomicReference<@Nullable Runnable> meanwhile = new AtomicReference<>();
        volatile String row = "old";

        @Override
        public String load(String key) {
            String read = row;
            Runnable event = meanwhile.getAndSet(null);
            if (event != null) {
                event.run();
            }
            return read;
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> wanted) {
            Map<String, String> loaded = new HashMap<>();
            wanted.forEach(key -> loaded.put(key, load(key)));
            return loaded;
        }
    }

    private TandemCache<String, String> node(Protection protection) {
        return CacheFixture.own(tandem.newManager()
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.builder(String.class, String.class)
                                .tags(tags -> tags.mode(TagConfiguration.Mode.GENERATION))
                                .expireAfterCreate(Duration.ofHours(1))
                                .loader(() -> source)
                                .readThrough(true)
                                .refresh(refresh -> refresh.beforeExpiry(0.5))
                                .load(load -> load.protection(protection))
                                .build()));
    }

    /** Each road by which something that was found out becomes an entry. */
    private enum Road {
        READ_THROUGH((node, source) -> node.get(KEY)),
        READ_THROUGH_OF_SEVERAL((node, source) -> node.getAll(Set.of(KEY, "another"))),
        LOADER_OF_THE_CALL((node, source) -> node.get(KEY, source::load)),
        ASYNC((node, source) -> node.async().get(KEY).toCompletableFuture().join()),
        LOAD_ALL((node, source) -> loadAll(node, Set.of(KEY), false)),
        LOAD_ALL_OF_SEVERAL((node, source) -> loadAll(node, Set.of(KEY, "another"), false)),
        LOAD_ALL_REPLACING((node, source) -> {
            node.put(KEY, "older");
            loadAll(node, Set.of(KEY, "another"), true);
        }),
        CLAIM((node, source) -> {
            Claimed<String> missed = node.getOrClaim(KEY);
            missed.store(source.load(KEY));
        }),
        REFRESH((node, source) -> {
            node.put(KEY, "older");
            node.refresh(KEY).join();
        }),
        REFRESH_OF_A_COPY((node, source) -> {
            node.put(KEY, "older");
            node.get(KEY);
            node.refresh(KEY).join();
        }),
        PROCESSOR_THAT_LOADS((node, source) -> node.invoke(KEY, (entry, arguments) -> entry.getValue())),
        PROCESSOR((node, source) -> node.invoke(KEY, (entry, arguments) -> {
            entry.setValue(source.load(KEY));
            return null;
        }));

        @SuppressWarnings("ImmutableEnumChecker") // a lambda that holds nothing
        private final BiConsumer<TandemCache<String, String>, Source> storing;

        Road(BiConsumer<TandemCache<String, String>, Source> storing) {
            this.storing = storing;
        }
    }

    private static void loadAll(TandemCache<String, String> node, Set<String> keys, boolean replacing) {
        CompletionListenerFuture done = new CompletionListenerFuture();
        node.loadAll(keys, replacing, done);
        try {
            done.get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Arguments> roads() {
        return Stream.of(Road.values())
                .flatMap(road -> Stream.of(Protection.NONE, Protection.JVM, Protection.CLUSTER)
                        .map(protection -> Arguments.of(road, protection)));
    }

    @ParameterizedTest
    @MethodSource("roads")
    void value_foundOutBeforeAnInvalidation_isNotThereBehindIt(Road road, Protection protection) {
        TandemCache<String, String> node = node(protection);
        TandemCache<String, String> other = node(protection);
        source.meanwhile.set(() -> invalidated(node, other));

        road.storing.accept(node, source);

        assertThat(source.meanwhile).as("whether anything was read").hasNullValue();
        assertThat(node.containsKey(KEY)).isFalse();
        assertThat(other.containsKey(KEY)).isFalse();
        source.row = "new";
        assertThat(node.get(KEY)).isEqualTo("new");
        assertThat(other.get(KEY)).isEqualTo("new");
    }

    /** Until the node has heard of it. */
    private static void invalidated(TandemCache<String, String> node, TandemCache<String, String> other) {
        node.put(WITNESS, "there");
        Await.until("a copy", () -> {
            node.get(WITNESS);
            return node.getNear(WITNESS) != null;
        });
        other.invalidateAll();
        Await.until("the notice", () -> node.getNear(WITNESS) == null);
        // what is found out from now on, has a generation of its own
        node.put(WITNESS, "there again");
        Await.until("the new generation", () -> node.containsKey(WITNESS));
    }

    @Test
    void read_behindTheNoticeOfAnInvalidation_doesNotJoinALoadFromBefore() throws Exception {
        TandemCache<String, String> node = node(Protection.JVM);
        TandemCache<String, String> other = node(Protection.JVM);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch loadsAnew = new CountDownLatch(1);
        try (Actors actors = new Actors()) {
            Future<String> before = actors.start(() -> node.get(KEY, key -> {
                loading.countDown();
                await(loadsAnew);
                return "old";
            }));
            await(loading);
            invalidated(node, other);

            Future<String> behind = actors.start(() -> node.get(KEY, key -> {
                loadsAnew.countDown();
                return "new";
            }));

            assertThat(Actors.result(behind)).isEqualTo("new");
            assertThat(Actors.result(before)).isEqualTo("old");
        }
        assertThat(Objects.requireNonNull(node.get(KEY))).isEqualTo("new");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
