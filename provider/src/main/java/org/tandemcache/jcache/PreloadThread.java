package org.tandemcache.jcache;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread of one manager on which its caches preload, which may run the code of users' keys. Made for the first who
 * needs it, ended when nothing is due or it is closed. Thread-safe.
 */
final class PreloadThread extends ScheduledThreadPoolExecutor {
    private static final long IDLE_SECONDS = 10;

    private final Supplier<@Nullable ClassLoader> context;

    /**
     * @param name of the manager
     * @param context the class loader that the thread names while it works; null where it is gone
     */
    PreloadThread(String name, Supplier<@Nullable ClassLoader> context) {
        super(1, new OwnThreads(name + "-preload"));
        this.context = context;
        setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        allowCoreThreadTimeOut(true);
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
        thread.setContextClassLoader(context.get());
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable failure) {
        Thread.currentThread().setContextClassLoader(PreloadThread.class.getClassLoader());
    }
}
