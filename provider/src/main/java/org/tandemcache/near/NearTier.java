package org.tandemcache.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The near tier of one cache. It keeps copies without ever being silently stale by these rules (I1, I3 and I5 of
 * docs/architecture.md):
 *
 * <ul>
 *   <li>a read is {@linkplain #claim reserved} before it is sent, and its answer is kept by replacing that very
 *       reservation and in no other way;
 *   <li>whoever hears or causes a change {@linkplain #drop drops} what stands there, copy or reservation: the answer
 *       that is under way still reaches its reader, and is not kept; but for a change that the read under way is
 *       {@linkplain #invalidate sure to see}, or {@linkplain #settle has seen};
 *   <li>what was read by another way {@linkplain #observe drops} a copy of another version;
 *   <li>a copy is served only while the promise holds under which it was read, and before its deadline.
 * </ul>
 *
 * <p>No clock is compared with another machine's. Thread-safe; nothing here blocks.
 *
 * @param <K> the type of keys, which must not be changed after they were given; their {@code equals} and
 *     {@code hashCode} run on I/O threads and under locks, and so can't be a user's
 */
public final class NearTier<K> implements NearView<K> {
    private final Cache<K, Slot> slots;
    private final LongSupplier nanoClock;
    private final boolean timesToLive;
    private final NearCounters counters;

    /**
     * @param bounds how much to keep
     * @param nanoClock {@link System#nanoTime} or a test's
     */
    public NearTier(NearBounds bounds, LongSupplier nanoClock) {
        this(bounds, nanoClock, builder(nanoClock));
    }

    /** @param forgotten is given each key that has lost what stood there, by whichever thread; must not block */
    public NearTier(NearBounds bounds, LongSupplier nanoClock, Consumer<Object> forgotten) {
        this(bounds, nanoClock, builder(nanoClock).<Object, Object>removalListener((key, slot, cause) -> {
            if (key != null && cause != RemovalCause.REPLACED) {
                forgotten.accept(key);
            }
        }));
    }

    private NearTier(NearBounds bounds, LongSupplier nanoClock, Caffeine<Object, Object> builder) {
        NearCounters counted = new NearCounters();
        this.timesToLive = bounds.timeToLive() != null;
        this.slots = bounds.build(builder.<Object, Object>evictionListener((key, slot, cause) -> {
            if (slot instanceof NearValue) {
                counted.evicted(cause == RemovalCause.EXPIRED);
            }
        }));
        this.nanoClock = nanoClock;
        this.counters = counted;
    }

    private static Caffeine<Object, Object> builder(LongSupplier nanoClock) {
        return Caffeine.newBuilder().ticker(nanoClock::getAsLong).executor(Upkeep.INSTANCE);
    }

    @Override
    public @Nullable NearValue find(K key) {
        return find(key, nanoClock.getAsLong());
    }

    @Override
    public @Nullable NearValue find(K key, long now) {
        NearValue value = copyIn(slots.getIfPresent(key));
        return value != null && value.servable(now) ? served(value) : null;
    }

    /** The copy, also one that a read under way is to replace: it is good for as long as nothing better is known. */
    private static @Nullable NearValue copyIn(@Nullable Slot slot) {
        return slot instanceof Reservation reservation ? reservation.replaced() : (NearValue) slot;
    }

    private NearValue served(NearValue value) {
        value.markRead();
        counters.hit();
        return value;
    }

    /** Whether it is known that nobody would make an entry. Counts nothing. */
    public boolean knowsAbsent(K key, long now) {
        NearValue value = copyIn(slots.policy().getIfPresentQuietly(key));
        return value != null && value.isKnownAbsent() && value.servable(now);
    }

    /** Whether there is a copy that a reader was given. No access, and counts nothing. */
    public boolean isRead(K key) {
        NearValue copy = copyIn(slots.policy().getIfPresentQuietly(key));
        return copy != null && copy.isRead();
    }

    /**
     * Reserves the key for a read.
     *
     * @return {@code own} if it stands now and the read is to be sent; another reservation whose answer is to be waited
     *     for; or a copy that has come meanwhile
     */
    public Slot claim(K key, Reservation own) {
        while (true) {
            Slot there = slots.getIfPresent(key);
            if (there instanceof Reservation other) {
                return other;
            }
            if (there instanceof NearValue value && value.servable(nanoClock.getAsLong())) {
                return served(value);
            }
            if (replaces((NearValue) there, key, own)) {
                return own;
            }
        }
    }

    private boolean replaces(@Nullable NearValue copy, K key, Reservation own) {
        own.replaces(copy);
        return copy == null
                ? slots.asMap().putIfAbsent(key, own) == null
                : slots.asMap().replace(key, copy, own);
    }

    /**
     * {@link #claim} for who reads for nobody: no hit, and no access.
     *
     * @return whether {@code own} stands now; not if there is a copy to serve, or the key is being read
     */
    public boolean reserve(K key, Reservation own) {
        Slot there = slots.policy().getIfPresentQuietly(key);
        return !(there instanceof Reservation)
                && !(there instanceof NearValue value && value.servable(nanoClock.getAsLong()))
                && replaces((NearValue) there, key, own);
    }

    /**
     * The read of a reservation is about to be sent.
     *
     * @param channel by which its value is to come, as its notices name it; null if that is not known
     */
    public void sent(Reservation reservation, @Nullable Validity channel) {
        reservation.becomes(new Reservation.Sent(channel));
        if (reservation instanceof Takeover takeover) {
            takeover.goesBy(channel);
        }
    }

    /** The value has come, or the read has failed: what is told from now on may be younger. */
    public void arrived(Reservation reservation) {
        reservation.becomes(Reservation.State.ARRIVED);
    }

    /**
     * Reserves the key for a read that is sent behind a write of it, where there is a copy that a reader was given. The
     * copy is served on, until the change is told. A read under way that was to replace it still reaches its readers.
     *
     * @return whether {@code own} stands now; not if there is no such copy, nor where copies have a time to live, which
     *     would begin anew
     */
    public boolean takeOver(K key, Takeover own) {
        if (timesToLive || !isRead(key)) {
            return false;
        }
        return slots.asMap().computeIfPresent(key, (any, slot) -> {
                    NearValue copy = copyIn(slot);
                    if (copy == null || !copy.isRead()) {
                        return slot;
                    }
                    own.takesOver(copy);
                    return own;
                })
                == own;
    }

    /**
     * Forgets what is older than a write that was done here, behind which a read was answered by the same channel. The
     * channel has told of the write before it brought the answer. So what stands there by that channel's promise is
     * younger; all else is forgotten.
     */
    public void settle(K key, Takeover answered) {
        Validity channel = answered.channel();
        slots.asMap().computeIfPresent(key, (any, slot) -> {
            if (slot instanceof Reservation reservation) {
                return outlives(reservation, channel);
            }
            return slot != answered.takenOver() && ((NearValue) slot).isUnder(channel) ? slot : null;
        });
    }

    /**
     * What is left of a reservation when a channel tells of a change: no earlier copy, and a read only if it sees it.
     */
    private static @Nullable Slot outlives(Reservation reservation, @Nullable Validity channel) {
        reservation.replaces(null);
        return reservation.state().seesWhatIsTold(channel) ? reservation : null;
    }

    /** Keeps what a reserved read has brought; whether the reservation still stood. */
    public boolean publish(K key, Reservation reservation, NearValue value) {
        boolean stood = slots.asMap().replace(key, reservation, value);
        if (!stood) {
            counters.refusedStore();
        }
        return stood;
    }

    /** Takes back a reservation whose read has brought nothing to keep. */
    public void abandon(K key, Reservation reservation) {
        slots.asMap().remove(key, reservation);
    }

    /**
     * Takes back a reservation whose read has failed: what is known of the key is what was known before. Whoever has
     * dropped the reservation meanwhile has dropped that too.
     */
    public void restore(K key, Reservation reservation) {
        if (slots.policy().getIfPresentQuietly(key) == reservation) {
            slots.asMap().computeIfPresent(key, (any, slot) -> slot == reservation ? reservation.replaced() : slot);
        }
    }

    @Override
    public @Nullable NearValue findUnproven(K key, long provenSince) {
        NearValue value = copyIn(slots.getIfPresent(key));
        return value != null && value.servableUnproven(nanoClock.getAsLong(), provenSince) ? value : null;
    }

    /** Forgets the key, for a change that was made here. */
    public void drop(K key) {
        slots.asMap().remove(key);
    }

    /**
     * Forgets the key, for a change that the server has told. A read that is under way and is {@linkplain Reservation
     * sure to see} the change goes on.
     *
     * @param promise of the channel that tells it
     */
    public void invalidate(K key, Validity promise) {
        slots.asMap()
                .compute(
                        key,
                        (any, slot) -> slot instanceof Reservation reservation ? outlives(reservation, promise) : null);
        counters.invalidation(); // who waits for the count finds the copy gone
    }

    /**
     * Forgets what may be older than something that was read by another way than a tracked channel: who has seen that
     * finds it here, or something later. A read that is under way goes on, if it is not sent yet; of one that is,
     * nobody knows which of the two the server has done first.
     *
     * @param agrees whether a copy of that version is of the same write, {@link NearValue#ABSENT} for none
     */
    public void observe(K key, LongPredicate agrees) {
        Slot there = slots.policy().getIfPresentQuietly(key);
        if (there != null && !(there instanceof NearValue value && agrees.test(value.version()))) {
            slots.asMap().computeIfPresent(key, (any, slot) -> observed(slot, agrees));
        }
    }

    private static @Nullable Slot observed(Slot slot, LongPredicate agrees) {
        if (slot instanceof NearValue value) {
            return agrees.test(value.version()) ? value : null;
        }
        Reservation reservation = (Reservation) slot;
        NearValue earlier = reservation.replaced();
        if (earlier != null && !agrees.test(earlier.version())) {
            reservation.replaces(null);
        }
        return reservation.state().seesWhatIsDone() ? reservation : null;
    }

    /** Whether there is a copy or a reservation. No access, and counts nothing. */
    boolean holds(K key) {
        return slots.policy().getIfPresentQuietly(key) != null;
    }

    /** Forgets everything. */
    public void dropAll() {
        slots.asMap().clear();
    }

    /** The keys of copies of entries, those that are read most first; so many at the most. Readers go on meanwhile. */
    public List<K> hottest(int most) {
        return slots.policy().eviction().orElseThrow().hottest(most).entrySet().stream()
                .filter(each -> {
                    NearValue copy = copyIn(each.getValue());
                    return copy != null && copy.content() != null;
                })
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether a further copy takes the place of no other one; an estimate. */
    public boolean hasRoom() {
        var eviction = slots.policy().eviction().orElseThrow();
        return eviction.weightedSize().orElse(slots.estimatedSize()) < eviction.getMaximum();
    }

    /** How many keys have a copy or a reservation; an estimate. */
    public long size() {
        return slots.estimatedSize();
    }

    /** What the copies weigh against a bound in bytes; -1 where the bound counts entries. */
    public long weight() {
        return slots.policy().eviction().orElseThrow().weightedSize().orElse(-1);
    }

    /** The copy of a key, also one that is not to be served; null for none. No access, and counts nothing. */
    public @Nullable NearValue peek(K key) {
        return copyIn(slots.policy().getIfPresentQuietly(key));
    }

    public NearCounters counters() {
        return counters;
    }
}
