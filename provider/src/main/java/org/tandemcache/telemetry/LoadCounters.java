package org.tandemcache.telemetry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** How often the loader of one cache was called, and for how long. Thread-safe. */
public final class LoadCounters {
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    void ended(long time, boolean success) {
        (success ? succeeded : failed).increment();
        nanos.add(time);
    }

    /** Calls that have thrown nothing. */
    public long succeeded() {
        return succeeded.sum();
    }

    /** Calls that have thrown. */
    public long failed() {
        return failed.sum();
    }

    /** How long all calls took together. */
    public long totalMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nanos.sum());
    }
}
