package org.tandemcache.stress;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The database of a stress of loads, and what all its processes know of loads and changes under way. A mapped file. A
 * row holds the number of its version, in some of which it is absent; each has one writer. A load is told from the
 * moment its loader is called until its read has returned, with the number of changes of its key that were finished
 * before that read began: while no more than those have begun, whatever stands for the load is in its place.
 */
final class LoadLedger {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int ONE_ABSENT_IN = 5;
    private static final int SLOTS_EACH = 64;
    private static final int QUIET_SINCE = 0;
    private static final int OUTDATED = Long.BYTES;
    private static final int TWICE = 2 * Long.BYTES;
    private static final int READY = 3 * Long.BYTES;
    private static final int HEADER = 4 * Long.BYTES;

    private final ByteBuffer file;
    private final int rows;
    private final int processes;

    private LoadLedger(ByteBuffer file, int rows, int processes) {
        this.file = file;
        this.rows = rows;
        this.processes = processes;
    }

    static LoadLedger open(Path path, int rows, int processes) throws IOException {
        long size = HEADER + (rows + 2L * processes * rows + 2L * SLOTS_EACH * processes * rows) * Long.BYTES;
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new LoadLedger(channel.map(FileChannel.MapMode.READ_WRITE, 0, size), rows, processes);
        }
    }

    int rows() {
        return rows;
    }

    int processes() {
        return processes;
    }

    long version(int row) {
        return get(row(row));
    }

    /** Whether there is a row in this version, or none. */
    static boolean isRow(long version) {
        return version % ONE_ABSENT_IN != 0;
    }

    /** The latest version up to this one in which there was no row. */
    static long latestAbsence(long version) {
        return version - version % ONE_ABSENT_IN;
    }

    void store(int row, long version) {
        set(row(row), version);
    }

    /** From now on, until {@link #quiet}, it says nothing that a key is loaded twice. */
    void disturbed() {
        set(QUIET_SINCE, Long.MAX_VALUE);
    }

    /** Redis answers, and every node is alive. */
    void quiet() {
        set(QUIET_SINCE, System.nanoTime());
    }

    /** Something begins that may take away whatever stands for a load of this row. */
    void begin(int process, int row) {
        add(begun(process, row), 1);
    }

    void finish(int process, int row) {
        add(begun(process, row) + Long.BYTES, 1);
    }

    /** How many changes of the row have returned. */
    long finished(int row) {
        long sum = 0;
        for (int process = 0; process < processes; process++) {
            sum += get(begun(process, row) + Long.BYTES);
        }
        return sum;
    }

    private long begun(int row) {
        long sum = 0;
        for (int process = 0; process < processes; process++) {
            sum += get(begun(process, row));
        }
        return sum;
    }

    /**
     * A load has begun.
     *
     * @param slot of the thread, among {@link #slots}
     * @param since when its read began
     * @param finished {@link #finished(int)} before that
     * @param longestNanos a load that is older may have lost its lease
     * @return whether another one is under way, and nothing has invalidated either of the two
     */
    boolean load(int process, int slot, int row, long since, long finished, long longestNanos) {
        int mine = slot(process, slot, row);
        set(mine + Long.BYTES, since);
        set(mine, finished + 1);
        if (finished < begun(row)) {
            return false; // a change between its claim and its loader: whoever has claimed since then may load, too
        }
        long now = System.nanoTime();
        long quietSince = get(QUIET_SINCE);
        for (int other = 0; other < processes * SLOTS_EACH; other++) {
            int theirs = slot(0, other, row);
            long before = get(theirs) - 1;
            long began = get(theirs + Long.BYTES);
            if (theirs != mine
                    && before >= 0
                    && before == begun(row)
                    && began > quietSince
                    && since > quietSince
                    && now - Math.min(began, since) < longestNanos
                    && get(theirs) - 1 == before
                    && get(theirs + Long.BYTES) == began
                    && get(QUIET_SINCE) == quietSince) {
                return true;
            }
        }
        return false;
    }

    /** The read of a thread has returned, and with it all of its loads. */
    void unload(int process, int slot) {
        for (int row = 0; row < rows; row++) {
            set(slot(process, slot, row), 0);
        }
    }

    /** How many threads of a process can tell of their loads. */
    static int slots() {
        return SLOTS_EACH;
    }

    /** A process is no more. */
    void dead(int process) {
        for (int slot = 0; slot < SLOTS_EACH; slot++) {
            unload(process, slot);
        }
        for (int row = 0; row < rows; row++) {
            set(begun(process, row) + Long.BYTES, get(begun(process, row)));
        }
    }

    /** A process has connected its nodes. */
    void ready() {
        add(READY, 1);
    }

    /** How often a process has. */
    long readied() {
        return get(READY);
    }

    /** Kept here, for a process that is killed takes its own figures along. */
    void countOutdated() {
        add(OUTDATED, 1);
    }

    long outdated() {
        return get(OUTDATED);
    }

    void countTwice() {
        add(TWICE, 1);
    }

    long twice() {
        return get(TWICE);
    }

    private static int row(int row) {
        return HEADER + row * Long.BYTES;
    }

    private int begun(int process, int row) {
        return HEADER + (rows + 2 * (process * rows + row)) * Long.BYTES;
    }

    private int slot(int process, int slot, int row) {
        int changes = rows + 2 * processes * rows;
        return HEADER + (changes + 2 * ((process * SLOTS_EACH + slot) * rows + row)) * Long.BYTES;
    }

    private long get(int at) {
        return (long) LONGS.getVolatile(file, at);
    }

    private void set(int at, long value) {
        LONGS.setVolatile(file, at, value);
    }

    private void add(int at, long amount) {
        LONGS.getAndAdd(file, at, amount);
    }
}
