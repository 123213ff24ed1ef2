package org.tandemcache.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import javax.cache.CacheManager;

/** What docs/metrics.md shows. */
final class Sample {
    private Sample() {}

    static TandemMetrics bind(CacheManager manager, MeterRegistry registry, ObservationRegistry observations) {
        // tag::sample[]
        TandemMetrics metrics = new TandemMetrics(manager); // or with tags of yours
        metrics.bindTo(registry);
        new TandemObservations(observations).observe(manager); // for traces
        // end::sample[]
        return metrics;
    }
}
