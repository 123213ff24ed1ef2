package org.tandemcache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Threads that do something at the same time; what one of them throws, the test throws. */
public final class Actors implements AutoCloseable {
    private static final long BOUND_SECONDS = 600;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Starts one actor; its result comes from {@link #result}. */
    public <T> Future<T> start(Callable<T> actor) {
        return threads.submit(actor);
    }

    /** Starts one actor that returns nothing. */
    public Future<?> run(Runnable actor) {
        return threads.submit(actor);
    }

    /** Lets several actors begin together and waits for all of their results. */
    public static <T> List<T> together(int count, IntFunction<Callable<T>> actors) throws Exception {
        try (Actors started = new Actors()) {
            CyclicBarrier begin = new CyclicBarrier(count);
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Callable<T> actor = actors.apply(i);
                futures.add(started.start(() -> {
                    begin.await(BOUND_SECONDS, TimeUnit.SECONDS);
                    return actor.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(result(future));
            }
            return results;
        }
    }

    /** The result of an actor; what it has thrown is thrown as it is. */
    public static <T> T result(Future<T> future) throws Exception {
        try {
            return future.get(BOUND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        } catch (TimeoutException e) {
            throw new AssertionError("an actor has not ended", e);
        }
    }

    /** Interrupts who is still at work. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
