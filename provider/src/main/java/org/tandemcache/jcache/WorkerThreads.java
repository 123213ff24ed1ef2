package org.tandemcache.jcache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads of one manager that run user code beside the caller's: loads and asynchronous listeners, or the credentials
 * provider. Made when they are needed, ended when they are idle. Thread-safe.
 */
final class WorkerThreads implements Executor, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkerThreads.class);
    private static final int THREADS = 8;
    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_SECONDS = 5;

    private final OwnThreads threads;
    private final ThreadPoolExecutor executor;
    private final String work;

    /**
     * @param name of the threads
     * @param work what is done there, for messages
     * @param context the class loader that the threads name while they work; null where it is gone
     */
    WorkerThreads(String name, String work, Supplier<@Nullable ClassLoader> context) {
        this.work = work;
        this.threads = new OwnThreads(name);
        this.executor = new ContextualExecutor(context, threads);
        executor.allowCoreThreadTimeOut(true);
    }

    /** Names the class loader while a task runs, and lets go of it afterwards. */
    private static final class ContextualExecutor extends ThreadPoolExecutor {
        private final Supplier<@Nullable ClassLoader> context;

        ContextualExecutor(Supplier<@Nullable ClassLoader> context, ThreadFactory factory) {
            super(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
            this.context = context;
        }

        @Override
        protected void beforeExecute(Thread thread, Runnable task) {
            thread.setContextClassLoader(context.get());
        }

        @Override
        protected void afterExecute(Runnable task, @Nullable Throwable failure) {
            Thread.currentThread().setContextClassLoader(WorkerThreads.class.getClassLoader());
        }
    }

    /** A task that somebody waits for. */
    interface Abandonable extends Runnable {
        /** It will not run: the manager is closed. */
        void abandon();
    }

    /** Whether this thread is one of these: if it waited for another, all could wait for each other. */
    boolean isOwnThread() {
        return threads.isOwnThread();
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Lets what was begun end, within a bound; what was not begun is dropped. */
    @Override
    public void close() {
        executor.shutdown();
        List<Runnable> notBegun = new ArrayList<>();
        executor.getQueue().drainTo(notBegun);
        for (Runnable task : notBegun) {
            if (task instanceof Abandonable abandonable) {
                abandonable.abandon();
            }
        }
        try {
            if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("{} has not ended within {} s of the manager's close; interrupted", work, CLOSE_SECONDS);
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
