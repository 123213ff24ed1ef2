package org.tandemcache.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.configuration.Factory;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What expiry policies do to the deadlines in Redis. */
@Tag("server")
@WithRedis
class ExpiryTest {
    private static final long HOUR = TimeUnit.HOURS.toMillis(1);
    private static final String KEY = CacheFixture.redisKey("key");

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    ExpiryTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private Cache<String, String> cache(Factory<ExpiryPolicy> policy) {
        return tandem.cache(CacheFixture.textsConfiguration().setExpiryPolicyFactory(policy));
    }

    /** Milliseconds, -1 for ever, -2 gone. */
    private long remaining() {
        return (Long) redis.command("PTTL", KEY);
    }

    private void setRemaining(long millis) {
        assertThat(redis.command("PEXPIRE", KEY, Long.toString(millis))).isEqualTo(1L);
    }

    private enum Effect {
        FOR_EVER,
        KEEPS,
        RENEWS
    }

    private interface Action {
        void on(Cache<String, String> cache);
    }

    record Row(String policy, Factory<ExpiryPolicy> factory, Effect creation, String on, Action action, Effect effect) {
        @Override
        public String toString() {
            return policy + ": " + on + " " + effect;
        }
    }

    static Stream<Row> stock() {
        return Stream.of(
                        rows("Eternal", EternalExpiryPolicy.factoryOf(), Effect.FOR_EVER, Effect.KEEPS, Effect.KEEPS),
                        rows(
                                "Created",
                                CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR),
                                Effect.RENEWS,
                                Effect.KEEPS,
                                Effect.KEEPS),
                        rows(
                                "Modified",
                                ModifiedExpiryPolicy.factoryOf(Duration.ONE_HOUR),
                                Effect.RENEWS,
                                Effect.RENEWS,
                                Effect.KEEPS),
                        rows(
                                "Touched",
                                TouchedExpiryPolicy.factoryOf(Duration.ONE_HOUR),
                                Effect.RENEWS,
                                Effect.RENEWS,
                                Effect.RENEWS),
                        rows(
                                "Accessed",
                                AccessedExpiryPolicy.factoryOf(Duration.ONE_HOUR),
                                Effect.RENEWS,
                                Effect.KEEPS,
                                Effect.RENEWS),
                        rows("the user's", () -> new Hourly(), Effect.RENEWS, Effect.RENEWS, Effect.RENEWS))
                .flatMap(rows -> rows);
    }

    /** The table of JSR-107 1.1.1, chapter 7: which method counts as an update, which as an access. */
    private static Stream<Row> rows(
            String policy, Factory<ExpiryPolicy> factory, Effect creation, Effect update, Effect access) {
        return Stream.of(
                new Row(policy, factory, creation, "put", cache -> cache.put("key", "new"), update),
                new Row(policy, factory, creation, "putAll", cache -> cache.putAll(Map.of("key", "new")), update),
                new Row(policy, factory, creation, "getAndPut", cache -> cache.getAndPut("key", "new"), update),
                new Row(policy, factory, creation, "replace", cache -> cache.replace("key", "new"), update),
                new Row(policy, factory, creation, "getAndReplace", cache -> cache.getAndReplace("key", "new"), update),
                new Row(
                        policy,
                        factory,
                        creation,
                        "replace(k,old,new)",
                        cache -> cache.replace("key", "value", "new"),
                        update),
                new Row(
                        policy,
                        factory,
                        creation,
                        "replace(k,other,new)",
                        cache -> cache.replace("key", "other", "new"),
                        access),
                new Row(policy, factory, creation, "remove(k,other)", cache -> cache.remove("key", "other"), access),
                new Row(
                        policy,
                        factory,
                        creation,
                        "invoke that sets",
                        cache -> cache.invoke("key", (entry, arguments) -> {
                            entry.setValue("new");
                            return null;
                        }),
                        update),
                new Row(
                        policy,
                        factory,
                        creation,
                        "invoke that gets",
                        cache -> cache.invoke("key", (entry, arguments) -> entry.getValue()),
                        access),
                new Row(
                        policy,
                        factory,
                        creation,
                        "invoke that does nothing",
                        cache -> cache.invoke("key", (entry, arguments) -> null),
                        Effect.KEEPS),
                new Row(policy, factory, creation, "get", cache -> cache.get("key"), access),
                new Row(policy, factory, creation, "getAll", cache -> cache.getAll(Set.of("key")), access),
                new Row(policy, factory, creation, "iterator", cache -> cache.forEach(entry -> {}), access),
                new Row(policy, factory, creation, "containsKey", cache -> cache.containsKey("key"), Effect.KEEPS),
                new Row(
                        policy,
                        factory,
                        creation,
                        "putIfAbsent",
                        cache -> cache.putIfAbsent("key", "x"),
                        Effect.KEEPS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stock")
    void deadline_afterAnOperation_isAsThePolicySays(Row row) {
        Cache<String, String> cache = cache(row.factory());
        cache.put("key", "value");
        check(row.creation(), HOUR);
        setRemaining(HOUR / 2);

        row.action().on(cache);

        check(row.effect(), HOUR / 2);
    }

    private void check(Effect effect, long before) {
        switch (effect) {
            case FOR_EVER -> assertThat(remaining()).isEqualTo(-1);
            case KEEPS -> assertThat(remaining()).isBetween(1L, before);
            case RENEWS -> assertThat(remaining()).isBetween(HOUR / 2 + 1, HOUR);
        }
    }

    @Test
    void entry_pastItsDeadline_isGone() {
        Cache<String, String> cache = cache(CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.MILLISECONDS, 50)));
        cache.put("key", "value");

        Await.until("the entry has expired", () -> cache.get("key") == null);

        assertThat(cache.containsKey("key")).isFalse();
        assertThat(cache.putIfAbsent("key", "new")).isTrue();
    }

    static final List<Factory<ExpiryPolicy>> ZERO = List.of(
            CreatedExpiryPolicy.factoryOf(Duration.ZERO),
            ModifiedExpiryPolicy.factoryOf(Duration.ZERO),
            TouchedExpiryPolicy.factoryOf(Duration.ZERO),
            AccessedExpiryPolicy.factoryOf(Duration.ZERO));

    @ParameterizedTest
    @FieldSource("ZERO")
    void creation_ofDurationZero_storesNothing(Factory<ExpiryPolicy> policy) {
        Cache<String, String> cache = cache(policy);

        cache.put("key", "value");
        cache.putAll(Map.of("key", "value"));
        assertThat(cache.putIfAbsent("key", "value")).isFalse();
        assertThat(cache.getAndPut("key", "value")).isNull();
        cache.invoke("key", (entry, arguments) -> {
            entry.setValue("value");
            return null;
        });

        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void update_ofDurationZero_endsTheEntry() {
        Answers answers = new Answers();
        answers.update = Duration.ZERO;
        Cache<String, String> cache = cache(() -> answers);
        cache.put("key", "value");

        cache.put("key", "new");

        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void access_ofDurationZero_showsTheEntryOnce() {
        Answers answers = new Answers();
        answers.access = Duration.ZERO;
        Cache<String, String> cache = cache(() -> answers);
        cache.put("key", "value");

        assertThat(cache.get("key")).isEqualTo("value");

        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
        assertThat(cache.get("key")).isNull();
    }

    @Test
    void durations_beyondAllMeasure_keepTheEntry() {
        Duration longest = new Duration(TimeUnit.DAYS, Long.MAX_VALUE);
        Cache<String, String> fixed = cache(TouchedExpiryPolicy.factoryOf(longest));
        fixed.put("key", "value");
        fixed.put("key", "new");
        assertThat(fixed.get("key")).isEqualTo("new");
        assertThat(fixed.<Boolean>invoke("key", (entry, arguments) -> {
                    entry.setValue("newer");
                    return true;
                }))
                .isTrue();
        assertThat(remaining()).isPositive();

        Answers answers = new Answers();
        answers.creation = longest;
        answers.update = longest;
        answers.access = longest;
        Cache<String, String> asked = tandem.newManager()
                .createCache(
                        CacheFixture.NAME, CacheFixture.textsConfiguration().setExpiryPolicyFactory(() -> answers));
        assertThat(asked.get("key")).isEqualTo("newer");
        asked.put("key", "newest");
        assertThat(remaining()).isPositive();
    }

    /** A policy has no say in it, so the entry need not be seen first. */
    @Test
    void removal_underAPolicyOfTheUser_isOneCommand() {
        Cache<String, String> cache = cache(() -> new Answers());
        cache.putAll(Map.of("key", "value", "other", "value"));
        redis.command("CONFIG", "RESETSTAT");

        assertThat(cache.remove("key")).isTrue();
        assertThat(cache.getAndRemove("other")).isEqualTo("value");

        assertThat(redis.info("commandstats"))
                .containsKeys("cmdstat_del", "cmdstat_getdel")
                .doesNotContainKeys("cmdstat_get", "cmdstat_evalsha", "cmdstat_eval");
    }

    @Test
    void policy_thatThrows_leavesTheOperationAlone() {
        Answers answers = new Answers();
        answers.failing = true;
        Cache<String, String> cache = cache(() -> answers);

        cache.put("key", "value");
        assertThat(remaining()).isEqualTo(-1);
        setRemaining(HOUR);
        cache.put("key", "new");
        assertThat(remaining()).isBetween(1L, HOUR);
        assertThat(cache.get("key")).isEqualTo("new");
        assertThat(remaining()).isBetween(1L, HOUR);
    }

    record Asked(String on, Action action, int creations, int updates, int accesses) {
        @Override
        public String toString() {
            return on + ": " + creations + " creations, " + updates + " updates, " + accesses + " accesses";
        }
    }

    /** "there" is in the cache, "new" is not. */
    static final List<Asked> QUESTIONS = List.of(
            new Asked("put new", cache -> cache.put("new", "v"), 1, 0, 0),
            new Asked("put there", cache -> cache.put("there", "v"), 0, 1, 0),
            new Asked("getAndPut new", cache -> cache.getAndPut("new", "v"), 1, 0, 0),
            new Asked("getAndPut there", cache -> cache.getAndPut("there", "v"), 0, 1, 0),
            new Asked("putAll", cache -> cache.putAll(Map.of("new", "v", "there", "v")), 1, 1, 0),
            new Asked("putIfAbsent new", cache -> cache.putIfAbsent("new", "v"), 1, 0, 0),
            new Asked("putIfAbsent there", cache -> cache.putIfAbsent("there", "v"), 0, 0, 0),
            new Asked("replace new", cache -> cache.replace("new", "v"), 0, 0, 0),
            new Asked("replace there", cache -> cache.replace("there", "v"), 0, 1, 0),
            new Asked("replace(k,old,new)", cache -> cache.replace("there", "value", "v"), 0, 1, 0),
            new Asked("replace(k,other,new)", cache -> cache.replace("there", "other", "v"), 0, 0, 1),
            new Asked("replace(k,other,new) new", cache -> cache.replace("new", "other", "v"), 0, 0, 0),
            new Asked("get new", cache -> cache.get("new"), 0, 0, 0),
            new Asked("get there", cache -> cache.get("there"), 0, 0, 1),
            new Asked("getAll", cache -> cache.getAll(Set.of("new", "there")), 0, 0, 1),
            new Asked("containsKey", cache -> cache.containsKey("there"), 0, 0, 0),
            new Asked("remove", cache -> cache.remove("there"), 0, 0, 0),
            new Asked("getAndRemove", cache -> cache.getAndRemove("there"), 0, 0, 0),
            new Asked("remove(k,other)", cache -> cache.remove("there", "other"), 0, 0, 1),
            new Asked("iterator", cache -> cache.forEach(entry -> {}), 0, 0, 1),
            new Asked("invoke exists", cache -> cache.invoke("there", (entry, a) -> entry.exists()), 0, 0, 0),
            new Asked("invoke gets", cache -> cache.invoke("there", (entry, a) -> entry.getValue()), 0, 0, 1));

    @ParameterizedTest
    @FieldSource("QUESTIONS")
    void policy_ofTheUser_isAskedOnce(Asked asked) {
        Answers answers = new Answers();
        Cache<String, String> cache = cache(() -> answers);
        cache.put("there", "value");
        answers.reset();

        asked.action().on(cache);

        assertThat(answers.creations).hasValue(asked.creations());
        assertThat(answers.updates).hasValue(asked.updates());
        assertThat(answers.accesses).hasValue(asked.accesses());
    }

    private static final class Hourly implements ExpiryPolicy {
        @Override
        public Duration getExpiryForCreation() {
            return Duration.ONE_HOUR;
        }

        @Override
        public Duration getExpiryForAccess() {
            return Duration.ONE_HOUR;
        }

        @Override
        public Duration getExpiryForUpdate() {
            return Duration.ONE_HOUR;
        }
    }

    /** Answers as it is told, and counts the questions. */
    private static final class Answers implements ExpiryPolicy {
        final AtomicInteger creations = new AtomicInteger();
        final AtomicInteger updates = new AtomicInteger();
        final AtomicInteger accesses = new AtomicInteger();
        Duration creation = Duration.ONE_HOUR;
        Duration update;
        Duration access;
        boolean failing;

        void reset() {
            creations.set(0);
            updates.set(0);
            accesses.set(0);
        }

        private Duration answer(AtomicInteger counter, Duration duration) {
            counter.incrementAndGet();
            if (failing) {
                throw new IllegalStateException("no answer today");
            }
            return duration;
        }

        @Override
        public Duration getExpiryForCreation() {
            return answer(creations, creation);
        }

        @Override
        public Duration getExpiryForAccess() {
            return answer(accesses, access);
        }

        @Override
        public Duration getExpiryForUpdate() {
            return answer(updates, update);
        }
    }
}
