package org.tandemcache.event;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on another executor, one at a time, in the order in which they came. A bounded number of them waits; what
 * comes beyond that is dropped and counted. Thread-safe.
 */
final class SerialExecutor implements Executor {
    /** How many tasks may wait. */
    static final int MOST = 10_000;

    private static final Logger log = LoggerFactory.getLogger(SerialExecutor.class);

    private final Executor executor;
    private final Runnable dropped;
    // Both guarded by the queue.
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    /** @param dropped told of each task that is dropped because too many wait; must not block */
    SerialExecutor(Executor executor, Runnable dropped) {
        this.executor = executor;
        this.dropped = dropped;
    }

    @Override
    public void execute(Runnable task) {
        boolean begins;
        synchronized (tasks) {
            if (tasks.size() >= MOST) {
                dropped.run();
                return;
            }
            tasks.add(task);
            begins = !running;
            running = true;
        }
        if (!begins) {
            return;
        }
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            synchronized (tasks) {
                running = false;
                tasks.clear(); // the cache was closed under the operation: nobody listens any more
            }
        }
    }

    /** How many tasks wait. */
    int waiting() {
        synchronized (tasks) {
            return tasks.size();
        }
    }

    private void drain() {
        while (true) {
            Runnable task;
            synchronized (tasks) {
                task = tasks.poll();
                if (task == null) {
                    running = false;
                    return;
                }
            }
            try {
                task.run();
            } catch (RuntimeException e) {
                log.warn("An asynchronous listener failed", e);
            }
        }
    }
}
