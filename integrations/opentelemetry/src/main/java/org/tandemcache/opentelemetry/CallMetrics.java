package org.tandemcache.opentelemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tandemcache.observe.FarCall;
import org.tandemcache.observe.FarCallEnd;

/** {@code db.client.operation.duration}: one recording for each call, whatever number of commands travels in it. */
final class CallMetrics {
    /** In seconds. Those of Redis's Python client: the first of the conventions' is 1 ms, which Redis is below. */
    static final List<Double> BUCKETS =
            List.of(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5);

    private final DoubleHistogram durations;

    CallMetrics(Meter meter) {
        this.durations = meter.histogramBuilder("db.client.operation.duration")
                .setUnit("s")
                .setDescription("Duration of database client operations.")
                .setExplicitBucketBoundariesAdvice(BUCKETS)
                .build();
    }

    /** @param span links the recording to its trace */
    void ended(FarCall call, FarCallEnd end, CallSpans.@Nullable Started span) {
        AttributesBuilder attributes = Attributes.builder();
        Names.addTo(attributes, call);
        if (end.failure() != null) {
            Names.addTo(attributes, end.failure());
        }
        double seconds = (double) end.nanos() / TimeUnit.SECONDS.toNanos(1);
        durations.record(seconds, attributes.build(), span == null ? Context.root() : span.context());
    }
}
