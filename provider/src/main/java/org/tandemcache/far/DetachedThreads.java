package org.tandemcache.far;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes threads that have nothing of the one who needs them first: a new thread inherits its maker's context class
 * loader, its inheritable thread-local variables and, up to JDK 23, the protection domains of its whole stack, and
 * holds them for as long as it lives. So each is made by a thread in between, which has inherited nothing. Their
 * context class loader is Tandem's. Thread-safe.
 */
public final class DetachedThreads implements ThreadFactory {
    /** From this version on threads inherit no protection domains, and what cut them off will be gone one day. */
    private static final int WITHOUT_DOMAINS = 24;

    private final ThreadFactory factory;

    /** @param factory makes the threads; called on another thread than the caller's */
    public DetachedThreads(ThreadFactory factory) {
        this.factory = factory;
    }

    @Override
    public Thread newThread(Runnable task) {
        Maker maker = new Maker(factory, task);
        Thread between = new Thread(null, maker, "tandem-thread-maker", 0, false);
        between.setDaemon(true);
        between.setContextClassLoader(DetachedThreads.class.getClassLoader());
        between.start();
        boolean interrupted = false;
        while (between.isAlive()) {
            try {
                between.join();
            } catch (InterruptedException e) {
                interrupted = true; // it is done in a moment
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return maker.made();
    }

    private static final class Maker implements Runnable {
        private final ThreadFactory factory;
        private final Runnable task;
        // Written by the thread in between, read once it has ended.
        private @Nullable Thread made;
        private @Nullable Throwable failure;

        Maker(ThreadFactory factory, Runnable task) {
            this.factory = factory;
            this.task = task;
        }

        @Override
        public void run() {
            try {
                made = Runtime.version().feature() >= WITHOUT_DOMAINS ? factory.newThread(task) : withoutDomains();
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }

        @SuppressWarnings("removal") // there is no other way for the JDKs that need it
        private Thread withoutDomains() {
            return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> factory.newThread(task));
        }

        Thread made() {
            Thread thread = made;
            if (thread == null) {
                throw new IllegalStateException("a thread could not be made", failure);
            }
            return thread;
        }
    }
}
