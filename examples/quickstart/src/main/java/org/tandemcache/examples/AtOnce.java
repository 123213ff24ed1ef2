package org.tandemcache.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs work in as many threads as there are pieces of it; none begins before all are there. */
final class AtOnce {
    private static final long LONGEST_WAIT_SECONDS = 30;

    private AtOnce() {}

    /** The results, in the order of the work. */
    static <T> List<T> run(List<Callable<T>> work) {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        CyclicBarrier start = new CyclicBarrier(work.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(behind(start, work))) {
                results.add(result.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in mid-work", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a thread of the quickstart failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> List<Callable<T>> behind(CyclicBarrier start, List<Callable<T>> work) {
        return work.stream()
                .<Callable<T>>map(piece -> () -> {
                    start.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
                    return piece.call();
                })
                .toList();
    }
}
