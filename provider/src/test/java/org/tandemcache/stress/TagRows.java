package org.tandemcache.stress;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A database whose rows have one or two tags, and change with them: the value of a row is the versions of its tags, as
 * they were at one moment of its load. Thread-safe.
 */
final class TagRows {
    static final int ROWS = 24;
    static final int TAGS = 4;

    private static final long LOAD_MICROS = 3_000;
    private static final long HELD_MICROS = 30_000;
    private static final int HELD_ONE_IN = 20;

    private final AtomicIntegerArray versions = new AtomicIntegerArray(TAGS);
    private final List<ConcurrentSkipListMap<Long, Integer>> finished = new ArrayList<>();
    private final AtomicLong loads = new AtomicLong();

    TagRows() {
        for (int tag = 0; tag < TAGS; tag++) {
            finished.add(new ConcurrentSkipListMap<>());
        }
    }

    static Set<Integer> tagsOf(int row) {
        return Set.copyOf(List.of(row % TAGS, row / TAGS % TAGS));
    }

    /** Of a value, the version that one of the row's tags had. */
    static int version(long value, int row, int tag) {
        return tag == row % TAGS ? (int) (value >>> Integer.SIZE) : (int) value;
    }

    /** Takes its time, now and then so long that the tags change meanwhile. */
    long load(int row) {
        loads.incrementAndGet();
        long value = now(row);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long micros = random.nextLong(random.nextInt(HELD_ONE_IN) == 0 ? HELD_MICROS : LOAD_MICROS);
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
        return value;
    }

    long now(int row) {
        return (long) versions.get(row % TAGS) << Integer.SIZE | versions.get(row / TAGS % TAGS);
    }

    long loads() {
        return loads.get();
    }

    /** Changes all rows that have the tag; returns its version from now on. One thread at a time for each tag. */
    int change(int tag) {
        return versions.incrementAndGet(tag);
    }

    /** The invalidation that goes with a change has returned. */
    void finish(int tag, int version) {
        finished.get(tag).put(System.nanoTime(), version);
    }

    /** The version whose invalidation had returned so long ago. */
    int finished(int tag, long nanosAgo) {
        Map.Entry<Long, Integer> last = finished.get(tag).floorEntry(System.nanoTime() - nanosAgo);
        return last == null ? 0 : last.getValue();
    }
}
