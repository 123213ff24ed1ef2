package org.tandemcache.jcache;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts calls, so that somebody can wait for their end who lets no more of them begin. Thread-safe. */
final class CallsUnderWay {
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();
    // How many calls each thread is in: user code in a call can make another one.
    private final ThreadLocal<@Nullable Integer> own = new ThreadLocal<>();
    private final AtomicReference<@Nullable Runnable> onIdle = new AtomicReference<>();

    void begin() {
        own.set(ofThisThread() + 1);
        begun.increment();
    }

    /** To be called by the thread that began. */
    void end() {
        int left = ofThisThread() - 1;
        if (left == 0) {
            own.remove();
        } else {
            own.set(left);
        }
        ended.increment();
        runIfIdle();
    }

    /** Begins a call that no thread is in; any thread ends it. */
    void beginDetached() {
        begun.increment();
    }

    void endDetached() {
        ended.increment();
        runIfIdle();
    }

    private int ofThisThread() {
        Integer calls = own.get();
        return calls == null ? 0 : calls;
    }

    /**
     * Whether all calls have ended but those of this thread, which can't end before it goes on. One that begins
     * meanwhile may be missed, so it has to look itself whether it may go on.
     */
    boolean isIdle() {
        return underWay() == ofThisThread();
    }

    private long underWay() {
        long before = ended.sum(); // first: each of them only grows, so equal sums were equal at this moment
        return begun.sum() - before;
    }

    /** Runs something once no call is under way at all: now, or by the thread that ends the last one. */
    void whenIdle(Runnable task) {
        onIdle.set(task);
        runIfIdle();
    }

    private void runIfIdle() {
        Runnable task = onIdle.get();
        if (task != null && underWay() == 0 && onIdle.compareAndSet(task, null)) {
            task.run();
        }
    }
}
