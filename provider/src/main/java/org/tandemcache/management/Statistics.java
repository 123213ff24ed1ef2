package org.tandemcache.management;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.cache.management.CacheStatisticsMXBean;

/**
 * The counters of one cache in this manager (JSR-107, {@link CacheStatisticsMXBean}). Switched off they cost one read
 * of a field. Times are measured around the user's call. Thread-safe.
 */
public final class Statistics implements CacheStatisticsMXBean {
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder getNanos = new LongAdder();
    private final LongAdder putNanos = new LongAdder();
    private final LongAdder removeNanos = new LongAdder();
    private volatile boolean enabled;

    public Statistics(boolean enabled) {
        this.enabled = enabled;
    }

    public boolean enabled() {
        return enabled;
    }

    public void enable(boolean on) {
        enabled = on;
    }

    /** When an operation begins: 0 while nothing is counted, so that no clock is read for nothing. */
    public long start() {
        return enabled ? System.nanoTime() : 0;
    }

    public void countHits(long count, long start) {
        if (enabled) {
            hits.add(count);
            addTime(getNanos, start);
        }
    }

    public void countMisses(long count, long start) {
        if (enabled) {
            misses.add(count);
            addTime(getNanos, start);
        }
    }

    public void countPuts(long count, long start) {
        if (enabled && count > 0) {
            puts.add(count);
            addTime(putNanos, start);
        }
    }

    public void countRemovals(long count, long start) {
        if (enabled && count > 0) {
            removals.add(count);
            addTime(removeNanos, start);
        }
    }

    private static void addTime(LongAdder total, long start) {
        if (start != 0) { // 0: the statistics were switched on in mid-operation
            total.add(System.nanoTime() - start);
        }
    }

    @Override
    public void clear() {
        for (LongAdder counter : new LongAdder[] {hits, misses, puts, removals, getNanos, putNanos, removeNanos}) {
            counter.reset();
        }
    }

    @Override
    public long getCacheHits() {
        return hits.sum();
    }

    @Override
    public float getCacheHitPercentage() {
        return percentage(getCacheHits(), getCacheGets());
    }

    @Override
    public long getCacheMisses() {
        return misses.sum();
    }

    @Override
    public float getCacheMissPercentage() {
        return percentage(getCacheMisses(), getCacheGets());
    }

    @Override
    public long getCacheGets() {
        return hits.sum() + misses.sum();
    }

    @Override
    public long getCachePuts() {
        return puts.sum();
    }

    @Override
    public long getCacheRemovals() {
        return removals.sum();
    }

    /** Always 0: Redis evicts on its own and tells nobody how many entries of one cache it took. */
    @Override
    public long getCacheEvictions() {
        return 0;
    }

    /** In microseconds, as the specification wants. */
    @Override
    public float getAverageGetTime() {
        return averageMicros(getNanos, getCacheGets());
    }

    /** In microseconds, as the specification wants. */
    @Override
    public float getAveragePutTime() {
        return averageMicros(putNanos, getCachePuts());
    }

    /** In microseconds, as the specification wants. */
    @Override
    public float getAverageRemoveTime() {
        return averageMicros(removeNanos, getCacheRemovals());
    }

    private static float percentage(long part, long whole) {
        return whole == 0 ? 0 : 100f * part / whole;
    }

    private static float averageMicros(LongAdder nanos, long count) {
        return count == 0 ? 0 : (float) nanos.sum() / count / TimeUnit.MICROSECONDS.toNanos(1);
    }
}
