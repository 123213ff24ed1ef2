package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarOperation.Stored;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.Lifetime;
import org.tandemcache.near.NearTier;
import org.tandemcache.near.Reservation;
import org.tandemcache.near.Slot;
import org.tandemcache.near.Takeover;

/**
 * The reads that fill a near tier: each is reserved, then sent on a tracked channel (I1 and I6 of
 * docs/architecture.md). Thread-safe.
 */
final class NearReads<K> {
    private static final Logger log = LoggerFactory.getLogger(NearReads.class);

    /** The writer waits for the value to come back, and others for what comes behind it. */
    private static final int LONGEST_READ_BEHIND = 16 * 1024;

    /** A guess at what it costs to find a key's bytes by the key. */
    private static final int KNOWN_KEY = 96;

    private final KeyFormat keys;
    private final NearParts<K> parts;
    private final NearTier<Object> near;
    private final Lifetime access;
    private final NearFill.Keeping keeping;
    private final ExpiryWatch<?> watch;

    /** @param refreshes when entries are loaded anew; null if they are not */
    NearReads(
            KeyFormat keys,
            ExpiryPlan plan,
            NearParts<K> parts,
            ExpiryWatch<?> watch,
            @Nullable RefreshTimes refreshes) {
        this.keys = keys;
        this.parts = parts;
        this.watch = watch;
        this.near = parts.tier();
        this.access = plan instanceof ExpiryPlan.Fixed fixed ? fixed.access() : Lifetime.UNCHANGED;
        this.keeping = new NearFill.Keeping(near, parts.remembersAbsent(), access, refreshes);
    }

    NearParts<K> parts() {
        return parts;
    }

    /** The lifetime that each read gives to its entry beforehand. */
    Lifetime access() {
        return access;
    }

    /**
     * What came of the attempt to reserve a key for a read.
     *
     * @param farKey its own key can't be changed by the caller
     * @param nearKey what stands for it in the near tier
     * @param own the reservation that was to stand
     * @param standing what stands: this one, whose read is to be sent; another one, or a copy
     * @param notices the {@link ExpiryWatch#notices} of the key before that; 0 where its reader needs no lifetime
     * @param value what the read has found, as soon as that is known; null where its reader waits for the reservation's
     *     answer, which comes with the lifetime
     */
    record NearClaim(
            FarKey farKey,
            Object nearKey,
            Reservation own,
            Slot standing,
            int notices,
            @Nullable CompletableFuture<NearFill.Found> value) {
        /** Whether its own reservation stands, and the read is to be sent. */
        boolean isOwn() {
            return standing == own;
        }

        /** What its reader waits for, where a reservation stands, of which it is not known whose. */
        CompletableFuture<? extends @Nullable Object> awaited(Reservation reservation) {
            return value != null && reservation == own ? value : reservation.answer();
        }
    }

    NearClaim claim(FarKey key) {
        return claim(key, null);
    }

    /** {@link #claim} for a reader who needs no lifetime of what he reads, and so need not wait for it. */
    NearClaim claimForValue(FarKey key) {
        return claim(key, new CompletableFuture<>());
    }

    private NearClaim claim(FarKey key, @Nullable CompletableFuture<NearFill.Found> value) {
        FarKey detached = keys.detached(key);
        Reservation own = new Reservation();
        int notices = value == null ? watch.notices(detached) : 0;
        Object nearKey = parts.keys().reserving(detached);
        return new NearClaim(detached, nearKey, own, near.claim(nearKey, own), notices, value);
    }

    /**
     * {@link #claim} for a read that nobody waits for; null if there is nothing to read. Runs no code of the key's,
     * which could hang while a reader joins what is reserved: it is {@linkplain NearKeys#reserving known} by then.
     *
     * @param own nobody can change its key
     */
    @Nullable
    NearClaim claimForNobody(FarKey own) {
        Reservation reservation = new Reservation();
        Object nearKey = nearKey(own);
        return near.reserve(nearKey, reservation)
                ? new NearClaim(own, nearKey, reservation, reservation, watch.notices(own), null)
                : null;
    }

    /** Sends those that could be reserved, in one flush. What becomes of each is the answer of its reservation. */
    void send(List<NearClaim> claims) {
        List<FarKey> reserved = new ArrayList<>(claims.size());
        List<NearFill> fills = new ArrayList<>(claims.size());
        for (NearClaim claim : claims) {
            if (claim.isOwn()) {
                reserved.add(claim.farKey());
                fills.add(fill(claim));
            }
        }
        if (reserved.isEmpty()) {
            return;
        }
        try {
            parts.reads().read(reserved, fills);
        } catch (RuntimeException e) {
            FarTierException failure =
                    e instanceof FarTierException known ? known : new FarTierException(Kind.REJECTED, e.toString(), e);
            fills.forEach(fill -> fill.failed(failure));
        }
    }

    /** Gives back what was reserved and will not be sent: whoever waits for it asks Redis himself. */
    void withdraw(List<NearClaim> claims, Throwable cause) {
        FarTierException failure = new FarTierException(Kind.UNAVAILABLE, "the read was not sent: " + cause, cause);
        claims.stream().filter(NearClaim::isOwn).forEach(claim -> fill(claim).failed(failure));
    }

    /**
     * Sends a write and a read behind it by the tracked channel, and waits for both.
     *
     * @param takeover the reservation of the read, which is new
     * @return whether the write is done; if not, it surely was not, and may be by the ordinary way
     * @throws FarTierException if the write was refused, or nobody knows what has become of it
     */
    boolean writeAndRead(FarKey key, Stored stored, Takeover takeover) {
        if (!stored.lifetimes().coincide() || stored.value().length > LONGEST_READ_BEHIND) {
            return false;
        }
        FarKey detached = keys.detached(key);
        NearClaim claim = new NearClaim(detached, nearKey(detached), takeover, takeover, 0, null);
        if (!near.takeOver(claim.nearKey(), takeover)) {
            return false;
        }
        NearFill fill = fill(claim);
        boolean done = false;
        try {
            done = parts.reads().writeAndRead(detached, stored, fill);
        } finally {
            if (!done) { // of those who wait for it, each finds out by himself
                fill.failed(new FarTierException(Kind.UNAVAILABLE, "the write before the read was not done", null));
            }
        }
        if (done) {
            awaitBehind(takeover);
        }
        return done;
    }

    private void awaitBehind(Takeover takeover) {
        try {
            takeover.answer().get(parts.patience().limit().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.debug("The read behind a write has brought nothing: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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

    private NearFill fill(NearClaim claim) {
        return new NearFill(keeping, claim.nearKey(), keyWeight(claim), claim.own(), claim.value());
    }

    private static int keyWeight(NearClaim claim) {
        int length = claim.farKey().bytes().length;
        return claim.nearKey() == claim.farKey()
                ? 2 * length + KNOWN_KEY
                : length; // the user's object beside its bytes
    }

    private Object nearKey(FarKey key) {
        return parts.keys().of(key);
    }

    /** Nobody waits for the answer of this reservation any more. */
    void restore(NearClaim claim, Reservation reservation) {
        near.restore(claim.nearKey(), reservation);
    }

    /** Forgets the key, for a change that was made here. */
    void drop(FarKey key) {
        near.drop(nearKey(key));
    }

    /** Forgets every key. */
    void dropAll() {
        near.dropAll();
    }

    /**
     * The key was read by another connection than the tracked one.
     *
     * @param agrees {@link NearTier#observe}
     */
    void observe(FarKey key, LongPredicate agrees) {
        near.observe(nearKey(key), agrees);
        parts.reads().answeredElsewhere(key);
    }

    /** Forgets what is older than a write that is done, behind which the read was answered. */
    void settle(FarKey key, Takeover answered) {
        near.settle(nearKey(key), answered);
        parts.counters().countFollowedWrite();
    }

    /** Whether a write of the key is to be {@linkplain #follow followed}: asked before it is sent. */
    boolean follows(FarKey key) {
        return access.isUnchanged() && near.isRead(nearKey(key));
    }

    /**
     * Reads what a write has left, which is done and has dropped the copy; nobody waits for it. Where readers have
     * asked for the copy that went, they will ask again, and find the next one here. At most one such read comes for
     * each time that a reader has asked, so a key that is only written is not read.
     */
    void follow(FarKey key) {
        followAll(List.of(key));
    }

    /** {@link #follow} for several keys, in one flush. */
    void followAll(List<FarKey> keys) {
        List<NearClaim> reserved = new ArrayList<>(keys.size());
        try {
            for (FarKey key : keys) {
                NearClaim claim = claim(key);
                if (claim.isOwn()) { // else a reader was quicker
                    parts.counters().countFollowedWrite();
                    reserved.add(claim);
                }
            }
            send(reserved);
        } catch (RuntimeException e) {
            withdraw(reserved, e);
            log.debug("No read follows a write: {}", e.toString()); // the write is done all the same
        }
    }
}
