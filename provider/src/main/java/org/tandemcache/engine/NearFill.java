package org.tandemcache.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.coherence.CoherentReads;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.near.DueValue;
import org.tandemcache.near.NearTier;
import org.tandemcache.near.NearValue;
import org.tandemcache.near.Reservation;
import org.tandemcache.near.Validity;

/**
 * Puts the answer of a tracked read into the near tier, if its reservation still stands, and hands it to those who
 * wait. Runs on the I/O thread: it copies nothing and decodes nothing.
 */
final class NearFill implements CoherentReads.Answer {
    /** A guess at what a slot costs beside its bytes. */
    private static final int OVERHEAD = 96;

    private static final int HEADER = 56;

    private final Keeping keeping;
    private final Object key;
    private final int keyWeight;
    private final Reservation reservation;
    private final @Nullable CompletableFuture<Found> value;

    // The copy of a value whose lifetime is still to come. Used by the channel's event loop.
    private @Nullable NearValue coming;

    /**
     * @param key what stands for the key in the near tier
     * @param keyWeight what the key itself weighs
     * @param value completed with what the read has found as soon as that is known, by who needs no lifetime of it;
     *     null for those who wait for the reservation's answer
     */
    NearFill(
            Keeping keeping,
            Object key,
            int keyWeight,
            Reservation reservation,
            @Nullable CompletableFuture<Found> value) {
        this.keeping = keeping;
        this.key = key;
        this.keyWeight = keyWeight;
        this.reservation = reservation;
        this.value = value;
    }

    /**
     * Where and how a cache keeps what its reads bring; the same for all of them, so that a miss pays for one
     * reference.
     *
     * @param remembersAbsent whether the knowledge that there is no entry is kept too
     * @param access the lifetime that a read gives to its entry, {@link Lifetime#UNCHANGED} for none
     * @param refreshes when its entries are loaded anew; null if they are not
     */
    record Keeping(
            NearTier<Object> near,
            boolean remembersAbsent,
            Lifetime access,
            @Nullable RefreshTimes refreshes) {}

    /**
     * What a read has found.
     *
     * @param entry null for none
     * @param sentAt the {@link System#nanoTime()} before the read was sent
     * @param kept the copy that the near tier keeps of it, or is about to keep; null if it keeps none
     */
    record Found(
            @Nullable StoredEntry entry,
            long sentAt,
            @Nullable NearValue kept) {}

    @Override
    public void sent(@Nullable Validity promise) {
        keeping.near().sent(reservation, promise);
    }

    @Override
    public void arrived() {
        keeping.near().arrived(reservation);
    }

    @Override
    public void read(StoredEntry entry, long sentAt, Validity validity) {
        if (value != null) {
            coming = entry.isMarker() ? null : eternal(entry, validity);
            value.complete(new Found(entry, sentAt, coming));
        }
    }

    @Override
    public void found(@Nullable StoredEntry entry, long sentAt, Validity validity) {
        NearValue copy = copy(entry, sentAt, validity);
        boolean kept = copy != null && keeping.near().publish(key, reservation, copy);
        if (!kept) {
            keeping.near().abandon(key, reservation);
        }
        Found found = new Found(entry, sentAt, kept ? copy : null);
        reservation.answer().complete(found);
        if (value != null) {
            value.complete(found);
        }
    }

    @Override
    public void failed(FarTierException failure) {
        if (value != null && value.isDone()) { // its reader has seen what is younger than an earlier copy
            keeping.near().abandon(key, reservation);
        } else {
            keeping.near().restore(key, reservation);
        }
        reservation.answer().completeExceptionally(failure);
        if (value != null) {
            value.completeExceptionally(failure);
        }
    }

    private @Nullable NearValue copy(@Nullable StoredEntry entry, long sentAt, Validity validity) {
        if (entry != null && entry.isAbsent()) {
            return entry.isAbsence() && entry.remainingMillis() > 0
                    ? NearValue.knownAbsent(
                            deadline(sentAt, entry.remainingMillis()),
                            entry.fingerprint(),
                            validity,
                            keyWeight + OVERHEAD)
                    : null;
        }
        if (entry == null) {
            return keeping.remembersAbsent() ? NearValue.absent(validity, keyWeight + OVERHEAD) : null;
        }
        long remaining = entry.remainingMillis();
        Lifetime access = keeping.access();
        if (access.isLimited()) {
            // A near hit does not prolong the entry's life: half way through, a read asks Redis, and that does.
            remaining = Math.min(remaining < 0 ? Long.MAX_VALUE : remaining, access.millis() / 2);
        }
        RefreshTimes refreshes = keeping.refreshes();
        if (remaining >= 0 && refreshes != null) {
            long deadline = deadline(sentAt, remaining);
            return new DueValue(
                    deadline,
                    deadline - refreshes.ahead(deadline - sentAt),
                    entry.header(),
                    content(entry),
                    validity,
                    weight(entry) + HEADER);
        }
        NearValue copy = coming != null && coming.isUnder(validity) ? coming : eternal(entry, validity);
        return remaining < 0 ? copy : copy.until(deadline(sentAt, remaining));
    }

    private NearValue eternal(StoredEntry entry, Validity validity) {
        return NearValue.eternal(content(entry), validity, weight(entry));
    }

    private static NearValue.Encoded content(StoredEntry entry) {
        return new NearValue.Encoded(entry.bytes(), entry.fingerprint());
    }

    /** A copy that is decoded is larger than its compressed bytes. */
    private int weight(StoredEntry entry) {
        return (int) Math.min(
                Integer.MAX_VALUE, (long) keyWeight + ValueFormat.uncompressedLength(entry.bytes()) + OVERHEAD);
    }

    /**
     * Counted from before the lifetime was asked for, less the part of a millisecond that Redis has rounded away, it
     * can't be later than the server's.
     */
    private static long deadline(long sentAt, long remainingMillis) {
        return sentAt + TimeUnit.MILLISECONDS.toNanos(remainingMillis - 1);
    }
}
