package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;

/** Some keys that are read into the near tier, chunk by chunk. Used by one thread, but for its end. */
final class PreloadRun {
    private final List<FarKey> keys;
    private final boolean whileThereIsRoom;
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private int next;
    private long copies;
    private @Nullable FarTierException failure;

    /** @param whileThereIsRoom whether no copy is to go for one of these */
    PreloadRun(List<FarKey> keys, boolean whileThereIsRoom) {
        this.keys = keys;
        this.whileThereIsRoom = whileThereIsRoom;
    }

    int size() {
        return keys.size();
    }

    /** How many copies were made; or why not all keys could be read. */
    CompletableFuture<Long> done() {
        return done;
    }

    /**
     * Reads the next chunk of those that have no copy.
     *
     * @return how many keys were asked for; 0 if it is over
     */
    int step(PreloadReads<?> reads, PreloadCounters counters) {
        if (whileThereIsRoom && !reads.tier().hasRoom()) {
            next = keys.size();
        }
        int most = reads.chunk();
        List<FarKey> chunk = new ArrayList<>(most);
        while (chunk.size() < most && next < keys.size()) {
            FarKey key = keys.get(next++);
            if (reads.isMissing(key)) {
                chunk.add(key);
            }
        }
        if (!chunk.isEmpty()) {
            PreloadReads.Outcome outcome = reads.read(chunk);
            counters.countCopies(outcome.copies());
            copies += outcome.copies();
            failure = outcome.failure() == null ? failure : outcome.failure();
        }
        return chunk.size();
    }

    /** Nothing is left to be read. */
    void end() {
        if (failure == null) {
            done.complete(copies);
        } else {
            done.completeExceptionally(failure);
        }
    }

    void fail(Throwable cause) {
        done.completeExceptionally(cause);
    }
}
