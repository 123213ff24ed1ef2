package org.tandemcache.observe;

import javax.cache.Cache;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;

/**
 * Hears what a cache manager does beyond its counters, which {@code TandemCacheMXBean} and {@code TandemManagerMXBean}
 * have: registered by {@code TandemManager.observe}. Each method does nothing by default. A near hit is told to nobody.
 *
 * <p>Implementations are thread-safe, quick, and do not block: they are called in the threads of the application and,
 * what ends there, on I/O threads. What they throw is logged once and goes no further. They must not call the cache
 * that they are told of.
 */
public interface TandemObserver {
    /** It is registered with a manager. {@link #cacheOpened} for each cache that is there already follows. */
    default void managerOpened(CacheManager manager) {}

    /** A manager is closed, or the observer is registered with it no more; {@link #cacheClosed} was called before. */
    default void managerClosed(CacheManager manager) {}

    /**
     * A cache is open.
     *
     * @param cache to be {@linkplain Cache#unwrap unwrapped} to {@code TandemCache}
     */
    default void cacheOpened(Cache<?, ?> cache) {}

    /** A cache is closed or destroyed; its operations throw by now. */
    default void cacheClosed(Cache<?, ?> cache) {}

    /**
     * Redis is about to be asked, in the thread whose operation it is. What the circuit breaker or the bound of waiting
     * threads refuses is no call.
     *
     * @return is told how the call ends; null if that is of no interest
     */
    default @Nullable CallObservation farCallBegun(FarCall call) {
        return null;
    }

    /** The user's loader has ended. */
    default void loadEnded(LoadEnd load) {}

    /** A circuit breaker has changed its state. */
    default void breakerChanged(BreakerChange change) {}

    /** Near copies have begun or ceased to be proven, or all of them were flushed. On an I/O thread. */
    default void coherenceChanged(CoherenceChange change) {}

    /** Waits for the end of one call. */
    interface CallObservation {
        /** Called once, on any thread. */
        void ended(FarCallEnd end);
    }

    /** That an observer is registered with a manager. Thread-safe. */
    interface Registration extends AutoCloseable {
        /** Ends it: {@link #cacheClosed} and {@link #managerClosed} follow. Later calls do nothing. */
        @Override
        void close();
    }
}
