package org.tandemcache.spring.boot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.tandemcache.ServerAnswer;
import org.tandemcache.TandemHealth;
import org.tandemcache.TandemManager;
import org.tandemcache.config.EffectiveSetting;
import org.tandemcache.config.FailureConfiguration.Mode;
import org.tandemcache.config.TandemConfiguration;

/**
 * Asks Redis itself, whether or not the caches were used. Where it does not answer, the application is down only if one
 * of its caches fails then: one that bypasses or serves near copies works on, which is told as {@code degraded}. The
 * first connection may take longer than one probe waits, for its classes are loaded then: until it is made or has
 * failed, nothing is known. Thread-safe.
 */
final class TandemHealthIndicator extends AbstractHealthIndicator {
    private static final String DEFAULT_MODE = "tandem.cache-defaults.failure.mode";

    private final TandemManager manager;
    private final Duration timeout;
    // One thread at the most waits for a Redis that does not answer, however often it is asked about.
    private final AtomicReference<@Nullable FutureTask<List<ServerAnswer>>> asking = new AtomicReference<>();
    // Whether one has ended, with an answer or a failure.
    private volatile boolean known;

    TandemHealthIndicator(TandemManager manager, Duration timeout) {
        super("the health of Tandem can't be told");
        this.manager = manager;
        this.timeout = timeout;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) throws InterruptedException {
        String failure = null;
        boolean unknown = false;
        try {
            List<ServerAnswer> answers = ask().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            builder.up()
                    .withDetail(
                            "servers",
                            answers.stream().map(TandemHealthIndicator::text).toList());
        } catch (ExecutionException e) {
            failure = String.valueOf(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        } catch (TimeoutException e) {
            unknown = !known;
            failure = unknown
                    ? "the first connection is still being made after " + timeout.toMillis() + " ms"
                    : "Redis did not answer within " + timeout.toMillis() + " ms";
        }
        if (failure != null) {
            List<String> failing = failing();
            if (failing.isEmpty()) {
                builder.up().withDetail("degraded", failure);
            } else if (unknown) {
                builder.unknown().withDetail("reason", failure).withDetail("failing", failing);
            } else {
                builder.down().withDetail("reason", failure).withDetail("failing", failing);
            }
        }
        addDetails(builder, manager.health());
    }

    private static String text(ServerAnswer answer) {
        return answer.node() + ": " + answer.server();
    }

    private static void addDetails(Health.Builder builder, TandemHealth health) {
        builder.withDetail("mode", health.topology())
                .withDetail("nodes", health.nodesUp() + " of " + health.nodes() + " connected")
                .withDetail("coherence", health.tracking())
                .withDetail("breaker", health.breaker());
        if (!health.trackingDetail().isEmpty()) {
            builder.withDetail("coherenceDetail", health.trackingDetail());
        }
        if (!health.lastError().isEmpty()) {
            builder.withDetail("lastError", health.lastError());
        }
    }

    private FutureTask<List<ServerAnswer>> ask() {
        FutureTask<List<ServerAnswer>> mine = new FutureTask<>(manager::ping) {
            @Override
            protected void done() {
                known = true;
            }
        };
        FutureTask<List<ServerAnswer>> running =
                Objects.requireNonNull(asking.updateAndGet(there -> there == null || there.isDone() ? mine : there));
        if (running == mine) {
            Thread thread = new Thread(mine, "tandem-health");
            thread.setDaemon(true);
            thread.start();
        }
        return running;
    }

    /** The caches that fail while Redis is away; where there is none yet, what the next one would do. */
    private List<String> failing() {
        List<String> failing = new ArrayList<>();
        boolean any = false;
        for (String name : manager.getCacheNames()) {
            Cache<Object, Object> cache = manager.getCache(name);
            any = true;
            if (cache != null && mode(cache) == Mode.FAIL) {
                failing.add(name);
            }
        }
        EffectiveSetting ofOthers = any ? null : manager.settings().get(DEFAULT_MODE);
        if (ofOthers != null && ofOthers.value().equals("fail")) {
            failing.add("cache-defaults");
        }
        return failing;
    }

    @SuppressWarnings("unchecked") // a class object can't carry type arguments
    private static Mode mode(Cache<Object, Object> cache) {
        TandemConfiguration<Object, Object> configuration = cache.getConfiguration(TandemConfiguration.class);
        return configuration.failure().mode();
    }
}
