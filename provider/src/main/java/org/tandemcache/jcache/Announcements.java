package org.tandemcache.jcache;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.Coherence;
import org.tandemcache.coherence.CoherenceListener;
import org.tandemcache.coherence.FlushCause;
import org.tandemcache.observe.BreakerChange;
import org.tandemcache.observe.CoherenceChange;
import org.tandemcache.resilience.CircuitBreaker.Position;
import org.tandemcache.resilience.GuardCounters.BreakerListener;
import org.tandemcache.telemetry.Observers;

/**
 * Tells the observers of a manager how breakers and channels change. Holds them weakly, for event loops hold this, and
 * observers are the application's. Thread-safe.
 */
record Announcements(String managerName, WeakReference<Observers> observers)
        implements BreakerListener, CoherenceListener {
    @Override
    public void changed(String server, Position from, Position to) {
        Observers alive = observers.get();
        if (alive != null) {
            alive.changed(new BreakerChange(
                    managerName,
                    server,
                    BreakerChange.State.valueOf(from.name()),
                    BreakerChange.State.valueOf(to.name())));
        }
    }

    @Override
    public void changed(String node, Coherence.State state, @Nullable FlushCause cause, String detail) {
        Observers alive = observers.get();
        if (alive != null) {
            alive.changed(new CoherenceChange(
                    managerName,
                    node,
                    CoherenceChange.State.valueOf(state.name()),
                    cause == null ? null : cause.name(),
                    detail));
        }
    }
}
