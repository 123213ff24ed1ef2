package org.tandemcache.spring;

import reactor.core.scheduler.Schedulers;

/** Which threads may wait for Redis. */
final class Threads {
    private Threads() {}

    /** Not an event loop of Reactor's or of a server that is built on it. */
    static boolean mayWait() {
        return !Schedulers.isInNonBlockingThread();
    }
}
