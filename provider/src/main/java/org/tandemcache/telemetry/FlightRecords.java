package org.tandemcache.telemetry;

import org.jspecify.annotations.Nullable;
import org.tandemcache.observe.BreakerChange;
import org.tandemcache.observe.CoherenceChange;
import org.tandemcache.observe.FarCall;
import org.tandemcache.observe.LoadEnd;
import org.tandemcache.observe.TandemObserver.CallObservation;

/** The events of Java's flight recorder, where the Java runtime has one. Thread-safe. */
final class FlightRecords {
    /** A runtime that was put together without the module {@code jdk.jfr} has none of its classes. */
    private static final boolean THERE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private FlightRecords() {}

    /** Whether a recording wants calls. */
    static boolean wantCalls() {
        return THERE && FarCallEvent.isWanted();
    }

    /** Null if no recording wants it. */
    static @Nullable CallObservation begun(FarCall call) {
        return THERE ? FarCallEvent.begun(call) : null;
    }

    static void loaded(LoadEnd load) {
        if (THERE) {
            LoadEvent.ended(load);
        }
    }

    static void changed(BreakerChange change) {
        if (THERE) {
            BreakerChangeEvent.changed(change);
        }
    }

    static void changed(CoherenceChange change) {
        if (THERE && change.cause() != null) {
            NearFlushEvent.flushed(change, change.cause());
        }
    }
}
