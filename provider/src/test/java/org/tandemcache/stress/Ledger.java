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
 * What all processes of a stress run know of each key: which version was acknowledged last, and when each of the latest
 * ones was. A mapped file. The times are {@link System#nanoTime()}, which on Linux is one clock for all processes of a
 * machine. Each key has one writer; anybody reads.
 */
final class Ledger {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int VERSIONS_KEPT = 4096;
    private static final int STOP = 0;
    private static final int FINISHED = Long.BYTES;
    private static final int WINDOWS = 2 * Long.BYTES;
    private static final int WINDOWS_KEPT = 256;
    private static final int HEADER = (3 + 2 * WINDOWS_KEPT) * Long.BYTES;

    private final ByteBuffer file;
    private final int keys;

    private Ledger(ByteBuffer file, int keys) {
        this.file = file;
        this.keys = keys;
    }

    static Ledger open(Path path, int keys) throws IOException {
        long size = HEADER + (long) keys * (1 + VERSIONS_KEPT) * Long.BYTES;
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Ledger(channel.map(FileChannel.MapMode.READ_WRITE, 0, size), keys);
        }
    }

    int keys() {
        return keys;
    }

    /** The version that was acknowledged last; 0 for none. */
    long acknowledged(int key) {
        return (long) LONGS.getVolatile(file, base(key));
    }

    /** A write of this version has returned just now. */
    void acknowledge(int key, long version) {
        LONGS.setVolatile(file, stamp(key, version), System.nanoTime());
        LONGS.setVolatile(file, base(key), version);
    }

    /**
     * For how long the version had been overwritten, by a write that no fault can have undone, when a read of it began,
     * in nanoseconds; 0 if it had not, or if that is too long ago to be known.
     */
    long staleness(int key, long version, long readBegan) {
        long latest = acknowledged(key);
        if (latest - version >= VERSIONS_KEPT - 2) {
            return 0;
        }
        for (long later = version + 1; later <= latest; later++) {
            if (!mayBeLost(key, later)) {
                return Math.max(0, readBegan - (long) LONGS.getVolatile(file, stamp(key, later)));
            }
        }
        return 0;
    }

    /**
     * What is acknowledged from this time on, until {@link #lost}, may be lost for good: its master goes before its
     * replica has it. Said before the fault, with an open end because nobody knows when a failover happens.
     *
     * @return the window
     */
    int losing(long from) {
        int window = (int) ((long) LONGS.getAndAdd(file, WINDOWS, 1L) % WINDOWS_KEPT);
        LONGS.setVolatile(file, window(window) + Long.BYTES, Long.MAX_VALUE);
        LONGS.setVolatile(file, window(window), from);
        return window;
    }

    /** Ends a window. */
    void lost(int window, long to) {
        LONGS.setVolatile(file, window(window) + Long.BYTES, to);
    }

    private static int window(int window) {
        return WINDOWS + (1 + 2 * window) * Long.BYTES;
    }

    /** Whether the version was acknowledged while writes could be lost. */
    boolean mayBeLost(int key, long version) {
        long at = (long) LONGS.getVolatile(file, stamp(key, version));
        long windows = Math.min(WINDOWS_KEPT, (long) LONGS.getVolatile(file, WINDOWS));
        for (int i = 0; i < windows; i++) {
            if (at >= (long) LONGS.getVolatile(file, window(i))
                    && at <= (long) LONGS.getVolatile(file, window(i) + Long.BYTES)) {
                return true;
            }
        }
        return false;
    }

    void stop() {
        LONGS.setVolatile(file, STOP, 1L);
    }

    boolean stopped() {
        return (long) LONGS.getVolatile(file, STOP) != 0;
    }

    /** A process has made its last write. */
    void finish() {
        LONGS.getAndAdd(file, FINISHED, 1L);
    }

    long finished() {
        return (long) LONGS.getVolatile(file, FINISHED);
    }

    private static int base(int key) {
        return HEADER + key * (1 + VERSIONS_KEPT) * Long.BYTES;
    }

    private static int stamp(int key, long version) {
        return base(key) + (1 + (int) (version % VERSIONS_KEPT)) * Long.BYTES;
    }
}
