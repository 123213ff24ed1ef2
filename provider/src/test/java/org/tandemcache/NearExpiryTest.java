package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** A near copy ends with its entry, whoever has to tell and however late, and with the server. */
@Tag("server")
@WithRedis(config = "enable-debug-command local", own = true)
class NearExpiryTest {
    private static final int OTHERS = 100_000;
    private static final long LIFE_MILLIS = 3_000;

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    NearExpiryTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    @Test
    void nearCopy_dueWithAHundredThousandOthers_isNotServedAfterItsDeadline() {
        Cache<String, String> cache = tandem.cache(CacheFixture.textsConfiguration()
                .setExpiryPolicyFactory(
                        CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.MILLISECONDS, LIFE_MILLIS))));
        Map<String, String> others = new HashMap<>();
        for (int i = 0; i < OTHERS; i++) {
            others.put("other " + i, "value");
        }
        cache.get("connects");
        cache.putAll(others);
        AtomicLong stored = new AtomicLong();
        Await.until("it is read before it ends", () -> {
            cache.put("key", "value");
            stored.set(System.nanoTime());
            return "value".equals(cache.get("key")) && isNearHit(cache);
        });
        long created = stored.get();

        long latest = created;
        String read;
        do {
            long began = System.nanoTime();
            read = cache.get("key");
            latest = read == null ? latest : began;
        } while (read != null);

        // Redis counts in whole milliseconds: it answers itself until the one after the last has begun.
        assertThat(latest - created).isLessThan(TimeUnit.MILLISECONDS.toNanos(LIFE_MILLIS + 1));
    }

    private static boolean isNearHit(Cache<String, String> cache) {
        long before = cache.unwrap(TandemCache.class).tiers().getNearHits();
        cache.get("key");
        return cache.unwrap(TandemCache.class).tiers().getNearHits() > before;
    }

    @Test
    void foreignExpiry_ofAnEternalEntry_isTheCopysDeadlineToo() {
        Cache<String, String> cache = tandem.texts();
        cache.put("key", "value");
        cache.get("key");
        redis.command(
                "DEBUG", "SET-ACTIVE-EXPIRE", "0"); // Redis tells of the expiry when somebody asks, and nobody does
        try {
            redis.command("PEXPIRE", CacheFixture.redisKey("key"), "200");

            Await.until("the copy has ended", () -> cache.get("key") == null);
        } finally {
            redis.command("DEBUG", "SET-ACTIVE-EXPIRE", "1");
        }
    }

    @Test
    void nearCopies_ofAServerThatIsFrozen_areNotServedAfterTheLease() {
        var properties = CacheFixture.properties(redis.uri() + "?timeout=1s");
        properties.setProperty(ManagerSettings.NEAR_LEASE, "200 ms");
        CacheManager manager = tandem.newManager(properties);
        Cache<String, String> cache = manager.createCache("cache", CacheFixture.textsConfiguration());
        tandem.texts().put("key", "value"); // who is patient
        Await.until("a copy is kept", () -> {
            succeeds(cache);
            return cache.unwrap(TandemCache.class).tiers().getNearHits() > 0;
        });

        redis.pause();
        Await.until(
                "the lease has ended",
                () -> !cache.unwrap(TandemCache.class).tiers().getCoherence().equals("COHERENT"));

        assertThatThrownBy(() -> cache.get("key")).isInstanceOf(CacheException.class);
        redis.resume();
        Await.until("reads work again", () -> reads(cache, "value"));
    }

    @Test
    void nearCopies_ofAServerThatWasRestartedEmpty_areGone() {
        Cache<String, String> cache = tandem.texts();
        cache.put("key", "value");
        cache.get("key");

        redis.restart();

        Await.until("reads work again, and the copy is gone", () -> reads(cache, null));
    }

    @Test
    void nearCopies_afterTheirConnectionWasKilled_areReadAnew() {
        Cache<String, String> cache = tandem.texts();
        cache.put("key", "value");
        cache.get("key");

        redis.killClients(client -> client.isTracking());
        redis.command("DEL", CacheFixture.redisKey("key")); // nobody is told

        Await.until("the copy is gone", () -> reads(cache, null));
        Await.until("near is coherent again", () -> {
            succeeds(cache);
            return cache.unwrap(TandemCache.class).tiers().getCoherence().equals("COHERENT");
        });
    }

    private static boolean succeeds(Cache<String, String> cache) {
        return reads(cache, "value") || reads(cache, null);
    }

    private static boolean reads(Cache<String, String> cache, @Nullable String value) {
        try {
            return Objects.equals(cache.get("key"), value);
        } catch (CacheException e) {
            return false;
        }
    }
}
