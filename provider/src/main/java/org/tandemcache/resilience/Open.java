package org.tandemcache.resilience;

/** The far tier is away: no call goes there until it is time for a probe. */
final class Open implements BreakerState {
    private final BreakerLimits limits;
    private final long since;

    Open(BreakerLimits limits, long since) {
        this.limits = limits;
        this.since = since;
    }

    @Override
    public boolean admits() {
        return false;
    }

    @Override
    public BreakerState answered() {
        return this;
    }

    @Override
    public BreakerState failed(long now) {
        return this;
    }

    @Override
    public void left() {}

    @Override
    public BreakerState at(long now) {
        return now - since < limits.retryAfter().toNanos() ? this : new HalfOpen(limits);
    }
}
