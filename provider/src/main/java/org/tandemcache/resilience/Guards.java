package org.tandemcache.resilience;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.CoherentReads;
import org.tandemcache.far.FarTier;

/**
 * The guards of a manager's connection. What is switched off leaves nothing behind. Thread-safe.
 *
 * @param breaker null where it is switched off
 * @param calls before calls of the far tier
 * @param waits before waits for answers of tracked reads
 */
public record Guards(@Nullable CircuitBreaker breaker, Guard calls, Guard waits) {
    /**
     * @param limits null for no circuit breaker
     * @param waitingThreads how many threads may wait at once; 0 for any number
     * @param server for messages
     * @param servers how many of them there are
     * @param nanoClock {@link System#nanoTime} or a test's
     */
    public static Guards of(
            @Nullable BreakerLimits limits,
            int waitingThreads,
            String server,
            IntSupplier servers,
            LongSupplier nanoClock) {
        CircuitBreaker breaker = limits == null ? null : new CircuitBreaker(limits, server, servers, nanoClock);
        Guard calls = breaker == null ? new Unguarded() : breaker;
        Guard waits = breaker == null ? new Unguarded() : breaker.watching();
        if (waitingThreads == 0) {
            return new Guards(breaker, calls, waits);
        }
        Bulkhead bulkhead = new Bulkhead(waitingThreads);
        return new Guards(breaker, bulkhead.before(calls), bulkhead.before(waits));
    }

    /** The far tier behind the guards. */
    public FarTier around(FarTier far) {
        return calls instanceof Unguarded ? far : new GuardedFarTier(far, calls);
    }

    /** The tracked reads behind the breaker; their answers are waited for behind {@link #waits}. */
    public CoherentReads around(CoherentReads reads) {
        return breaker == null ? reads : new GuardedReads(reads, breaker);
    }
}
