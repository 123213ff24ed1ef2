package org.tandemcache.stress;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.tandemcache.TandemCache;

/**
 * The writer of one process of a stress of loads, the only one for its rows: changes a row, and then what the cache has
 * of it. Runs until the ledger says stop.
 */
final class LoadChanges implements Runnable {
    static final String CHANGES = "changes";

    /** Kinds of changes that store a row; and one that removes it. */
    private static final Set<Integer> STORES = Set.of(1, 2, 5, 6, 7);

    private static final int REMOVE = 9;

    private final int process;
    private final Ledger ledger;
    private final LoadLedger loads;
    private final List<LoadWorkload.LoadingNode> nodes;
    private final Figures figures;

    LoadChanges(int process, Ledger ledger, LoadLedger loads, List<LoadWorkload.LoadingNode> nodes, Figures figures) {
        this.process = process;
        this.ledger = ledger;
        this.loads = loads;
        this.nodes = nodes;
        this.figures = figures;
    }

    @Override
    public void run() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int own = loads.rows() / loads.processes();
        for (int row = process * own; row < (process + 1) * own; row++) {
            if (ledger.acknowledged(row) < loads.version(row)) { // this process was killed over its change
                change(row, loads.version(row), 0, true);
            }
        }
        while (!ledger.stopped()) {
            int row = process * own + random.nextInt(own);
            change(row, loads.version(row) + 1, random.nextInt(12), false);
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(8_000)));
        }
    }

    /** Tells the cache until it has answered: what has failed may have been done, or not. */
    private void change(int row, long version, int kind, boolean anew) {
        int first = kind == 0 ? 0 : row;
        int last = kind == 0 ? loads.rows() - 1 : row;
        for (int each = first; each <= last; each++) {
            loads.begin(process, each);
        }
        loads.store(row, version); // not before that: a refresh that finds no row removes the entry
        TandemCache<Integer, Long> cache =
                nodes.get(ThreadLocalRandom.current().nextInt(nodes.size())).cache();
        boolean removes = anew || (STORES.contains(kind) && !LoadLedger.isRow(version));
        LoadWorkload.until(
                "a change of row " + row + " succeeds", () -> attempt(cache, row, version, removes ? REMOVE : kind));
        ledger.acknowledge(row, version);
        for (int each = first; each <= last; each++) {
            loads.finish(process, each);
        }
        figures.add(CHANGES, 1);
    }

    private boolean attempt(TandemCache<Integer, Long> cache, int row, long version, int kind) {
        try {
            switch (kind) {
                case 0 -> cache.clear();
                case 1, 2 -> cache.put(row, version);
                case 3 -> cache.removeAll(Set.of(row));
                case 4 -> cache.getAndRemove(row);
                case 5 -> cache.putAll(Map.of(row, version));
                case 6 -> {
                    if (!cache.replace(row, version)) {
                        cache.remove(row);
                    }
                }
                case 7 -> cache.getAndPut(row, version);
                case 8 ->
                    cache.invoke(row, (entry, arguments) -> {
                        entry.remove();
                        return null;
                    });
                default -> cache.remove(row);
            }
            return true;
        } catch (RuntimeException e) {
            figures.add(Figures.FAILURES, 1);
            return false;
        }
    }
}
