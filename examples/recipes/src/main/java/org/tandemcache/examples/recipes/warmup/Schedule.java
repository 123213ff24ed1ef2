package org.tandemcache.examples.recipes.warmup;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a job after pauses of about the same length. Nodes that were started together would ask for their turn at the
 * same moment for ever; each pause is up to a tenth shorter, so they part. Spring's {@code @Scheduled} with ShedLock
 * does the same. Thread-safe.
 */
final class Schedule implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Schedule.class);
    private static final double JITTER = 0.1;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "warm-up");
        thread.setDaemon(true);
        return thread;
    });
    private final Duration pause;
    private final Runnable job;

    /** Begins after the first pause. */
    Schedule(Duration pause, Runnable job) {
        this.pause = pause;
        this.job = job;
        plan();
    }

    private void plan() {
        // what it throws is logged by run
        var unused = timer.schedule(this::run, next(pause), TimeUnit.NANOSECONDS);
    }

    private void run() {
        try {
            job.run();
        } catch (RuntimeException e) {
            log.warn("The warm-up failed; it is tried again in {}", pause, e);
        } finally {
            if (!timer.isShutdown()) {
                plan();
            }
        }
    }

    /** In nanoseconds: up to a tenth shorter, never longer. */
    static long next(Duration pause) {
        return (long)
                (pause.toNanos() * (1 - JITTER * ThreadLocalRandom.current().nextDouble()));
    }

    /** A job that runs is interrupted. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
