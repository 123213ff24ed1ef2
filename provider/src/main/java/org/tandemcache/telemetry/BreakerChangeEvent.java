package org.tandemcache.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;
import org.tandemcache.observe.BreakerChange;

/** A circuit breaker has changed its state. */
@Name("org.tandemcache.BreakerChange")
@Label("Change of a circuit breaker")
@Description("Calls of Redis are refused from now on, or let through")
@Category("Tandem")
@StackTrace(false)
final class BreakerChangeEvent extends Event {
    @Label("Cache manager")
    @Nullable
    String manager;

    @Label("Server")
    @Nullable
    String server;

    @Label("From")
    @Nullable
    String from;

    @Label("To")
    @Nullable
    String to;

    static void changed(BreakerChange change) {
        BreakerChangeEvent event = new BreakerChangeEvent();
        if (event.shouldCommit()) {
            event.manager = change.managerName();
            event.server = change.server();
            event.from = change.from().name();
            event.to = change.to().name();
            event.commit();
        }
    }
}
