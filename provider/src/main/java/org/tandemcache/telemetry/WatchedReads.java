package org.tandemcache.telemetry;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.CoherentReads;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarOperation.Stored;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.near.Validity;

/**
 * Tracked reads, of which each that is sent is a call: it begins in its reader's thread, when the first of its keys is
 * about to be sent, and ends with the last answer. Writes with reads behind them are operations of the far tier, and
 * watched as such.
 */
record WatchedReads(CoherentReads reads, CallWatch watch) implements CoherentReads {
    @Override
    public void read(List<FarKey> keys, List<? extends Answer> answers) {
        if (!watch.isObserved()) {
            reads.read(keys, answers);
            return;
        }
        Flush flush = new Flush(watch, keys);
        try {
            reads.read(
                    keys,
                    answers.stream()
                            .map(answer -> new WatchedAnswer(answer, flush))
                            .toList());
        } catch (RuntimeException e) { // no answer comes
            flush.broken(e);
            throw e;
        }
    }

    @Override
    public boolean isReady(FarKey key) {
        return reads.isReady(key);
    }

    @Override
    public boolean writeAndRead(FarKey key, Stored stored, Answer answer) {
        return reads.writeAndRead(key, stored, answer);
    }

    @Override
    public void answeredElsewhere(FarKey key) {
        reads.answeredElsewhere(key);
    }

    /** What is read together. */
    private static final class Flush {
        private final CallWatch watch;
        private final List<FarKey> keys;
        private final AtomicInteger awaited;
        private final AtomicInteger found = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        // Written by the reader's thread before anything is sent.
        private volatile CallWatch.@Nullable WatchedCall call;

        Flush(CallWatch watch, List<FarKey> keys) {
            this.watch = watch;
            this.keys = keys;
            this.awaited = new AtomicInteger(keys.size());
        }

        void sent() {
            if (call == null) {
                call = watch.beginTrackedRead(keys);
            }
        }

        void answered(boolean hit) {
            if (hit) {
                found.incrementAndGet();
            }
            ended();
        }

        void failed(FarTierException cause) {
            failure.compareAndSet(null, cause);
            ended();
        }

        void broken(Throwable cause) {
            CallWatch.WatchedCall begun = call;
            if (awaited.getAndSet(0) > 0 && begun != null) {
                begun.ended(found.get(), cause);
            }
        }

        private void ended() {
            CallWatch.WatchedCall begun = call;
            if (awaited.decrementAndGet() == 0 && begun != null) {
                begun.ended(found.get(), failure.get());
            }
        }
    }

    private static final class WatchedAnswer implements Answer {
        private final Answer answer;
        private final Flush flush;
        // Used by the channel's event loop.
        private boolean read;

        WatchedAnswer(Answer answer, Flush flush) {
            this.answer = answer;
            this.flush = flush;
        }

        @Override
        public void sent(@Nullable Validity promise) {
            flush.sent();
            answer.sent(promise);
        }

        @Override
        public void arrived() {
            answer.arrived();
        }

        @Override
        public void read(StoredEntry entry, long sentAt, Validity validity) {
            answer.read(entry, sentAt, validity);
            read = true; // its lifetime is nothing that anybody waits for
            flush.answered(true);
        }

        @Override
        public void found(@Nullable StoredEntry entry, long sentAt, Validity validity) {
            answer.found(entry, sentAt, validity);
            if (!read) {
                flush.answered(entry != null);
            }
        }

        @Override
        public void failed(FarTierException failure) {
            answer.failed(failure);
            if (!read) {
                flush.failed(failure);
            }
        }
    }
}
