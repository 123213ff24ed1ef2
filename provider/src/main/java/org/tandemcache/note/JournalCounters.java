package org.tandemcache.note;

import java.util.concurrent.atomic.LongAdder;

/** What one manager has written into the journal of a cache, and read there. Thread-safe. */
public final class JournalCounters {
    private final LongAdder written = new LongAdder();
    private final LongAdder unwritten = new LongAdder();
    private final LongAdder read = new LongAdder();
    private final LongAdder losses = new LongAdder();

    void countWritten() {
        written.increment();
    }

    void countUnwritten() {
        unwritten.increment();
    }

    /** A reader is told of an event. */
    public void countRead() {
        read.increment();
    }

    /** A reader is told that events may be missing. */
    public void countLoss() {
        losses.increment();
    }

    /** Events that were written down. */
    public long written() {
        return written.sum();
    }

    /** Changes that could not be written down, or may have been made without it. */
    public long unwritten() {
        return unwritten.sum();
    }

    /** Events that readers were told, each reader by itself. */
    public long read() {
        return read.sum();
    }

    /** How often readers were told that events may be missing, the beginning of each that begins now included. */
    public long losses() {
        return losses.sum();
    }
}
