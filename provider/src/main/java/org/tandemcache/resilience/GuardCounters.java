package org.tandemcache.resilience;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.tandemcache.resilience.CircuitBreaker.Position;

/** What the guards of a manager have refused, and how often its breakers have changed their state. Thread-safe. */
public final class GuardCounters {
    private final BreakerListener listener;
    private final LongAdder refusedByBreaker = new LongAdder();
    private final LongAdder refusedByBulkhead = new LongAdder();
    private final Map<Position, LongAdder> transitions = new ConcurrentHashMap<>();

    /** @param listener told of each change in the thread of the call that has caused it, with no lock held */
    public GuardCounters(BreakerListener listener) {
        this.listener = listener;
    }

    /** Hears of the breakers. */
    public interface BreakerListener {
        /** @param server whose breaker it is, for people */
        void changed(String server, Position from, Position to);
    }

    void refusedByBreaker() {
        refusedByBreaker.increment();
    }

    void refusedByBulkhead() {
        refusedByBulkhead.increment();
    }

    void changed(String server, Position from, Position to) {
        transitions.computeIfAbsent(to, any -> new LongAdder()).increment();
        listener.changed(server, from, to);
    }

    /** Calls that were refused because the far tier was found away. */
    public long breakerRefusals() {
        return refusedByBreaker.sum();
    }

    /** Calls that were refused because too many threads waited. */
    public long bulkheadRefusals() {
        return refusedByBulkhead.sum();
    }

    /** How often a breaker has come into a state. */
    public long transitions(Position to) {
        LongAdder count = transitions.get(to);
        return count == null ? 0 : count.sum();
    }
}
