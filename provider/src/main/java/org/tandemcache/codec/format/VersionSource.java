package org.tandemcache.codec.format;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.function.LongSupplier;

/**
 * The versions of writes: 16 random bytes for each, so that no two writes share one. Compared for equality alone; there
 * is no order. Thread-safe.
 *
 * <p>Nothing of a version is drawn beforehand and kept: a JVM can be restored from a checkpoint, or its machine be
 * cloned, and two copies of one state would go on with the same versions.
 */
public final class VersionSource {
    static final int LENGTH = 16;

    private final SecureRandom random;
    private final LongSupplier nanoClock;

    public VersionSource() {
        this(new SecureRandom(), System::nanoTime);
    }

    /** @param nanoClock {@link System#nanoTime} or a test's */
    VersionSource(SecureRandom random, LongSupplier nanoClock) {
        this.random = random;
        this.nanoClock = nanoClock;
    }

    /** Eight random bytes as a number, and not 0, which nothing has. */
    public long next() {
        byte[] drawn = new byte[Long.BYTES];
        random.nextBytes(drawn);
        long version = ByteBuffer.wrap(drawn).getLong() ^ nanoClock.getAsLong();
        return version == 0 ? 1 : version;
    }

    void putNext(ByteBuffer target) {
        byte[] version = new byte[LENGTH];
        random.nextBytes(version);
        ByteBuffer drawn = ByteBuffer.wrap(version);
        // The JDK keeps what it has read from the system's generator, for 100 ms by the clock: a machine that is cloned
        // meanwhile has it twice. From then on the copies do nothing at the same nanosecond.
        target.putLong(drawn.getLong() ^ nanoClock.getAsLong()).putLong(drawn.getLong());
    }
}
