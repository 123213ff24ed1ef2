package org.tandemcache.jcache;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.tandemcache.far.DetachedThreads;

/**
 * Threads of one cache that load its entries anew. Made when they are needed, ended when they are idle or the cache is
 * closed; how much waits for them is for who gives them work to bound. Thread-safe.
 */
final class RefreshThreads implements Executor, AutoCloseable {
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor executor;

    /** @param name of the threads */
    RefreshThreads(String name, int threads) {
        AtomicInteger count = new AtomicInteger();
        ThreadFactory factory = new DetachedThreads(task -> {
            Thread thread = new Worker(this, task, "tandem-" + name + "-refresh-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.executor = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        executor.allowCoreThreadTimeOut(true);
    }

    private static final class Worker extends Thread {
        private final RefreshThreads pool;

        Worker(RefreshThreads pool, Runnable task, String name) {
            super(task, name);
            this.pool = pool;
        }
    }

    /** Whether this thread is one of these: if it waited for another, all could wait for each other. */
    boolean isOwnThread() {
        return Thread.currentThread() instanceof Worker worker && worker.pool == this;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /**
     * What waits is told that the cache is closed and ends at once; whoever closes has waited for loaders, and what has
     * not ended by now is interrupted, unless that is who closes.
     */
    @Override
    public void close() {
        executor.shutdown();
        if (!isOwnThread()) {
            executor.shutdownNow().forEach(Runnable::run);
        }
    }
}
