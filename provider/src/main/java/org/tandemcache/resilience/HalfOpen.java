package org.tandemcache.resilience;

import java.util.concurrent.atomic.AtomicBoolean;

/** It is time for a probe: one caller goes to the far tier, the others don't wait for what becomes of it. */
final class HalfOpen implements BreakerState {
    private final BreakerLimits limits;
    private final AtomicBoolean probed = new AtomicBoolean();

    HalfOpen(BreakerLimits limits) {
        this.limits = limits;
    }

    @Override
    public boolean admits() {
        return probed.compareAndSet(false, true);
    }

    @Override
    public BreakerState answered() {
        return new Closed(limits);
    }

    @Override
    public BreakerState failed(long now) {
        return new Open(limits, now);
    }

    @Override
    public void left() {
        probed.set(false);
    }

    @Override
    public BreakerState at(long now) {
        return this;
    }
}
