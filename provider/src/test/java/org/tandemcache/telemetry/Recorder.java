package org.tandemcache.telemetry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.tandemcache.Await;
import org.tandemcache.observe.BreakerChange;
import org.tandemcache.observe.CoherenceChange;
import org.tandemcache.observe.FarCall;
import org.tandemcache.observe.FarCallEnd;
import org.tandemcache.observe.LoadEnd;
import org.tandemcache.observe.TandemObserver;

/** Keeps whatever it is told. Thread-safe. */
final class Recorder implements TandemObserver {
    final List<String> life = new CopyOnWriteArrayList<>();
    final List<Ended> calls = new CopyOnWriteArrayList<>();
    final List<LoadEnd> loads = new CopyOnWriteArrayList<>();
    final List<BreakerChange> breakers = new CopyOnWriteArrayList<>();
    final List<CoherenceChange> coherence = new CopyOnWriteArrayList<>();

    record Ended(FarCall call, Thread begunIn, FarCallEnd end) {
        @Override
        public String toString() {
            return call.operation() + " " + call.command() + "*" + call.commands() + " of " + call.entries()
                    + (call.tracked() ? ", tracked" : "") + (call.changes() ? ", changes" : "") + ": found "
                    + end.found();
        }
    }

    /** The only call of its operation, once it has ended. */
    Ended only(String operation) {
        Await.until("end of " + operation, () -> of(operation).size() == 1);
        return of(operation).get(0);
    }

    List<Ended> of(String operation) {
        return calls.stream()
                .filter(ended -> ended.call().operation().equals(operation))
                .toList();
    }

    @Override
    public void managerOpened(CacheManager manager) {
        life.add("manager opened");
    }

    @Override
    public void managerClosed(CacheManager manager) {
        life.add("manager closed");
    }

    @Override
    public void cacheOpened(Cache<?, ?> cache) {
        life.add(cache.getName() + " opened");
    }

    @Override
    public void cacheClosed(Cache<?, ?> cache) {
        life.add(cache.getName() + " closed");
    }

    @Override
    public CallObservation farCallBegun(FarCall call) {
        Thread thread = Thread.currentThread();
        return end -> calls.add(new Ended(call, thread, end));
    }

    @Override
    public void loadEnded(LoadEnd load) {
        loads.add(load);
    }

    @Override
    public void breakerChanged(BreakerChange change) {
        breakers.add(change);
    }

    @Override
    public void coherenceChanged(CoherenceChange change) {
        coherence.add(change);
    }
}
