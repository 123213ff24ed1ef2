package org.tandemcache.hibernate;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** What a node has sent, and Redis has not answered yet. Thread-safe. */
final class UnderWay {
    private static final long LOOK_NANOS = 1_000_000;

    private final AtomicLong count = new AtomicLong();

    /** Until its answer is there, or it has failed. */
    <T> CompletableFuture<T> counting(CompletableFuture<T> answer) {
        count.incrementAndGet();
        return answer.whenComplete((reply, failure) -> count.decrementAndGet());
    }

    /** Waits until nothing is, but not for longer than that. */
    void awaitNothing(Duration longest) {
        long began = System.nanoTime();
        while (count.get() > 0 && System.nanoTime() - began < longest.toNanos() && !Thread.interrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
