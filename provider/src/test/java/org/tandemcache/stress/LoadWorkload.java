package org.tandemcache.stress;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.TandemCache;

/**
 * The threads of one process of a stress of loads: one writer, the only one for its rows, that changes a row and then
 * what the cache has of it, and readers that load in every way and look whether they get a row that was outdated before
 * they began. Runs until the ledger says stop.
 */
final class LoadWorkload implements CacheLoader<Integer, Long> {
    static final String LOADS = "loads";
    static final String FAR_READS = "reads of nodes without near tier";
    static final String FAR_STALENESS = "the same without near tier, us";
    static final String REFRESHES = "entries refreshed";
    static final String ABSENT = "reads that were told that there is no row";
    static final String UNTOLD = "loads that nothing is known of";
    static final String LONG_LOADS = "loads longer than the lease";

    static final String DEAD_THREADS = "threads that have died";

    private static final int READERS = 2;
    private static final int LONGEST_LOAD_MICROS = 6_000;
    private static final int ONE_IN = 400;
    private static final long LONGEST_CALL_SECONDS = 20;
    private static final long LONGEST_JOIN_MILLIS = 60_000;
    private static final long LONGEST_FAULT_NANOS = TimeUnit.SECONDS.toNanos(45);
    private static final long NOTICE_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** What a reader knew before it began: when, and how many changes of its rows were finished. */
    private record Began(long at, Map<Integer, Long> finished) {}

    /**
     * One node.
     *
     * @param cache its cache
     * @param near whether it has a near tier
     * @param allowedNanos for how long it may serve what others have outdated
     */
    record LoadingNode(TandemCache<Integer, Long> cache, boolean near, long allowedNanos) {}

    private final List<LoadingNode> nodes = new ArrayList<>();
    private final int process;
    private final Ledger ledger;
    private final LoadLedger loads;
    private final long leaseNanos;
    private final Figures figures = new Figures();
    private final AtomicInteger slots = new AtomicInteger();
    /** Of each thread that loads or reads. */
    private final ConcurrentMap<Thread, Integer> slotOf = new ConcurrentHashMap<>();

    private final ConcurrentMap<Thread, Began> began = new ConcurrentHashMap<>();
    private final LoadAllCalls loadAlls = new LoadAllCalls();

    LoadWorkload(int process, Ledger ledger, LoadLedger loads, long leaseMillis) {
        this.process = process;
        this.ledger = ledger;
        this.loads = loads;
        this.leaseNanos = TimeUnit.MILLISECONDS.toNanos(leaseMillis);
    }

    Figures run(List<LoadingNode> all) throws InterruptedException {
        nodes.addAll(all);
        figures.add(Figures.SURVIVORS, 0);
        List<Thread> threads = new ArrayList<>();
        threads.add(new Thread(new LoadChanges(process, ledger, loads, nodes, figures)));
        for (LoadingNode node : nodes) {
            for (int i = 0; i < READERS; i++) {
                threads.add(new Thread(() -> read(node)));
            }
        }
        threads.forEach(thread -> {
            thread.setUncaughtExceptionHandler((dead, e) -> {
                figures.add(DEAD_THREADS, 1);
                StressRun.note("a thread has died: " + e);
            });
            thread.start();
        });
        for (Thread thread : threads) {
            while (!ledger.stopped()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            thread.join(LONGEST_JOIN_MILLIS);
            if (thread.isAlive()) {
                throw new IllegalStateException("a thread hangs: " + List.of(thread.getStackTrace()));
            }
        }
        ledger.finish();
        until("every process has made its last change", () -> ledger.finished() == loads.processes());
        nodes.forEach(this::compare);
        return figures;
    }

    private int slot() {
        return slotOf.computeIfAbsent(Thread.currentThread(), thread -> slots.getAndIncrement());
    }

    /**
     * A refresh has a lease of its own: a load beside it is none too many. It fails for half of the rows, and for all
     * in the end: it would mend what is stale.
     */
    @Override
    public @Nullable Long load(Integer row) {
        Began mine = began.get(Thread.currentThread());
        boolean refresh = mine == null && Thread.currentThread().getName().contains("-refresh-");
        LoadAllCalls.Known known = refresh ? null : known(row, mine);
        if (refresh) {
            if (!isRefreshed(row) || ledger.stopped()) {
                throw new CacheLoaderException("row " + row + " is not refreshed now");
            }
            figures.add("loads of refreshes", 1);
        } else if (known == null || slot() >= LoadLedger.slots()) {
            figures.add(UNTOLD, 1);
        } else if (loads.load(process, slot(), row, known.at(), known.finished(), leaseNanos * 3 / 5)) {
            loads.countTwice();
            StressRun.note("row " + row + " is loaded though a load of it is under way");
        }
        figures.add(LOADS, 1);
        long version = loads.version(row);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(LONGEST_LOAD_MICROS)));
        if (random.nextInt(ONE_IN) == 0) {
            figures.add(LONG_LOADS, 1);
            LockSupport.parkNanos(leaseNanos * 6 / 5);
        }
        if (mine == null && !refresh && slot() < LoadLedger.slots()) {
            loads.unload(process, slot()); // in a thread of loadAll: nobody else says that it has returned
        }
        return LoadLedger.isRow(version) ? version : null;
    }

    private static boolean isRefreshed(int row) {
        return row % 2 == 0;
    }

    private LoadAllCalls.@Nullable Known known(int row, @Nullable Began mine) {
        return mine == null
                ? loadAlls.known(row)
                : new LoadAllCalls.Known(mine.finished().getOrDefault(row, -1L), mine.at());
    }

    @Override
    public Map<Integer, Long> loadAll(Iterable<? extends Integer> rows) {
        Map<Integer, Long> loaded = new HashMap<>();
        for (Integer row : rows) {
            Long version = load(row);
            if (version != null) {
                loaded.put(row, version);
            }
        }
        return loaded;
    }

    private void read(LoadingNode node) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        while (!ledger.stopped()) {
            int row = random.nextInt(loads.rows());
            int next = (row + 1) % loads.rows();
            Map<Integer, Long> finished = Map.of(row, loads.finished(row), next, loads.finished(next));
            long start = System.nanoTime();
            began.put(Thread.currentThread(), new Began(start, finished));
            try {
                switch (random.nextInt(11)) {
                    case 0 -> judge(node, row, start, node.cache().get(row, this::load));
                    case 1, 2 -> {
                        Map<Integer, Long> found = node.cache().getAll(Set.of(row, next));
                        judge(node, row, start, found.get(row));
                        judge(node, next, start, found.get(next));
                    }
                    case 3 -> judge(node, row, start, invoke(node, row));
                    case 4 -> loadAll(node, row, random.nextInt(4) == 0);
                    case 5 -> refresh(node, isRefreshed(row) ? row : next);
                    default -> judge(node, row, start, node.cache().get(row));
                }
            } catch (Exception e) {
                figures.add(Figures.FAILURES, 1);
            } finally {
                began.remove(Thread.currentThread());
                loads.unload(process, slot());
            }
        }
    }

    /** @param found null where there is no row, which is as outdated as the latest version in which there was none */
    private void judge(LoadingNode node, int row, long start, @Nullable Long found) {
        figures.add(node.near() ? Figures.READS : FAR_READS, 1);
        if (found == null) {
            figures.add(ABSENT, 1);
        }
        long version = found == null ? LoadLedger.latestAbsence(loads.version(row)) : found;
        long stale = ledger.staleness(row, version, start);
        figures.max(node.near() ? Figures.LONGEST_STALENESS : FAR_STALENESS, stale / 1_000);
        if (stale > node.allowedNanos()) {
            loads.countOutdated();
            StressRun.note("row " + row + (found == null ? " was absent as in" : " had") + " version " + version
                    + ", outdated " + stale / 1_000 + " us before the read of it began, and has " + loads.version(row));
        }
    }

    /** It waits for nobody, and takes the place of a load that is under way. */
    private @Nullable Long invoke(LoadingNode node, int row) {
        loads.begin(process, row);
        try {
            return node.cache().invoke(row, (entry, arguments) -> {
                if (!entry.exists()) {
                    Long version = load(row);
                    if (version != null) {
                        entry.setValue(version);
                    }
                    return version;
                }
                return entry.getValue();
            });
        } finally {
            loads.finish(process, row);
        }
    }

    private static void refresh(LoadingNode node, int row) throws Exception {
        node.cache().refresh(row).get(LONGEST_CALL_SECONDS, TimeUnit.SECONDS);
    }

    private void loadAll(LoadingNode node, int row, boolean replace) throws Exception {
        LoadAllCalls.Call call = loadAlls.begin(row, loads.finished(row), System.nanoTime());
        if (replace) {
            loads.begin(process, row);
        }
        try {
            try {
                node.cache().loadAll(Set.of(row), replace, call);
            } catch (RuntimeException e) {
                call.refused();
                throw e;
            }
            call.await(LONGEST_CALL_SECONDS);
        } finally {
            if (replace) {
                loads.finish(process, row);
            }
        }
    }

    /** Longer than a failover takes, and the longest wait of a machine with many processes. */
    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LONGEST_FAULT_NANOS) {
                throw new IllegalStateException("did not happen within " + LONGEST_FAULT_NANOS + " ns: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** What a failover has lost says nothing. */
    private void compare(LoadingNode node) {
        for (int row = 0; row < loads.rows(); row++) {
            if (ledger.mayBeLost(row, ledger.acknowledged(row))) {
                figures.add("rows whose last change may be lost", 1);
                continue;
            }
            figures.add(Figures.COMPARED, 1);
            long start = System.nanoTime();
            Optional<Long> version = Optional.of(loads.version(row)).filter(LoadLedger::isRow);
            while (!says(node, row, version)) {
                if (System.nanoTime() - start > NOTICE_NANOS) {
                    figures.add(Figures.SURVIVORS, 1);
                    StressRun.note("row " + row + " has version " + loads.version(row)
                            + ", and in the end the cache says something else");
                    break;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
        figures.add(REFRESHES, node.cache().tiers().getRefreshes());
        figures.add("refreshes that were refused", node.cache().tiers().getRefreshesRefused());
        figures.add("near hits of what is absent", node.cache().tiers().getNegativeHits());
        figures.add("loads that were refused", node.cache().tiers().getLoadsRefused());
        figures.add("loads of others that were awaited", node.cache().tiers().getLoadsAwaited());
        figures.add(Figures.NEAR_HITS, node.cache().tiers().getNearHits());
    }

    private static boolean says(LoadingNode node, int row, Optional<Long> version) {
        try {
            return Optional.ofNullable(node.cache().get(row)).equals(version);
        } catch (RuntimeException e) {
            return false; // the last fault is not over yet
        }
    }
}
