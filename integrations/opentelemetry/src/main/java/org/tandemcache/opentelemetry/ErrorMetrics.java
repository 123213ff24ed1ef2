package org.tandemcache.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.cache.Cache;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.FailureConfiguration.Mode;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.observe.FarCall;
import org.tandemcache.observe.FarCallFailure;
import org.tandemcache.observe.FarCallFailure.Kind;

/** {@code redis.client.errors}: calls that Redis did not answer, or answered with an error. */
final class ErrorMetrics {
    static final AttributeKey<String> CATEGORY = AttributeKey.stringKey("redis.client.errors.category");

    /** Whether the caller of the cache does not get to see it. */
    static final AttributeKey<Boolean> INTERNAL = AttributeKey.booleanKey("redis.client.errors.internal");

    private static final Set<String> OF_RIGHTS = Set.of("NOAUTH", "WRONGPASS", "NOPERM", "DENIED");

    private final LongCounter errors;
    private final String library = Names.library();
    /** Those that do without Redis while it is away. */
    private final Set<Place> forgiving = ConcurrentHashMap.newKeySet();

    ErrorMetrics(Meter meter) {
        this.errors = meter.counterBuilder("redis.client.errors")
                .setUnit("{error}")
                .setDescription("Calls of Redis that failed.")
                .build();
    }

    void opened(Cache<?, ?> cache) {
        if (mode(cache) == Mode.FAIL) {
            forgiving.remove(Place.of(cache));
        } else {
            forgiving.add(Place.of(cache));
        }
    }

    @SuppressWarnings("unchecked") // a class object can't carry type arguments
    private static Mode mode(Cache<?, ?> cache) {
        return ((Cache<Object, Object>) cache)
                .getConfiguration(TandemConfiguration.class)
                .failure()
                .mode();
    }

    void failed(FarCall call, FarCallFailure failure) {
        AttributesBuilder attributes = Attributes.builder();
        Names.addTo(attributes, call);
        Names.addTo(attributes, failure);
        attributes
                .put(Names.LIBRARY, library)
                .put(CATEGORY, category(failure))
                .put(INTERNAL, failure.kind() != Kind.REJECTED && forgiving.contains(Place.of(call)));
        errors.add(1, attributes.build());
    }

    static String category(FarCallFailure failure) {
        if (OF_RIGHTS.contains(failure.type())) {
            return "auth";
        }
        if (failure.kind() == Kind.REJECTED) {
            return "server";
        }
        return isOfTls(failure.error()) ? "tls" : "network";
    }

    private static boolean isOfTls(Throwable error) {
        for (@Nullable Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }
}
