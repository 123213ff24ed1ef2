package org.tandemcache.jcache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.engine.AsyncWork;
import org.tandemcache.far.DetachedThreads;

/**
 * What the asynchronous views of one manager work with: threads for what waits, others for what has come, and the bound
 * of the calls that are under way. Whatever is given to the threads ends, also when they are closed. Thread-safe.
 */
final class AsyncThreads {
    private final String name;
    private final WorkerThreads calls;
    private final WorkerThreads answers;
    private final AtomicInteger underWay = new AtomicInteger();

    /** @param loader of the manager; null when it is gone */
    AsyncThreads(String name, Supplier<@Nullable ClassLoader> loader) {
        this.name = name;
        this.calls = new WorkerThreads(name + "-async", "An asynchronous call", loader);
        this.answers = new WorkerThreads(name + "-answers", "What follows an asynchronous call", loader);
    }

    /**
     * Counts a call, if there are not so many already.
     *
     * @param limit 0 for none
     */
    boolean enter(int limit) {
        if (underWay.incrementAndGet() > limit && limit > 0) {
            underWay.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        underWay.decrementAndGet();
    }

    AsyncWork work(AsyncWork.Timer timer) {
        return new AsyncWork(this::handOn, this::call, timer);
    }

    /** Also once the manager is closed: somebody waits for it. */
    private void handOn(Runnable task) {
        try {
            answers.execute(new Answer(task));
        } catch (RejectedExecutionException e) {
            new DetachedThreads(late -> new Thread(late, "tandem-" + name + "-late"))
                    .newThread(task)
                    .start();
        }
    }

    private record Answer(Runnable task) implements WorkerThreads.Abandonable {
        @Override
        public void run() {
            task.run();
        }

        @Override
        public void abandon() {
            task.run(); // who closes tells it
        }
    }

    private <T extends @Nullable Object> CompletableFuture<T> call(Supplier<T> work) {
        Call<T> call = new Call<>(work, new CompletableFuture<>());
        try {
            calls.execute(call);
        } catch (RejectedExecutionException e) {
            call.abandon();
        }
        return call.result;
    }

    private record Call<T extends @Nullable Object>(Supplier<T> work, CompletableFuture<T> result)
            implements WorkerThreads.Abandonable {
        @Override
        @SuppressWarnings("CatchingUnchecked") // whatever it is, somebody waits for it
        public void run() {
            try {
                result.complete(work.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        }

        @Override
        public void abandon() {
            result.completeExceptionally(
                    new IllegalStateException("the cache manager was closed before the call had begun"));
        }
    }

    /** What was not begun fails. */
    void closeCalls() {
        calls.close();
    }

    /** To be called once no command can be answered any more. */
    void closeAnswers() {
        answers.close();
    }
}
