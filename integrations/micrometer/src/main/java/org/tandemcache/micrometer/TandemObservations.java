package org.tandemcache.micrometer;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.Objects;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;
import org.tandemcache.TandemManager;
import org.tandemcache.observe.FarCall;
import org.tandemcache.observe.FarCallEnd;
import org.tandemcache.observe.FarCallFailure;
import org.tandemcache.observe.TandemObserver;

/**
 * Each call of Redis as an observation {@value #NAME}, of which Micrometer's tracing makes a span: {@code new
 * TandemObservations(registry).observe(manager)}. A near hit is none. Its parent is the observation of the thread that
 * asks. Names no key; the key values are those of OpenTelemetry's conventions for Redis, and {@code tandem.cache},
 * {@code tandem.operation}, {@code cache.hit}, {@code cache.write}. Thread-safe.
 *
 * <p>A handler that makes meters of every observation makes them of these too, beside {@code tandem.redis.calls} of
 * {@link TandemMetrics}: a predicate of the registry can keep it from that.
 */
public final class TandemObservations implements TandemObserver {
    /** The name of the observations. */
    public static final String NAME = "tandem.redis.call";

    private final ObservationRegistry registry;

    /** Observes nothing where the registry is a no-op. */
    public TandemObservations(ObservationRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "the registry is null");
    }

    /**
     * Observes the caches of a manager, those of later too.
     *
     * @return ends it, as the manager's close does
     * @throws IllegalArgumentException if the manager is not Tandem's
     */
    public Registration observe(CacheManager manager) {
        return manager.unwrap(TandemManager.class).observe(this);
    }

    @Override
    public @Nullable CallObservation farCallBegun(FarCall call) {
        if (registry.isNoop()) {
            return null;
        }
        Observation observation = Observation.start(NAME, () -> context(call), registry);
        return end -> ended(observation, end);
    }

    private static SenderContext<FarCall> context(FarCall call) {
        SenderContext<FarCall> context = new SenderContext<>((carrier, key, value) -> {}, Kind.CLIENT);
        context.setCarrier(call);
        context.setRemoteServiceName("redis");
        if (call.server() != null) {
            context.setRemoteServiceAddress("redis://" + call.server().getHostString() + ":"
                    + call.server().getPort());
        }
        String command = call.commands() > 1 ? "PIPELINE " + call.command() : call.command();
        context.setContextualName(command + " " + call.cacheName());
        context.addLowCardinalityKeyValues(KeyValues.of(
                "db.system.name",
                "redis",
                "db.operation.name",
                command,
                "tandem.cache",
                call.cacheName(),
                "tandem.operation",
                call.operation(),
                "cache.write",
                String.valueOf(call.changes())));
        if (call.commands() > 1) {
            context.addHighCardinalityKeyValue(KeyValue.of("db.operation.batch.size", String.valueOf(call.commands())));
        }
        return context;
    }

    private static void ended(Observation observation, FarCallEnd end) {
        if (end.found() >= 0) {
            observation.highCardinalityKeyValue("cache.hit", String.valueOf(end.found() > 0));
        }
        FarCallFailure failure = end.failure();
        observation.lowCardinalityKeyValue("error.type", failure == null ? "none" : failure.type());
        if (failure != null) {
            observation.error(failure.error());
        }
        observation.stop();
    }
}
