package org.tandemcache.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;
import org.tandemcache.observe.FarCall;
import org.tandemcache.observe.FarCallEnd;
import org.tandemcache.observe.FarCallFailure;
import org.tandemcache.observe.TandemObserver.CallObservation;

/** A call of Redis. */
@Name("org.tandemcache.FarCall")
@Label("Call of Redis")
@Description("An operation of a cache that Redis was asked for")
@Category("Tandem")
@Threshold("1 ms")
final class FarCallEvent extends Event {
    /** Asked at each call of Redis: makes no object. */
    private static final FarCallEvent ANY = new FarCallEvent();

    @Label("Cache manager")
    @Nullable
    String manager;

    @Label("Cache")
    @Nullable
    String cache;

    @Label("Operation")
    @Nullable
    String operation;

    @Label("Command")
    @Nullable
    String command;

    @Label("Server")
    @Nullable
    String server;

    @Label("Entries")
    @Description("How many entries it names; 0 for the whole key space")
    int entries;

    @Label("Found")
    @Description("How many entries a read has found; -1 for what does not tell")
    int found;

    @Label("Failure")
    @Description("UNAVAILABLE, UNKNOWN_OUTCOME, TOO_SLOW or REJECTED; none if it was answered")
    @Nullable
    String failure;

    static boolean isWanted() {
        return ANY.isEnabled();
    }

    /** Null if no recording wants it. */
    static @Nullable CallObservation begun(FarCall call) {
        FarCallEvent event = new FarCallEvent();
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return end -> event.ended(call, end);
    }

    private void ended(FarCall call, FarCallEnd end) {
        end();
        if (shouldCommit()) {
            FarCallFailure why = end.failure();
            manager = call.managerName();
            cache = call.cacheName();
            operation = call.operation();
            command = call.command();
            server = call.server() == null
                    ? null
                    : call.server().getHostString() + ":" + call.server().getPort();
            entries = call.entries();
            found = end.found();
            failure = why == null ? null : why.kind().name();
            commit();
        }
    }
}
