package org.tandemcache.codec;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The versions of one cache manager's writes: 8 bytes that name the writer, drawn at random, and 8 that count. No two
 * writes of any writer share one. Compared for equality alone; there is no order. Thread-safe.
 */
public final class VersionSource {
    static final int LENGTH = 16;

    private final long writer = new SecureRandom().nextLong();
    private final AtomicLong counter = new AtomicLong();

    void putNext(ByteBuffer target) {
        target.putLong(writer).putLong(counter.incrementAndGet());
    }
}
