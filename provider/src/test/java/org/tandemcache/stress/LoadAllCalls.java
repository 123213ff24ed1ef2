package org.tandemcache.stress;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.cache.integration.CompletionListener;
import javax.cache.integration.CompletionListenerFuture;
import org.jspecify.annotations.Nullable;

/**
 * The calls of {@code loadAll} of one process that have not completed. Their loader runs in a thread of the cache's,
 * which does not know for which of them, nor what has happened between its claim and now: what the earliest of them
 * knew before it began is true of each.
 */
final class LoadAllCalls {
    private final Queue<Call> open = new ConcurrentLinkedQueue<>();

    /** One call; open until the cache says that it is done, also where its caller has given up. */
    final class Call implements CompletionListener {
        private final CompletionListenerFuture done = new CompletionListenerFuture();
        private final int row;
        private final long finished;
        private final long at;

        private Call(int row, long finished, long at) {
            this.row = row;
            this.finished = finished;
            this.at = at;
        }

        @Override
        public void onCompletion() {
            open.remove(this);
            done.onCompletion();
        }

        @Override
        public void onException(Exception e) {
            open.remove(this);
            done.onException(e);
        }

        /** Until the cache says that it is done; fails as it did. */
        void await(long seconds) throws Exception {
            done.get(seconds, TimeUnit.SECONDS);
        }

        /** The cache has refused it, and tells nothing more. */
        void refused() {
            open.remove(this);
        }
    }

    /**
     * What a load can be sure of.
     *
     * @param finished so many changes of the row had returned before its read began
     * @param at when that was
     */
    record Known(long finished, long at) {}

    /**
     * To be called before the cache is.
     *
     * @param finished how many changes of the row had returned
     * @param at {@link System#nanoTime()} after that
     */
    Call begin(int row, long finished, long at) {
        Call call = new Call(row, finished, at);
        open.add(call);
        return call;
    }

    /** For a load of the row; null if nobody has asked for one. */
    @Nullable
    Known known(int row) {
        List<Call> calls = open.stream().filter(call -> call.row == row).toList();
        if (calls.isEmpty()) {
            return null;
        }
        Call earliest = calls.get(0);
        long finished = earliest.finished;
        long at = earliest.at;
        for (Call call : calls) {
            finished = Math.min(finished, call.finished);
            at = at - call.at > 0 ? call.at : at;
        }
        return new Known(finished, at);
    }
}
