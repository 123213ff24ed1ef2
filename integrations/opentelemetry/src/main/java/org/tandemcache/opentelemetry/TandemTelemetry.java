package org.tandemcache.opentelemetry;

import io.opentelemetry.api.OpenTelemetry;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.tandemcache.TandemManager;
import org.tandemcache.observe.FarCall;
import org.tandemcache.observe.TandemObserver;

/**
 * Tells OpenTelemetry what cache managers do.
 *
 * <pre>{@code
 * TandemTelemetry telemetry = TandemTelemetry.of(openTelemetry);
 * telemetry.observe(cacheManager.unwrap(TandemManager.class)); // caches of later too
 * }</pre>
 *
 * <ul>
 *   <li>Of each cache with a near tier {@code redis.client.csc.requests}, {@code .items} and {@code .evictions}: the
 *       vocabulary of Redis's own clients. They are read when somebody collects them; a near hit costs nothing.
 *   <li>Of each call of Redis {@code db.client.operation.duration}, and {@code redis.client.errors} where it fails.
 *   <li>Of each call within a trace one span of kind CLIENT, whatever number of commands travels in it.
 * </ul>
 *
 * <p>Under OpenTelemetry's Java agent, which tells {@code db.*} and spans of each command itself, only {@code redis.*}
 * is told from here. No key and no value is ever told; the cache's name is, as {@code tandem.cache}.
 *
 * <p>One for all managers of an {@code OpenTelemetry}. Holds caches weakly. Thread-safe.
 */
public final class TandemTelemetry implements AutoCloseable {
    /** The scope of all instruments and spans. */
    static final String SCOPE = "org.tandemcache.opentelemetry";

    private final NearMetrics near;
    private final ErrorMetrics errors;
    private final @Nullable CallMetrics calls;
    private final @Nullable CallSpans spans;

    private TandemTelemetry(OpenTelemetry telemetry, boolean agent) {
        var meter = telemetry.getMeter(SCOPE);
        this.near = new NearMetrics(meter);
        this.errors = new ErrorMetrics(meter);
        this.calls = agent ? null : new CallMetrics(meter);
        this.spans = agent ? null : new CallSpans(telemetry.getTracer(SCOPE));
    }

    /** Telemetry that leaves to the Java agent what that tells, if this JVM has one. */
    public static TandemTelemetry of(OpenTelemetry telemetry) {
        return new TandemTelemetry(telemetry, isUnderAgent());
    }

    private static boolean isUnderAgent() {
        try {
            // Only an agent that runs is seen by the bootstrap loader; its jar on the class path is none.
            Class.forName("io.opentelemetry.javaagent.bootstrap.AgentInitializer", false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * Tells what a manager and its caches do from now on, caches of later included, until it is closed or the
     * registration is.
     *
     * @throws IllegalStateException if the manager is closed
     */
    public TandemObserver.Registration observe(TandemManager manager) {
        return manager.observe(new Observer());
    }

    /**
     * Takes the instruments away that are read when somebody collects them. Managers that are observed still tell of
     * calls.
     */
    @Override
    public void close() {
        near.close();
    }

    private final class Observer implements TandemObserver {
        @Override
        public void cacheOpened(Cache<?, ?> cache) {
            near.add(cache);
            errors.opened(cache);
        }

        @Override
        public void cacheClosed(Cache<?, ?> cache) {
            near.remove(cache);
        }

        @Override
        public CallObservation farCallBegun(FarCall call) {
            CallSpans.@Nullable Started span = spans == null ? null : spans.start(call);
            return end -> {
                if (calls != null) {
                    calls.ended(call, end, span);
                }
                if (end.failure() != null) {
                    errors.failed(call, end.failure());
                }
                if (span != null) {
                    span.end(call, end);
                }
            };
        }
    }
}
