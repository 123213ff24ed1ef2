package org.tandemcache.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;
import org.tandemcache.observe.LoadEnd;

/** A call of the user's loader, recorded at its end. */
@Name("org.tandemcache.Load")
@Label("Load")
@Description("A call of a cache's loader")
@Category("Tandem")
final class LoadEvent extends Event {
    @Label("Cache manager")
    @Nullable
    String manager;

    @Label("Cache")
    @Nullable
    String cache;

    @Label("Keys")
    int keys;

    @Label("Time")
    @Timespan
    long time;

    @Label("Succeeded")
    boolean succeeded;

    static void ended(LoadEnd load) {
        LoadEvent event = new LoadEvent();
        if (event.shouldCommit()) {
            event.manager = load.managerName();
            event.cache = load.cacheName();
            event.keys = load.keys();
            event.time = load.nanos();
            event.succeeded = load.succeeded();
            event.commit();
        }
    }
}
