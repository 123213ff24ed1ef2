package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.far.CallTime;
import org.tandemcache.far.Comparison;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.Patience;
import org.tandemcache.far.StoredEntry;

/**
 * Claims that hold in the whole cluster: a marker with a version of its own lies where the entry will. Every change of
 * the key, by whomever, takes it away or puts something else in its place, and so does the end of its lease. What was
 * loaded is stored if the marker is still there. Thread-safe.
 */
final class Leases<V> implements Claims<V> {
    private static final Logger log = LoggerFactory.getLogger(Leases.class);

    private static final double LONGER = 1.5;
    private static final long FIRST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LAST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final Comparison.Answers UNHEARD = new Comparison.Answers() {
        @Override
        public void answered(int index, boolean done) {
            // gone in either case
        }

        @Override
        public void failed(int index, FarTierException failure) {
            // the first one is thrown
        }
    };

    private final FarTier far;
    private final FarTier impatient;
    private final ValueFormat values;
    private final Lifetime lease;
    private final Patience patience;
    private final @Nullable FailurePolicy failure;
    private final @Nullable ChangeNotices notices;

    /**
     * @param far fails while it is away, whatever the policy
     * @param impatient the same one for who waits as long as a read does
     * @param patience of {@code impatient}
     * @param failure null for a cache that fails
     * @param notices null without near tier: then nothing tells of changes
     */
    Leases(
            FarTier far,
            FarTier impatient,
            ValueFormat values,
            Lifetime lease,
            Patience patience,
            @Nullable FailurePolicy failure,
            @Nullable ChangeNotices notices) {
        this.far = far;
        this.impatient = impatient;
        this.values = values;
        this.lease = lease;
        this.patience = patience;
        this.failure = failure;
        this.notices = notices;
    }

    @Override
    public Map<FarKey, Claim<V>> claim(Collection<FarKey> keys, long since) {
        return claim(List.copyOf(keys), since, values::marker);
    }

    @Override
    public @Nullable Claim<V> guard(FarKey key, long since) {
        return claim(List.of(key), since, values::guard).get(key);
    }

    private Map<FarKey, Claim<V>> claim(List<FarKey> all, long since, Supplier<byte[]> marker) {
        Map<FarKey, Claim<V>> claims = new LinkedHashMap<>();
        List<byte[]> markers = all.stream().map(key -> marker.get()).toList();
        try {
            List<Boolean> granted = grantedInTime(all, markers, since);
            for (int i = 0; i < all.size(); i++) {
                if (granted.get(i)) {
                    claims.put(all.get(i), Claim.proof(seen(markers.get(i))));
                }
            }
        } catch (FarTierException e) {
            if (failure == null || !e.endsWait()) {
                throw e;
            }
            for (int i = 0; i < all.size(); i++) {
                // One that was sent and not awaited may hold: then it is stored behind, else it is not.
                claims.put(all.get(i), e.kind() == Kind.TOO_SLOW ? Claim.proof(seen(markers.get(i))) : Claim.away());
            }
        }
        return claims;
    }

    private List<Boolean> grantedInTime(List<FarKey> keys, List<byte[]> markers, long since) {
        CallTime time = patience.begin(since);
        try {
            return granted(impatient, keys, markers);
        } finally {
            time.end();
        }
    }

    private List<Boolean> granted(FarTier tier, List<FarKey> keys, List<byte[]> markers) {
        return keys.size() == 1
                ? List.of(tier.claim(keys.get(0), markers.get(0), lease))
                : tier.claimAll(keys, markers, lease);
    }

    private Seen<V> seen(byte[] marker) {
        return new Seen<>(new StoredEntry(marker), null);
    }

    @Override
    public List<@Nullable Seen<V>> claimAbsent(List<FarKey> keys, List<Seen<V>> seen) {
        List<FarKey> absent = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (seen.get(i).stored() == null) {
                absent.add(keys.get(i));
            }
        }
        if (absent.isEmpty()) {
            return List.copyOf(seen);
        }
        List<byte[]> markers = absent.stream().map(key -> values.marker()).toList();
        List<Boolean> granted;
        try {
            granted = granted(far, absent, markers);
        } catch (FarTierException e) {
            if (failure == null || !e.endsWait()) {
                throw e;
            }
            return List.copyOf(seen); // what is decided is dropped
        }
        List<@Nullable Seen<V>> now = new ArrayList<>();
        int next = 0;
        for (Seen<V> each : seen) {
            if (each.stored() != null) {
                now.add(each);
            } else {
                now.add(granted.get(next) ? seen(markers.get(next)) : null);
                next++;
            }
        }
        return now;
    }

    @Override
    public Claim<V> on(Seen<V> seen) {
        return Claim.proof(seen);
    }

    /** They are in nobody's way for longer than their lease: that they can't be taken away does no harm. */
    @Override
    public void release(Map<FarKey, Seen<V>> claimed) {
        List<Comparison> changes = new ArrayList<>(claimed.size());
        claimed.forEach((key, seen) -> {
            StoredEntry marker = seen.stored();
            if (marker != null && marker.isMarker() && !marker.isAbsence()) {
                changes.add(new Comparison.Remove(key, marker));
            }
        });
        try {
            if (changes.size() == 1) {
                far.compare(changes.get(0));
            } else if (!changes.isEmpty()) {
                far.compareAll(changes, UNHEARD);
            }
        } catch (FarTierException e) {
            log.debug("Markers are left until their lease ends: {}", e.toString());
        }
    }

    @Override
    public Fate commit(Step<V> step) {
        Comparison change = step.change();
        if (change == null) {
            return Fate.DONE;
        }
        try {
            return far.compare(change) ? Fate.DONE : Fate.REFUSED;
        } catch (FarTierException e) {
            if (failure == null) {
                throw e;
            }
            failure.bypassComparison(e);
            return Fate.AWAY;
        }
    }

    @Override
    public Turns turns(Collection<FarKey> keys) {
        return notices == null ? new Looks() : new Told(notices, keys);
    }

    /** Nobody tells of changes: looks that come ever less often. */
    private static final class Looks implements Turns {
        private long pause = FIRST_LOOK_NANOS;

        @Override
        public void expect() {
            // nothing tells of a change
        }

        @Override
        public void await() {
            try {
                TimeUnit.NANOSECONDS.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new javax.cache.CacheException("interrupted while waiting for a load of another node", e);
            }
            pause = Math.min(LAST_LOOK_NANOS, (long) (pause * LONGER));
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    /**
     * The server tells of the change, if the last look went by a tracked connection. Where it did not, or that is lost,
     * looks come ever less often.
     */
    private final class Told implements Turns {
        private final ChangeNotices changes;
        private final Collection<FarKey> keys;
        private final long longest = TimeUnit.MILLISECONDS.toNanos(
                Math.min(lease.millis(), Math.max(200, patience.limit().toMillis())));
        private long pause = LAST_LOOK_NANOS;
        private ChangeNotices.@Nullable Expected expected;

        Told(ChangeNotices changes, Collection<FarKey> keys) {
            this.changes = changes;
            this.keys = keys;
        }

        @Override
        public void expect() {
            close();
            expected = changes.expect(keys);
        }

        @Override
        public void await() {
            if (expected != null) {
                expected.await(Math.min(pause, longest));
                pause = Math.min(longest, (long) (pause * LONGER));
            }
        }

        @Override
        public void close() {
            if (expected != null) {
                expected.close();
                expected = null;
            }
        }
    }
}
