package org.tandemcache.engine;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarOperation;
import org.tandemcache.far.FarTierException;

/**
 * What one cache does while its far tier is away: the caller gets what an empty cache would answer, and it is counted.
 * A cache that fails in place of that has no such policy. Thread-safe.
 */
public final class FailurePolicy {
    private final @Nullable Duration staleness;
    private final LongSupplier backSince;
    private final LongSupplier nanoClock;
    private final LongAdder bypassedReads = new LongAdder();
    private final LongAdder droppedWrites = new LongAdder();
    private final LongAdder unprovenReads = new LongAdder();

    /**
     * @param staleness how old the last proof of a copy may be that is served without the far tier; null to serve none
     * @param backSince when the far tier was back the last time, on the same clock
     * @param nanoClock {@link System#nanoTime} or a test's
     */
    public FailurePolicy(@Nullable Duration staleness, LongSupplier backSince, LongSupplier nanoClock) {
        this.staleness = staleness;
        this.backSince = backSince;
        this.nanoClock = nanoClock;
    }

    /**
     * What the caller of an operation gets that has failed: what an empty cache answers. A comparison that may have
     * been applied is answered as if it was. A failure that does not allow it is thrown.
     */
    <T extends @Nullable Object> T bypass(FarOperation<T> operation, FarTierException failure) {
        switch (operation.effect()) {
            case READ, READ_AND_TOUCH -> bypassRead(failure);
            case WRITE, STORE -> bypass(failure, droppedWrites, operation.size());
            case COMPARE_AND_WRITE, COMPARE_AND_STORE -> bypassComparison(failure);
        }
        boolean unknown = failure.kind() == FarTierException.Kind.UNKNOWN_OUTCOME;
        return (unknown ? operation.applied() : operation.empty()).get();
    }

    /** Counts a change of an entry that was seen before, and is dropped; a failure that does not allow it is thrown. */
    void bypassComparison(FarTierException failure) {
        if (!failure.tellsAbsence()) {
            throw failure;
        }
        droppedWrites.increment();
    }

    /** Counts a read that is answered without the far tier; a failure that does not allow it is thrown. */
    void bypassRead(FarTierException failure) {
        bypass(failure, bypassedReads, 1);
    }

    private static void bypass(FarTierException failure, LongAdder counter, int count) {
        if (!failure.endsWait()) {
            throw failure;
        }
        counter.add(count);
    }

    /** Whether copies are served whose promise is lost. */
    boolean servesUnproven() {
        return staleness != null;
    }

    /**
     * The moment since which a copy must have been proven to be served now: not longer ago than the staleness allows,
     * and not before the far tier was back the last time.
     */
    long provenSince() {
        long oldest = nanoClock.getAsLong() - (staleness == null ? 0 : staleness.toNanos());
        long back = backSince.getAsLong();
        return back - oldest > 0 ? back : oldest;
    }

    void dropped() {
        droppedWrites.increment();
    }

    void servedUnproven() {
        unprovenReads.increment();
    }

    /** Reads and scans that were answered as on an empty cache, or by a copy. */
    public long bypassedReads() {
        return bypassedReads.sum();
    }

    /** Entries that were not stored or removed, or of which that is not known. */
    public long droppedWrites() {
        return droppedWrites.sum();
    }

    /** Reads that were answered by a copy whose promise was lost. */
    public long unprovenReads() {
        return unprovenReads.sum();
    }
}
