package org.tandemcache.engine;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.coherence.CoherentReads;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.UnsentWrite;
import org.tandemcache.near.NearTier;
import org.tandemcache.near.Reservation;
import org.tandemcache.near.Slot;

/**
 * The reads that fill a near tier: each is reserved, then sent on a tracked channel (DESIGN.md, I1, I6). Thread-safe.
 */
final class NearReads<K> {
    private static final Logger log = LoggerFactory.getLogger(NearReads.class);

    private final KeyFormat keys;
    private final NearParts<K> parts;
    private final NearTier<K> near;
    private final Lifetime access;
    private final ExpiryWatch<?> watch;

    NearReads(KeyFormat keys, ExpiryPlan plan, NearParts<K> parts, ExpiryWatch<?> watch) {
        this.keys = keys;
        this.parts = parts;
        this.watch = watch;
        this.near = parts.tier();
        this.access = plan instanceof ExpiryPlan.Fixed fixed ? fixed.access() : Lifetime.UNCHANGED;
    }

    NearParts<K> parts() {
        return parts;
    }

    /** The lifetime that each read gives to its entry beforehand. */
    Lifetime access() {
        return access;
    }

    /**
     * A read of one key.
     *
     * @param farKey its own key can't be changed by the caller
     * @param slot what stood in the near tier after the attempt to reserve
     * @param notices the {@link ExpiryWatch#notices} of the key before that
     */
    record Read<K>(FarKey farKey, Reservation mine, Slot slot, int notices) {
        @SuppressWarnings("unchecked") // the cache's own key
        K nearKey() {
            return (K) farKey.key();
        }
    }

    @SuppressWarnings("unchecked") // the cache's own key
    Read<K> reserve(FarKey key) {
        FarKey own = keys.detached(key);
        Reservation mine = new Reservation();
        int notices = watch.notices(own);
        return new Read<>(own, mine, near.claim((K) own.key(), mine), notices);
    }

    /** Sends those that could be reserved, in one flush. What becomes of each is the answer of its reservation. */
    void send(List<Read<K>> reads) {
        List<Read<K>> reserved =
                reads.stream().filter(read -> read.slot() == read.mine()).toList();
        if (reserved.isEmpty()) {
            return;
        }
        List<NearFill<K>> fills = reserved.stream().map(this::fill).toList();
        try {
            parts.reads().read(reserved.stream().map(Read::farKey).toList(), fills);
        } catch (RuntimeException e) {
            FarTierException failure =
                    e instanceof FarTierException known ? known : new FarTierException(Kind.REJECTED, e.toString(), e);
            fills.forEach(fill -> fill.failed(failure));
        }
    }

    /** Gives back what was reserved and will not be sent: whoever waits for it asks Redis himself. */
    void withdraw(List<Read<K>> reads, Throwable cause) {
        FarTierException failure = new FarTierException(Kind.UNAVAILABLE, "the read was not sent: " + cause, cause);
        reads.stream()
                .filter(read -> read.slot() == read.mine())
                .forEach(read -> fill(read).failed(failure));
    }

    /**
     * Sends a write and a read behind it, and waits for what the read has found, no longer than the write's limit.
     *
     * @return the reservation of the read; null if nothing was sent
     */
    @Nullable
    Reservation readBehind(UnsentWrite write, FarKey key) {
        FarKey own = keys.detached(key);
        CoherentReads.Sender both = parts.reads().behind(write, own);
        Reservation mine = new Reservation();
        Read<K> read = new Read<>(own, mine, mine, 0);
        if (both == null || !near.takeOver(read.nearKey(), mine)) {
            return null;
        }
        NearFill<K> fill = fill(read);
        try {
            both.send(fill);
        } catch (FarTierException e) {
            fill.failed(e);
            return null;
        }
        try {
            mine.answer().get(write.limit().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.debug("The read behind a write has brought nothing: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return mine;
    }

    /**
     * Reads what a write has left, so that the server tells of later changes; nobody waits for it, and nothing is kept.
     *
     * @param done what to run when it has come, on the connection's event loop; not run where it does not come by it
     */
    void readBack(FarKey key, Runnable done) {
        if (!access.isUnchanged()) {
            return; // a read would prolong the entry
        }
        try {
            parts.reads().read(List.of(keys.detached(key)), List.of(new ReadBack(done)));
        } catch (RuntimeException e) {
            log.debug("No read follows the write of a key: {}", e.toString()); // the write is done all the same
        }
    }

    private NearFill<K> fill(Read<K> read) {
        int keyLength = read.farKey().bytes().length;
        return new NearFill<>(near, read.nearKey(), keyLength, read.mine(), parts.remembersAbsent(), access);
    }

    /** Forgets what is older than a write that is done, behind which the read was answered. */
    @SuppressWarnings("unchecked") // the cache's own key
    void settle(FarKey key, Reservation answered) {
        near.settle((K) key.key(), answered);
        parts.counters().countFollowedWrite();
    }

    /** Whether a write of the key is to be {@linkplain #follow followed}: asked before it is sent. */
    @SuppressWarnings("unchecked") // the cache's own key
    boolean follows(FarKey key) {
        return access.isUnchanged() && near.isRead((K) key.key());
    }

    /**
     * Reads what a write has left, which is done and has dropped the copy; nobody waits for it. Where readers have
     * asked for the copy that went, they will ask again, and find the next one here. At most one such read comes for
     * each time that a reader has asked, so a key that is only written is not read.
     */
    void follow(FarKey key) {
        try {
            Read<K> read = reserve(key);
            if (read.slot() == read.mine()) { // else a reader was quicker
                parts.counters().countFollowedWrite();
                send(List.of(read));
            }
        } catch (RuntimeException e) {
            log.debug("No read follows the write of a key: {}", e.toString()); // the write is done all the same
        }
    }
}
