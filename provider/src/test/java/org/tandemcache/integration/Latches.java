package org.tandemcache.integration;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits of tests for what another thread does. */
final class Latches {
    private Latches() {}

    /** @throws AssertionError if nobody comes within a minute */
    static void awaited(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody came");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
