package org.tandemcache.far.redis.connection;

import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.internal.PlatformDependent;

/**
 * Has Netty's constants made on a thread of their own. Some of them hold an exception, whose stack keeps the classes of
 * whoever was the first to need Netty: an application that is gone could not be collected.
 */
final class NettyStart implements Runnable {
    private static final long LONGEST_MILLIS = 10_000;

    private NettyStart() {}

    /** Returns when they are made; later calls cost a thread that ends at once. */
    static void awaitConstants() {
        Thread thread = new Thread(null, new NettyStart(), "tandem-netty-start", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(NettyStart.class.getClassLoader());
        thread.start();
        try {
            thread.join(LONGEST_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // they are made all the same
        }
    }

    @Override
    public void run() {
        PlatformDependent.hasUnsafe(); // from JDK 24 on the cause of its absence
        GlobalEventExecutor.INSTANCE.isShutdown(); // its termination has failed, with the cause
        ImmediateEventExecutor.INSTANCE.isShutdown(); // as well
    }
}
