package org.tandemcache.event;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on another executor, one at a time, in the order in which they came. A bounded number of them waits; what
 * comes beyond that is dropped, counted, and told in its place as soon as there is room. Thread-safe.
 */
final class SerialExecutor implements Executor {
    /** How many tasks may wait. */
    static final int MOST = 10_000;

    private static final Logger log = LoggerFactory.getLogger(SerialExecutor.class);

    private final Executor executor;
    private final Runnable dropped;
    private final LongConsumer missed;
    // All guarded by the queue.
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;
    private long lost; // behind the last task that waits, and not told yet
    private boolean perhapsLost;

    /**
     * @param dropped told of each task that is dropped because too many wait; must not block
     * @param missed run like a task: told how many were lost in this place; 0 for nobody knows whether any was
     */
    SerialExecutor(Executor executor, Runnable dropped, LongConsumer missed) {
        this.executor = executor;
        this.dropped = dropped;
        this.missed = missed;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            if (tasks.size() >= MOST) {
                lost++;
                dropped.run();
                return;
            }
            addLoss();
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        begin();
    }

    /** Tells in its place among the tasks what was lost before it came here; 0 for nobody knows whether any was. */
    void miss(long changes) {
        synchronized (tasks) {
            lost += changes;
            perhapsLost |= changes == 0;
            if (tasks.size() < MOST) {
                addLoss();
            }
            if (running) {
                return;
            }
            running = true;
        }
        begin();
    }

    /** To be called with the lock of the queue held. */
    private void addLoss() {
        long changes = lost;
        if (perhapsLost) {
            tasks.add(() -> missed.accept(0));
        }
        if (changes > 0) {
            tasks.add(() -> missed.accept(changes));
        }
        perhapsLost = false;
        lost = 0;
    }

    private void begin() {
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            synchronized (tasks) {
                running = false;
                tasks.clear(); // the cache was closed under the operation: nobody listens any more
                lost = 0;
                perhapsLost = false;
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
                if (tasks.isEmpty()) {
                    addLoss();
                }
                task = tasks.poll();
                if (task == null) {
                    running = false;
                    return;
                }
            }
            try {
                task.run();
            } catch (RuntimeException | Error e) { // it hears of the next one all the same
                log.warn("An asynchronous listener failed", e);
            }
        }
    }
}
