package org.tandemcache.telemetry;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.observe.BreakerChange;
import org.tandemcache.observe.CoherenceChange;
import org.tandemcache.observe.FarCall;
import org.tandemcache.observe.LoadEnd;
import org.tandemcache.observe.TandemObserver;
import org.tandemcache.observe.TandemObserver.CallObservation;
import org.tandemcache.observe.TandemObserver.Registration;

/**
 * Those who watch one manager. None of their failures reaches who tells them. Each hears of a cache's opening before
 * its close, and of both once, whenever it was registered. Thread-safe.
 */
public final class Observers {
    private static final Logger log = LoggerFactory.getLogger(Observers.class);

    private final ReentrantLock lock = new ReentrantLock();
    // Replaced as a whole under the lock.
    private volatile List<Observed> all = List.of();
    // Guarded by the lock.
    private final Set<Cache<?, ?>> caches = new LinkedHashSet<>();

    /** Whether nobody hears of calls. */
    boolean areNone() {
        return all.isEmpty() && !FlightRecords.wantCalls();
    }

    /**
     * Registers one that is told of all that is there already.
     *
     * @return ends it
     */
    public Registration register(TandemObserver observer, CacheManager manager) {
        Observed observed = new Observed(observer, manager);
        lock.lock();
        try {
            List<Observed> more = new ArrayList<>(all);
            more.add(observed);
            all = List.copyOf(more);
            observed.tell(one -> one.managerOpened(manager));
            caches.forEach(cache -> observed.tell(one -> one.cacheOpened(cache)));
        } finally {
            lock.unlock();
        }
        return () -> forget(observed);
    }

    private void forget(Observed observed) {
        lock.lock();
        try {
            List<Observed> fewer = new ArrayList<>(all);
            if (fewer.remove(observed)) {
                all = List.copyOf(fewer);
                caches.forEach(cache -> observed.tell(one -> one.cacheClosed(cache)));
                observed.tell(one -> one.managerClosed(observed.manager));
            }
        } finally {
            lock.unlock();
        }
    }

    /** A cache of the manager is open. */
    public void opened(Cache<?, ?> cache) {
        lock.lock();
        try {
            if (caches.add(cache)) {
                tell(one -> one.cacheOpened(cache));
            }
        } finally {
            lock.unlock();
        }
    }

    /** A cache of the manager is closed. */
    public void closed(Cache<?, ?> cache) {
        lock.lock();
        try {
            if (caches.remove(cache)) {
                tell(one -> one.cacheClosed(cache));
            }
        } finally {
            lock.unlock();
        }
    }

    /** The manager is closed: nobody hears anything after that. */
    public void close() {
        all.forEach(this::forget);
    }

    /** Null if it is of interest to nobody. */
    @Nullable
    CallObservation begun(FarCall call) {
        List<CallObservation> waiting = new ArrayList<>(2);
        CallObservation record = FlightRecords.begun(call);
        if (record != null) {
            waiting.add(record);
        }
        for (Observed observed : all) {
            CallObservation observation = observed.begun(call);
            if (observation != null) {
                waiting.add(observation);
            }
        }
        return switch (waiting.size()) {
            case 0 -> null;
            case 1 -> waiting.get(0);
            default -> end -> waiting.forEach(each -> each.ended(end));
        };
    }

    void loaded(LoadEnd load) {
        FlightRecords.loaded(load);
        tell(one -> one.loadEnded(load));
    }

    /** A breaker of the manager has changed. */
    public void changed(BreakerChange change) {
        FlightRecords.changed(change);
        tell(one -> one.breakerChanged(change));
    }

    /** A tracked channel of the manager has changed. */
    public void changed(CoherenceChange change) {
        FlightRecords.changed(change);
        tell(one -> one.coherenceChanged(change));
    }

    private void tell(Consumer<TandemObserver> news) {
        all.forEach(observed -> observed.tell(news));
    }

    /** One observer, whose failures end here. */
    private static final class Observed {
        private final TandemObserver observer;
        private final CacheManager manager;
        private final AtomicBoolean hasFailed = new AtomicBoolean();

        Observed(TandemObserver observer, CacheManager manager) {
            this.observer = observer;
            this.manager = manager;
        }

        void tell(Consumer<TandemObserver> news) {
            try {
                news.accept(observer);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }

        @Nullable
        CallObservation begun(FarCall call) {
            CallObservation observation;
            try {
                observation = observer.farCallBegun(call);
            } catch (RuntimeException | Error e) {
                failed(e);
                return null;
            }
            return observation == null
                    ? null
                    : end -> {
                        try {
                            observation.ended(end);
                        } catch (RuntimeException | Error e) {
                            failed(e);
                        }
                    };
        }

        private void failed(Throwable failure) {
            if (hasFailed.compareAndSet(false, true)) {
                log.warn(
                        "The observer {} of {} has failed; the cache goes on without it, and this is told once",
                        observer.getClass().getName(),
                        manager,
                        failure);
            } else {
                log.debug("An observer has failed again", failure);
            }
        }
    }
}
