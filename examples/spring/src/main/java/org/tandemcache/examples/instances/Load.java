package org.tandemcache.examples.instances;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Threads that read prices until they are stopped. Thread-safe. */
final class Load {
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();

    /** @param products how many of them are read, from 0 on */
    static Load start(Prices prices, int threads, int products) {
        Load load = new Load();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> load.read(prices, products), "load-" + i);
            thread.start();
            load.threads.add(thread);
        }
        return load;
    }

    private void read(Prices prices, int products) {
        for (long product = 0; !stopped.get(); product = (product + 1) % products) {
            long start = System.nanoTime();
            try {
                prices.of(product);
            } catch (RuntimeException e) {
                errors.incrementAndGet();
            }
            longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
            calls.incrementAndGet();
        }
    }

    Load stop() throws InterruptedException {
        stopped.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        return this;
    }

    long calls() {
        return calls.get();
    }

    long errors() {
        return errors.get();
    }

    double longestMillis() {
        return longestNanos.get() / 1e6;
    }
}
