package org.tandemcache.resilience;

import java.util.concurrent.atomic.AtomicInteger;

/** The far tier answers: every call goes there, and failures in a row are counted. */
final class Closed implements BreakerState {
    private final BreakerLimits limits;
    private final AtomicInteger failures = new AtomicInteger();

    Closed(BreakerLimits limits) {
        this.limits = limits;
    }

    @Override
    public boolean admits() {
        return true;
    }

    @Override
    public BreakerState answered() {
        if (failures.get() != 0) { // else many threads would write to one place for nothing
            failures.set(0);
        }
        return this;
    }

    @Override
    public BreakerState failed(long now) {
        return failures.incrementAndGet() < limits.failures() ? this : new Open(limits, now);
    }

    @Override
    public void left() {}

    @Override
    public BreakerState at(long now) {
        return this;
    }
}
