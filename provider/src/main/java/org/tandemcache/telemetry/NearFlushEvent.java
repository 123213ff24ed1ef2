package org.tandemcache.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;
import org.tandemcache.observe.CoherenceChange;

/** Every near copy of a server's entries has lost its promise. */
@Name("org.tandemcache.NearFlush")
@Label("Flush of near copies")
@Description("Every near copy of a server's entries is not served any more")
@Category("Tandem")
@StackTrace(false)
final class NearFlushEvent extends Event {
    @Label("Cache manager")
    @Nullable
    String manager;

    @Label("Server")
    @Nullable
    String server;

    @Label("Cause")
    @Nullable
    String cause;

    static void flushed(CoherenceChange change, String why) {
        NearFlushEvent event = new NearFlushEvent();
        if (event.shouldCommit()) {
            event.manager = change.managerName();
            event.server = change.server();
            event.cause = why;
            event.commit();
        }
    }
}
