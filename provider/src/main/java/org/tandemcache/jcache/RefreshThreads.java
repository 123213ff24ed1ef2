package org.tandemcache.jcache;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads of one cache that load its entries anew. Made when they are needed, ended when they are idle or the cache is
 * closed; how much waits for them is for who gives them work to bound. Thread-safe.
 */
final class RefreshThreads implements Executor, AutoCloseable {
    private static final long IDLE_SECONDS = 10;

    private final OwnThreads threads;
    private final ThreadPoolExecutor executor;

    /**
     * @param name of the cache
     * @param most how many there are at the most
     */
    RefreshThreads(String name, int most) {
        this.threads = new OwnThreads(name + "-refresh");
        this.executor = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        executor.allowCoreThreadTimeOut(true);
    }

    /** Whether this thread is one of these: if it waited for another, all could wait for each other. */
    boolean isOwnThread() {
        return threads.isOwnThread();
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
