package org.tandemcache.telemetry;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;

/** How often Redis was asked by one cache and did not do it, by what its caller has to know of that. Thread-safe. */
public final class CallCounters {
    private final Map<Kind, LongAdder> failures = new EnumMap<>(Kind.class);

    CallCounters() {
        for (Kind kind : Kind.values()) {
            failures.put(kind, new LongAdder());
        }
    }

    void failed(FarTierException failure) {
        counter(failure.kind()).increment();
    }

    /** Calls that have failed in one way; none of them was refused by breaker or bulkhead. */
    public long failures(Kind kind) {
        return counter(kind).sum();
    }

    private LongAdder counter(Kind kind) {
        LongAdder counter = failures.get(kind);
        if (counter == null) {
            throw new IllegalStateException("kinds that were added while this runs");
        }
        return counter;
    }
}
