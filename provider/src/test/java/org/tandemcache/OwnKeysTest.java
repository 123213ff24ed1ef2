package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tandemcache.codec.KeyCodec;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * Keys of the user's class, or of his codec, in a cache with a near tier. Notices and answers come on the connection's
 * event loop, which all caches of the manager share: no code of the user's runs there.
 */
@Tag("server")
@WithRedis
class OwnKeysTest {
    private static final int MAXIMUM = 4;
    private static final int KEYS = 40;
    private static final CountDownLatch NOT_HELD = new CountDownLatch(0);

    /** Who has run the user's code. */
    private static final Set<Thread> RUN_BY = ConcurrentHashMap.newKeySet();

    private static volatile CountDownLatch held = NOT_HELD;

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    OwnKeysTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    @BeforeEach
    @AfterEach
    void runFreely() {
        held.countDown();
        held = NOT_HELD;
        RUN_BY.clear();
    }

    /** All of one hash code, so that they are compared wherever two of them meet. */
    static final class Name implements Serializable {
        private static final long serialVersionUID = 1;

        private final String text;

        Name(String text) {
            this.text = text;
        }

        @Override
        public boolean equals(Object other) {
            userCode();
            boolean equal = other instanceof Name that && text.equals(that.text);
            if (!equal) {
                awaitRelease(); // under the lock of those that are looked through
            }
            return equal;
        }

        @Override
        public int hashCode() {
            userCode();
            return 1;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static final class Names implements KeyCodec<Name>, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public byte[] encode(Name key) {
            userCode();
            return key.text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Name decode(byte[] bytes) {
            userCode();
            return new Name(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private static void userCode() {
        RUN_BY.add(Thread.currentThread());
    }

    private static void awaitRelease() {
        try {
            if (!held.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("still held");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How a cache comes to have such keys. */
    private enum Way {
        BY_TYPE,
        BY_CODEC,
        AMONG_OTHERS;

        @SuppressWarnings("unchecked") // a cache of any keys
        TandemConfiguration.Builder<Name, String> configuration() {
            Class<?> type = this == AMONG_OTHERS ? Object.class : Name.class;
            TandemConfiguration.Builder<Name, String> builder =
                    TandemConfiguration.builder((Class<Name>) type, String.class);
            return this == BY_CODEC ? builder.codec(codec -> codec.keyCodec(new Names())) : builder;
        }
    }

    private static Set<Name> names() {
        return IntStream.range(0, KEYS).mapToObj(i -> new Name("name" + i)).collect(Collectors.toSet());
    }

    private static TandemCacheMXBean tiers(Cache<?, ?> cache) {
        return cache.unwrap(TandemCache.class).tiers();
    }

    @ParameterizedTest
    @EnumSource
    void codeOfTheKeys_whateverHappens_runsInTheCallersThreadAlone(Way way) throws Exception {
        TandemConfiguration<Name, String> configuration =
                way.configuration().near(near -> near.maximumEntries(MAXIMUM)).build();
        Cache<Name, String> cache = tandem.cache(configuration);
        Cache<Name, String> foreign = tandem.newManager().createCache(CacheFixture.NAME, configuration);
        Name read = new Name("read");

        for (Name name : names()) {
            cache.put(name, "value");
            cache.get(name); // kept, and another one evicted
        }
        cache.put(read, "value");
        cache.get(read);
        cache.put(read, "followed by a read"); // and told of
        Await.until("it is read anew", () -> tiers(cache).getFollowedWrites() > 0);
        cache.get(read);
        long notices = tiers(cache).getInvalidations();
        foreign.put(read, "foreign");
        Await.until("it is called back", () -> tiers(cache).getInvalidations() > notices);
        assertThat(cache.get(read)).isEqualTo("foreign");
        cache.getAll(names());
        foreign.removeAll(names());
        cache.get(read);
        redis.command("FLUSHALL");
        Await.until("all is forgotten", () -> tiers(cache).getFlushes().get("SERVER_FLUSH") == 1);
        cache.putAll(Map.of(read, "value", new Name("another"), "value"));
        cache.getAll(Set.of(read, new Name("none")));
        cache.invoke(read, (entry, arguments) -> entry.getValue());
        cache.remove(read);
        cache.clear();
        cache.close();

        assertThat(RUN_BY).containsExactly(Thread.currentThread());
    }

    @ParameterizedTest
    @EnumSource
    void codeOfTheKeys_asCopiesAndEntriesExpire_runsInTheCallersThreadAlone(Way way) {
        AtomicInteger expired = new AtomicInteger();
        CacheEntryExpiredListener<Name, String> listener = events -> events.forEach(event -> expired.incrementAndGet());
        Cache<Name, String> cache = tandem.cache(way.configuration()
                .near(near -> near.timeToLive(java.time.Duration.ofMillis(1)))
                .expiry(CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.MILLISECONDS, 50)))
                .listener(new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, true))
                .build());
        names().forEach(name -> cache.put(name, "value"));

        Await.until("the entries have expired", () -> {
            names().forEach(cache::get);
            return expired.get() >= KEYS;
        });

        assertThat(RUN_BY).containsExactly(Thread.currentThread());
    }

    /** The event loop waited for it, and with it every cache of the manager. */
    @Test
    void key_thatHangsWhenItIsCompared_holdsUpNobodyElse() throws Exception {
        Cache<Name, String> cache = tandem.cache(Way.BY_CODEC.configuration().build());
        Cache<String, String> texts = tandem.manager().createCache("texts", CacheFixture.textsConfiguration());
        for (String name : List.of("one", "two")) {
            cache.put(new Name(name), "value");
            cache.get(new Name(name));
        }
        texts.put("key", "value");
        held = new CountDownLatch(1);
        try (Actors actors = new Actors()) {
            Future<String> hanging = actors.start(() -> cache.get(new Name("three")));
            Await.until("it hangs", () -> RUN_BY.stream().anyMatch(OwnKeysTest::waits));

            redis.command("DEL", "tandem:" + CacheFixture.NAME + ":{}k:two");
            Await.until("the notice is heeded", () -> tiers(cache).getInvalidations() == 1);
            assertThat(texts.get("key")).isEqualTo("value");
            assertThat(tiers(texts).getCoherence()).isEqualTo("COHERENT");
            held.countDown();

            assertThat(Actors.result(hanging)).isNull();
        }
        assertThat(cache.get(new Name("one"))).isEqualTo("value");
        assertThat(cache.get(new Name("two"))).isNull();
    }

    private static boolean waits(Thread thread) {
        return thread != Thread.currentThread() && thread.getState() == Thread.State.TIMED_WAITING;
    }
}
