package org.tandemcache.spring;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of a cache: by the caller's thread where it may wait and no call of the key is left to be made, else behind
 * those. Thread-safe.
 *
 * @param cache its name, for the log
 */
record OrderedChanges(String cache, CallsBehind behind) {
    private static final Logger log = LoggerFactory.getLogger(OrderedChanges.class);

    /** A change that a thread which must not wait leaves behind; how that went is told to the log alone. */
    void make(Object key, Runnable change) {
        if (Threads.mayWait() && behind.isIdle(key)) {
            change.run();
        } else {
            finish(behind.call(key, answerless(change)));
        }
    }

    /** {@link #make} of a change that concerns every key. */
    void makeOfAll(Runnable change) {
        if (Threads.mayWait() && behind.isIdle()) {
            change.run();
        } else {
            finish(behind.callForAll(answerless(change)));
        }
    }

    /** A change whose answer is waited for, by any thread. */
    <T extends @Nullable Object> T await(Object key, Supplier<T> change) {
        return behind.isIdle(key) ? change.get() : CallsBehind.await(behind.call(key, change));
    }

    /** {@link #await} of a change that concerns every key. */
    <T extends @Nullable Object> T awaitOfAll(Supplier<T> change) {
        return behind.isIdle() ? change.get() : CallsBehind.await(behind.callForAll(change));
    }

    private static Supplier<Boolean> answerless(Runnable change) {
        return () -> {
            change.run();
            return true;
        };
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the log is told
    private void finish(CompletableFuture<?> call) {
        if (Threads.mayWait()) {
            CallsBehind.await(call);
            return;
        }
        call.whenComplete((done, failure) -> {
            if (failure != null) { // nobody is left to be told
                log.warn("A change of cache \"{}\" that nobody waits for has failed: {}", cache, text(failure));
            }
        });
    }

    private static String text(Throwable failure) {
        Throwable cause = failure.getCause();
        return String.valueOf(cause == null ? failure : cause);
    }
}
