package org.tandemcache.benchmarks;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** Where a thread is in its round of 1,024 keys. No two threads begin at the same key, and none meets another one's. */
@State(Scope.Thread)
public class Position {
    static final int KEYS = 1024;

    private int step;
    private int next;

    @Setup
    public void begin(ThreadParams threads) {
        step = threads.getThreadCount();
        next = threads.getThreadIndex();
    }

    /** With a number of threads that divides 1,024, each has keys of its own. */
    int advance() {
        next = (next + step) & (KEYS - 1);
        return next;
    }
}
