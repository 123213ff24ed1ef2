package org.tandemcache.examples.recipes.limit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheManager;

/**
 * A limiter for a key that all nodes ask for at once: a script in Redis, by the server's clock, one round trip, whoever
 * asks beside. Has no cache in it; uses the manager's client. Thread-safe.
 */
final class CellRateLimiter implements AutoCloseable {
    private static final String SCRIPT = script();

    private final StatefulRedisConnection<String, String> connection;
    private final String prefix;
    private final String interval;
    private final String burst;
    private final String digest;

    /**
     * Limits a rate.
     *
     * @param prefix of the limiters' keys, outside of the manager's namespace
     * @param permits that come back in each period, evenly; as many may be taken at once
     */
    CellRateLimiter(CacheManager manager, RedisURI redis, String prefix, long permits, Duration period) {
        long micros = permits < 1 ? 0 : TimeUnit.NANOSECONDS.toMicros(period.toNanos()) / permits;
        if (micros < 1) {
            throw new IllegalArgumentException(
                    permits + " permits in " + period + "; allowed: one at least, and a microsecond for each at least");
        }
        this.connection = manager.unwrap(RedisClient.class).connect(redis);
        this.prefix = prefix;
        this.interval = Long.toString(micros);
        this.burst = Long.toString(micros * permits);
        this.digest = connection.sync().digest(SCRIPT);
    }

    /**
     * Takes a permit, if there is one.
     *
     * @return zero if it is taken, else for how long there is none
     * @throws io.lettuce.core.RedisException if Redis does not answer; the permit may be taken then. Whether to go on
     *     is the application's choice: a limiter that protects a database says no, one that is there for fairness yes
     */
    Duration tryAcquire(String key) {
        List<Long> reply = eval(new String[] {prefix + key});
        return reply.get(0) == 1 ? Duration.ZERO : Duration.of(reply.get(1), ChronoUnit.MICROS);
    }

    private List<Long> eval(String[] keys) {
        RedisCommands<String, String> redis = connection.sync();
        try {
            return redis.evalsha(digest, ScriptOutputType.MULTI, keys, interval, burst, "1");
        } catch (RedisNoScriptException e) { // the server's first, or it was restarted
            return redis.eval(SCRIPT, ScriptOutputType.MULTI, keys, interval, burst, "1");
        }
    }

    private static String script() {
        try (InputStream file = CellRateLimiter.class.getResourceAsStream("gcra.lua")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
