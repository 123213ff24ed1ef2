package org.tandemcache.stress;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.tandemcache.Await;

/**
 * The threads of one process: writers, each the only one for its keys, that count versions up and read their own
 * writes, and readers that measure how long ago what they read had been overwritten. Runs until the ledger says stop.
 */
final class Workload {
    private static final int WRITERS = 2;
    private static final int READERS = 2;
    private static final long NOTED_MICROS = 1_000_000;
    private static final long LONGEST_JOIN_MILLIS = 60_000;

    private final List<? extends Node> nodes;
    private final int firstWriter;
    private final int allWriters;
    private final Ledger ledger;
    private final Figures figures = new Figures();

    /**
     * @param nodes of this process
     * @param process the number of this process
     * @param processes how many there are, with as many nodes each
     */
    Workload(List<? extends Node> nodes, int process, int processes, Ledger ledger) {
        this.nodes = nodes;
        this.firstWriter = process * nodes.size() * WRITERS;
        this.allWriters = processes * nodes.size() * WRITERS;
        this.ledger = ledger;
    }

    /** Runs to the end, then compares what the near tiers hold with Redis. */
    Figures run(int processes) throws InterruptedException {
        figures.add(Figures.SURVIVORS, 0);
        figures.add(Figures.READ_YOUR_WRITES, 0);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            for (int w = 0; w < WRITERS; w++) {
                int writer = firstWriter + i * WRITERS + w;
                threads.add(new Thread(() -> write(node, writer)));
            }
            for (int r = 0; r < READERS; r++) {
                threads.add(new Thread(() -> read(node)));
            }
        }
        threads.forEach(Thread::start);
        while (!ledger.stopped()) {
            LockSupport.parkNanos(1_000_000);
        }
        for (Thread thread : threads) {
            thread.join(LONGEST_JOIN_MILLIS);
            if (thread.isAlive()) {
                throw new IllegalStateException("a thread hangs: " + List.of(thread.getStackTrace()));
            }
        }
        ledger.finish();
        Await.until("every process has made its last write", () -> ledger.finished() == processes);
        nodes.forEach(this::compare);
        return figures;
    }

    private void write(Node node, int writer) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int own = ledger.keys() / allWriters;
        while (!ledger.stopped()) {
            int key = writer * own + random.nextInt(own);
            long version = ledger.acknowledged(key) + 1;
            boolean removal = random.nextInt(16) == 0;
            // A failed write may take effect later: the same version is written until it is acknowledged.
            while (!attempt(node, key, version, removal)) {
                figures.add(Figures.FAILURES, 1);
                if (ledger.stopped()) {
                    writeLast(node, writer * own);
                    return;
                }
                LockSupport.parkNanos(1_000_000); // a server that is away needs no help in being busy
            }
            ledger.acknowledge(key, version);
            figures.add(Figures.WRITES, 1);
            readOwn(node, key, version, removal);
        }
        writeLast(node, writer * own);
    }

    /** Once the trouble is over, or there is nothing to compare if that ended with an empty server. */
    private void writeLast(Node node, int key) {
        long version = ledger.acknowledged(key) + 1;
        Await.until("a write succeeds after the trouble", () -> attempt(node, key, version, false));
        ledger.acknowledge(key, version);
        figures.add(Figures.WRITES, 1);
    }

    private static boolean attempt(Node node, int key, long version, boolean removal) {
        try {
            if (removal) {
                node.remove(key);
            } else {
                node.put(key, version);
            }
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Absence proves nothing: a restart or a flush may have taken the entry. */
    private void readOwn(Node node, int key, long version, boolean removal) {
        try {
            long read = node.get(key);
            if (read != 0 && (removal ? read <= version : read < version) && !ledger.mayBeLost(key, version)) {
                figures.add(Figures.READ_YOUR_WRITES, 1);
                StressRun.note("key " + key + " has version " + read + ", not " + version
                        + (removal ? ", which removed it" : "") + ", for who has just written that");
            }
        } catch (RuntimeException e) {
            figures.add(Figures.FAILURES, 1);
        }
    }

    private void read(Node node) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        while (!ledger.stopped()) {
            int key = random.nextInt(ledger.keys());
            long began = System.nanoTime();
            try {
                long version = node.get(key);
                figures.add(Figures.READS, 1);
                if (version != 0) {
                    long micros = ledger.staleness(key, version, began) / 1_000;
                    figures.max(Figures.LONGEST_STALENESS, micros);
                    if (micros > NOTED_MICROS) {
                        StressRun.note("key " + key + " had version " + version + ", overwritten " + micros
                                + " us before; the read took " + (System.nanoTime() - began) / 1_000 + " us");
                    }
                }
            } catch (RuntimeException e) {
                figures.add(Figures.FAILURES, 1);
            }
        }
    }

    private void compare(Node node) {
        node.awaitQuiet();
        for (int key = 0; key < ledger.keys(); key++) {
            int compared = key;
            long read = answered(() -> node.get(compared));
            if (read != 0) {
                figures.add(Figures.COMPARED, 1);
            }
            if (read != answered(() -> node.inRedis(compared))) {
                figures.add(Figures.SURVIVORS, 1);
            }
        }
        figures.add(Figures.NEAR_HITS, node.nearHits());
    }

    /** What is compared is no slowness: an answer of a busy machine may come too late. */
    private static long answered(LongSupplier question) {
        AtomicLong answer = new AtomicLong();
        Await.until("it answers", () -> {
            try {
                answer.set(question.getAsLong());
                return true;
            } catch (RuntimeException e) {
                return false;
            }
        });
        return answer.get();
    }
}
