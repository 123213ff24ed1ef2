package org.tandemcache.engine;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A read that was begun, and that no thread waits for. Used by one thread after the other. */
interface Begun {
    /** Ends when there is something to be done, on any thread; whether it failed does not matter. */
    CompletableFuture<?> answer();

    /**
     * Takes what has come by now, and waits for nothing; on no I/O thread.
     *
     * @return what is to be awaited next; null once all is there
     * @throws org.tandemcache.far.FarTierException if it has failed, or the answer has not come
     */
    @Nullable
    Begun end();
}
