package org.tandemcache.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.integration.LoadsUnderWay.Load;

/**
 * Stores what was loaded after its reader has got it, for readers that don't wait for a slow far tier. A bounded number
 * of stores is under way; what comes beyond that is dropped and counted, like a store that fails. A store whose key is
 * written before its turn comes does nothing. Thread-safe.
 */
public final class StoresBehind {
    private static final Logger log = LoggerFactory.getLogger(StoresBehind.class);
    private static final int MOST = 1_000;

    private final Executor threads;
    private final FailurePolicy policy;
    private final Semaphore room = new Semaphore(MOST);

    /**
     * @param threads that wait for the far tier
     * @param policy counts what is dropped
     */
    public StoresBehind(Executor threads, FailurePolicy policy) {
        this.threads = threads;
        this.policy = policy;
    }

    /**
     * @param load closed when the store has ended, or will not begin
     * @param dropped run if it has failed, or will not begin
     */
    void store(Load load, Runnable store, Runnable dropped) {
        if (!room.tryAcquire()) {
            load.close();
            policy.dropped();
            dropped.run();
            return;
        }
        try {
            threads.execute(() -> {
                try {
                    store.run();
                } catch (RuntimeException e) {
                    policy.dropped();
                    dropped.run();
                    log.debug("What was loaded is not stored", e);
                } finally {
                    load.close();
                    room.release();
                }
            });
        } catch (RejectedExecutionException e) { // the manager is closed
            load.close();
            room.release();
            policy.dropped();
            dropped.run();
        }
    }
}
