package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tandemcache.TaggedCaches.KEY;
import static org.tandemcache.TaggedCaches.stamped;
import static org.tandemcache.config.TagConfiguration.Mode.GENERATION;
import static org.tandemcache.config.TagConfiguration.Mode.TAGS;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.TaggedCaches.BySuffix;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What was begun to be found out before a tag ended is no entry behind that. */
@Tag("server")
@WithRedis
class TagLoadsTest {
    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    TagLoadsTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    /** T1: the tag is known with the value alone, and nobody here has heard of it before. */
    @ParameterizedTest
    @EnumSource(names = {"NONE", "JVM", "CLUSTER"})
    void load_whoseUnknownTagEndsMeanwhile_isNotThereBehindIt(Protection protection) {
        TandemConfiguration<String, String> configuration = stamped(TAGS)
                .load(load -> load.protection(protection))
                .entryOptions(BySuffix::new)
                .build();
        TandemCache<String, String> cache = tandem.ownCache(configuration);
        TandemCache<String, String> other = tandem.onAnotherNode(configuration);

        assertThat(cache.get(KEY, key -> {
                    other.invalidateTags("category");
                    return "old:category";
                }))
                .isEqualTo("old:category");

        Await.until("the notice", () -> cache.get(KEY) == null);
        assertThat(other.get(KEY)).isNull();
        assertThat(cache.get(KEY, key -> "new:category")).isEqualTo("new:category");
        assertThat(other.get(KEY)).isEqualTo("new:category");
        other.invalidateTags("category");
        Await.until("the notice of the tag", () -> cache.get(KEY) == null);
    }

    /** T1: the tag is known here from before the load, so that the epoch is not asked for. */
    @ParameterizedTest
    @EnumSource(
            value = NearConfiguration.Mode.class,
            names = {"AUTO", "OFF"})
    void load_whoseKnownTagEndsMeanwhile_isNotThereBehindIt(NearConfiguration.Mode near) {
        TandemConfiguration<String, String> configuration =
                stamped(TAGS, near).entryOptions(BySuffix::new).build();
        TandemCache<String, String> cache = tandem.ownCache(configuration);
        TandemCache<String, String> other = tandem.onAnotherNode(configuration);
        cache.put("witness", "value:tag");
        assertThat(cache.get("witness")).isEqualTo("value:tag");

        cache.get(KEY, key -> {
            other.invalidateTags("tag");
            Await.until("the notice, before the load ends", () -> cache.get("witness") == null);
            cache.put("witness", "again:tag"); // makes the new version known here
            return "old:tag";
        });

        assertThat(cache.get(KEY)).isNull();
        assertThat(other.get(KEY)).isNull();
        assertThat(cache.get("witness")).isEqualTo("again:tag");
    }

    @Test
    void load_whoseTagIsKnown_sendsWhatOneWithoutTagsSends() {
        TandemCache<String, String> tagged =
                tandem.ownCache(stamped(TAGS).entryOptions(BySuffix::new).build());
        TandemCache<String, String> untagged = CacheFixture.own(
                tandem.manager().createCache("untagged", stamped(GENERATION).build()));

        assertThat(commandsOfALoad(tagged)).isEqualTo(commandsOfALoad(untagged));
        assertThat(tagged.get(KEY)).isEqualTo("value:tag");
        tagged.invalidateTags("tag");
        assertThat(tagged.get(KEY)).isNull();
    }

    private Map<String, Long> commandsOfALoad(TandemCache<String, String> cache) {
        // the first ones make keys of tags, whose notice may take away what the read behind it brings
        for (String key : List.of("first", "second", "third")) {
            cache.get(key, absent -> "value:tag");
            cache.get(key);
        }
        redis.command("CONFIG", "RESETSTAT");
        assertThat(cache.get(KEY, absent -> "value:tag")).isEqualTo("value:tag");
        Map<String, Long> commands = new ServerCounts(redis).commands();
        commands.remove("hello"); // the proof of life
        return commands;
    }

    /** T1: it would be handed what is from before. */
    @Test
    void read_behindInvalidateTags_doesNotJoinALoadFromBefore() throws Exception {
        TandemCache<String, String> cache =
                tandem.ownCache(stamped(TAGS).entryOptions(BySuffix::new).build());
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        try (Actors actors = new Actors()) {
            Future<String> before = actors.start(() -> cache.get(KEY, key -> {
                loading.countDown();
                await(read);
                return "old:tag";
            }));
            await(loading);

            cache.invalidateTags("tag");

            Future<String> behind = actors.start(() -> cache.get(KEY, key -> "new:tag"));
            assertThat(behind.get(1, TimeUnit.MINUTES)).isEqualTo("new:tag");
            read.countDown();
            assertThat(before.get()).isEqualTo("old:tag");
        }
        assertThat(cache.get(KEY)).isEqualTo("new:tag");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void processor_whoseTagEndsMeanwhile_leavesNoEntry() {
        TandemConfiguration<String, String> configuration =
                stamped(TAGS).entryOptions(BySuffix::new).build();
        TandemCache<String, String> cache = tandem.ownCache(configuration);
        TandemCache<String, String> other = tandem.onAnotherNode(configuration);
        AtomicInteger runs = new AtomicInteger();

        cache.invoke(KEY, (entry, arguments) -> {
            if (runs.incrementAndGet() == 1) {
                other.invalidateTags("tag");
            }
            entry.setValue("old:tag");
            return null;
        });

        assertThat(runs).hasValue(1);
        Await.until("the notice", () -> cache.get(KEY) == null);
        assertThat(other.get(KEY)).isNull();
    }

    /** Of the source, and of the call that stores. */
    @ParameterizedTest
    @ValueSource(strings = {"source", "call"})
    void claim_whoseTagEndsMeanwhile_isStoredAsNoEntry(String ended) {
        TandemConfiguration<String, String> configuration =
                stamped(TAGS).entryOptions(BySuffix::new).build();
        TandemCache<String, String> cache = tandem.ownCache(configuration);
        TandemCache<String, String> other = tandem.onAnotherNode(configuration);
        EntryOptions tagged = EntryOptions.none().withTags("call");
        Claimed<String> claimed = cache.getOrClaim(KEY);

        other.invalidateTags(ended);
        claimed.store("old:source", tagged);

        assertThat(cache.get(KEY)).isNull();
        assertThat(other.get(KEY)).isNull();
        cache.getOrClaim(KEY).store("new:source", tagged);
        assertThat(other.get(KEY)).isEqualTo("new:source");
        cache.invalidateTags(ended);
        assertThat(cache.get(KEY)).isNull();
    }
}
