package org.tandemcache.hibernate;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the regions of one session factory share. Thread-safe.
 *
 * @param clocks of the servers
 */
record Node(
        HibernateSettings settings,
        RedisClocks clocks,
        Records records,
        Journal journal,
        Counters counters,
        LockIds lockIds) {
    /** Ids that no other node gives: 8 random bytes of the node, and a count. */
    static final class LockIds {
        private final long node = new SecureRandom().nextLong();
        private final AtomicLong count = new AtomicLong();

        byte[] next() {
            return ByteBuffer.allocate(Cell.LOCK_ID)
                    .putLong(node)
                    .putLong(count.incrementAndGet())
                    .array();
        }
    }
}
