package org.tandemcache.jcache;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.tandemcache.far.DetachedThreads;

/** Makes the daemon threads of one pool, which can be told from all others. Thread-safe. */
final class OwnThreads implements ThreadFactory {
    private final ThreadFactory factory;

    /** @param name of the threads, which are numbered */
    OwnThreads(String name) {
        AtomicInteger count = new AtomicInteger();
        this.factory = new DetachedThreads(task -> {
            Thread thread = new Worker(this, task, "tandem-" + name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private static final class Worker extends Thread {
        private final OwnThreads pool;

        Worker(OwnThreads pool, Runnable task, String name) {
            super(task, name);
            this.pool = pool;
        }
    }

    @Override
    public Thread newThread(Runnable task) {
        return factory.newThread(task);
    }

    /** Whether this thread is one of these. */
    boolean isOwnThread() {
        return Thread.currentThread() instanceof Worker worker && worker.pool == this;
    }
}
