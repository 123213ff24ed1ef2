package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.far.AsyncFarTier;
import org.tandemcache.far.CallTime;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.near.NearValue;
import org.tandemcache.near.NearView;
import org.tandemcache.near.Reservation;
import org.tandemcache.near.Slot;
import org.tandemcache.near.Upkeep;
import org.tandemcache.tags.CacheTags;

/**
 * Reads of a cache with a near tier. A near hit makes no call. A miss is reserved, read on a tracked channel, kept if
 * the reservation still stands, and decoded in the caller's thread; who misses the same key meanwhile joins that read:
 * waits for its answer. Where no tracked channel is there, the far tier answers and nothing is kept.
 */
final class TieredLookup<K, V> implements Lookup<K, V> {
    private final KeyFormat keys;
    private final ValueFormat values;
    private final FarTier far;
    private final ExpiryPlan plan;
    private final EntryReader<V> reader;
    private final Lookup<K, V> uncached;
    private final OutcomeRecorder<K, V> recorder;
    private final NearParts<K> parts;
    private final NearView<? super K> copies;
    private final NearReads<K> reads;
    private final @Nullable Refreshes<K> refreshes;
    private final @Nullable CacheTags tags;
    private final TierCounters counters;

    /**
     * @param uncached reads what can't be read by a tracked channel
     * @param refreshes of what is due; null if nothing is
     * @param tags null where entries have no stamps
     * @param counters of where reads were answered
     */
    TieredLookup(
            KeyFormat keys,
            ValueFormat values,
            FarTier far,
            ExpiryPlan plan,
            EntryReader<V> reader,
            Lookup<K, V> uncached,
            OutcomeRecorder<K, V> recorder,
            NearReads<K> reads,
            @Nullable Refreshes<K> refreshes,
            @Nullable CacheTags tags,
            TierCounters counters) {
        this.keys = keys;
        this.values = values;
        this.far = far;
        this.plan = plan;
        this.reader = reader;
        this.uncached = uncached;
        this.recorder = recorder;
        this.parts = reads.parts();
        this.copies = refreshes == null ? parts.view() : new DueView<>(parts.view(), refreshes);
        this.refreshes = refreshes;
        this.reads = reads;
        this.tags = tags;
        this.counters = counters;
    }

    @Override
    public @Nullable V get(K key, long now) {
        NearValue copy = copies.find(key, now);
        if (copy != null) {
            return served(key, copy);
        }
        return missed(key, now).value();
    }

    /** The near copy of a value was looked for. */
    @Override
    public Sight<V> look(K key, long now) {
        if (parts.tier().knowsAbsent(parts.keys().of(keys.encode(key)), now)) {
            return new Sight<>(null, true);
        }
        return missed(key, now);
    }

    /** A policy that must be asked may want the entry to be prolonged, which is a round trip. */
    @Override
    public @Nullable V getNear(K key, long now) {
        NearValue copy = plan instanceof ExpiryPlan.Ask ? null : copies.find(key, now);
        return copy == null ? null : served(key, copy);
    }

    private Sight<V> missed(K key, long now) {
        CallTime time = parts.patience().begin(now);
        try {
            return readOne(key, now);
        } finally {
            time.end();
        }
    }

    private Sight<V> readOne(K key, long now) {
        NearReads.NearClaim claim = claim(key, true);
        Slot standing = claim.standing();
        if (standing instanceof NearValue copyMeanwhile) {
            return new Sight<>(served(key, copyMeanwhile), copyMeanwhile.isKnownAbsent());
        }
        if (claim.isOwn()) { // else it joins a read that is under way
            reads.send(List.of(claim));
        }
        try {
            return answered(claim, (Reservation) standing, true);
        } catch (FarTierException e) {
            if (e.kind() == Kind.UNAVAILABLE) {
                return uncached.look(key, now);
            }
            throw e;
        }
    }

    @Override
    public void getAll(Collection<? extends K> wanted, Map<K, V> found, Consumer<? super K> knownAbsent) {
        long now = System.nanoTime(); // one look at the clock for all near hits: they were good when the call began
        CallTime time = parts.patience().begin(now);
        try {
            readAll(wanted, found, knownAbsent, now);
        } finally {
            time.end();
        }
    }

    /** The next chunk is sent before the answers of the last one are looked at: two of them are on the way at most. */
    private void readAll(Collection<? extends K> wanted, Map<K, V> found, Consumer<? super K> knownAbsent, long now) {
        List<K> chunk = new ArrayList<>();
        List<K> before = List.of();
        List<NearReads.NearClaim> claims = List.of();
        for (K key : wanted) {
            NearValue copy = copies.find(key, now);
            if (copy == null) {
                chunk.add(key);
            } else {
                tell(found, knownAbsent, key, copy);
            }
            if (chunk.size() >= parts.sizes().entriesPerChunk()) {
                List<NearReads.NearClaim> next = sent(chunk);
                takeBefore(next, before, claims, found, knownAbsent);
                if (parts.sizes().twoChunksFit()) { // the next one is sent before this one has come
                    before = chunk;
                    claims = next;
                } else {
                    take(chunk, next, found, knownAbsent);
                    before = List.of();
                    claims = List.of();
                }
                chunk = new ArrayList<>(chunk.size());
            }
        }
        List<NearReads.NearClaim> last = sent(chunk);
        takeBefore(last, before, claims, found, knownAbsent);
        take(chunk, last, found, knownAbsent);
    }

    /** @param next of the chunk behind it, whose answers nobody takes if this one fails */
    private void takeBefore(
            List<NearReads.NearClaim> next,
            List<K> chunk,
            List<NearReads.NearClaim> claims,
            Map<K, V> found,
            Consumer<? super K> knownAbsent) {
        try {
            take(chunk, claims, found, knownAbsent);
        } catch (FarTierException e) {
            letGo(next);
            throw e;
        }
    }

    private void take(
            List<K> chunk, List<NearReads.NearClaim> claims, Map<K, V> found, Consumer<? super K> knownAbsent) {
        List<K> elsewhere = take(chunk, claims, found, knownAbsent, true);
        if (!elsewhere.isEmpty()) {
            uncached.getAll(elsewhere, found, knownAbsent);
        }
    }

    @Override
    public @Nullable Begun begin(List<K> wanted, Map<K, V> found, AsyncFarTier asyncFar) {
        long now = System.nanoTime();
        List<K> chunk = new ArrayList<>();
        for (K key : wanted) {
            NearValue copy = copies.find(key, now);
            if (copy == null) {
                chunk.add(key);
            } else {
                putIfFound(found, key, served(key, copy));
            }
        }
        if (!chunk.stream().map(keys::encode).allMatch(parts.reads()::isReady)) {
            return null; // who reads first waits for the connection, and must not be the caller
        }
        List<NearReads.NearClaim> claims = sent(chunk);
        CompletableFuture<?> answer = CompletableFuture.allOf(claims.stream()
                .filter(claim -> claim.standing() instanceof Reservation)
                .map(claim -> claim.awaited((Reservation) claim.standing()))
                .toArray(CompletableFuture<?>[]::new));
        return new Begun() {
            @Override
            public CompletableFuture<?> answer() {
                return answer;
            }

            @Override
            public @Nullable Begun end() {
                List<K> elsewhere = take(chunk, claims, found, key -> {}, false);
                if (elsewhere.isEmpty()) {
                    return null;
                }
                Begun next = uncached.begin(elsewhere, found, asyncFar);
                if (next == null) {
                    uncached.getAll(elsewhere, found, key -> {}); // there is no connection yet
                }
                return next;
            }
        };
    }

    /** Reserves and sends. */
    private List<NearReads.NearClaim> sent(List<K> chunk) {
        List<NearReads.NearClaim> claims = new ArrayList<>(chunk.size());
        boolean timed = recorder.watch() != null || refreshes != null;
        Upkeep.behind(() -> {
            try {
                chunk.forEach(key -> claims.add(claim(key, timed)));
            } catch (RuntimeException | Error e) {
                reads.withdraw(claims, e);
                throw e;
            }
            reads.send(claims); // before the upkeep, which is done while Redis answers
        });
        return claims;
    }

    /**
     * Takes the answers.
     *
     * @param waits for those that have not come
     * @return the keys that are to be read by another way
     */
    private List<K> take(
            List<K> chunk,
            List<NearReads.NearClaim> claims,
            Map<K, V> found,
            Consumer<? super K> knownAbsent,
            boolean waits) {
        List<K> elsewhere = new ArrayList<>();
        FarTierException late = null;
        TagsOfABulk learned = tags == null || !tags.areNamed() ? null : new TagsOfABulk(tags, claims);
        for (int i = 0; i < claims.size(); i++) {
            if (learned != null) {
                learned.before(i);
            }
            K key = chunk.get(i);
            Slot standing = claims.get(i).standing();
            if (standing instanceof NearValue copy) {
                tell(found, knownAbsent, key, copy);
                continue;
            }
            try {
                Sight<V> sight = answered(claims.get(i), (Reservation) standing, waits);
                putIfFound(found, key, sight.value());
                if (sight.knownAbsent()) {
                    knownAbsent.accept(key);
                }
            } catch (FarTierException e) {
                switch (e.kind()) {
                    case UNAVAILABLE -> elsewhere.add(key);
                    case TOO_SLOW -> late = e; // the call's time is over: what has come by now is taken
                    default -> {
                        letGo(claims);
                        throw e;
                    }
                }
            }
        }
        learnSizes(claims);
        if (late != null) {
            throw late;
        }
        return elsewhere;
    }

    /** Nobody takes their answers: whoever wants those keys asks anew, and waits for none that may never come. */
    private void letGo(List<NearReads.NearClaim> claims) {
        if (!parts.patience().endsEarly()) { // else late answers are kept
            claims.forEach(claim -> reads.restore(claim, claim.own()));
        }
    }

    /** Of what this chunk itself has brought. */
    private void learnSizes(List<NearReads.NearClaim> claims) {
        if (claims.isEmpty()) {
            return; // nothing was asked for
        }
        int found = 0;
        long bytes = 0;
        for (NearReads.NearClaim claim : claims) {
            CompletableFuture<?> answer = claim.awaited(claim.own());
            if (answer.isDone()
                    && !answer.isCompletedExceptionally()
                    && answer.join() instanceof NearFill.Found brought
                    && brought.entry() != null) {
                found++;
                bytes += brought.entry().bytes().length;
            }
        }
        parts.sizes().learn(found, bytes);
    }

    @Override
    public boolean contains(K key) {
        NearValue copy = copies.find(key);
        return copy == null ? uncached.contains(key) : copy.content() != null;
    }

    // ------------------------------------------------------------------------------------------------- near hits

    /** The value of a copy; null for the knowledge that there is none. */
    private @Nullable V served(K key, NearValue copy) {
        Object content = copy.content();
        if (content == null) {
            return null;
        }
        if (plan instanceof ExpiryPlan.Ask) {
            Lifetime lifetime = plan.access();
            if (!lifetime.isUnchanged()) {
                return reader.readWith(keys.encode(key), lifetime, recorder.watch())
                        .value();
            }
        }
        V value = value(copy, content);
        if (value == null) {
            reads.drop(keys.encode(key)); // can't be read: the next one shall see what Redis holds by then
        }
        return value;
    }

    @SuppressWarnings("unchecked") // what was read under this cache's name
    private @Nullable V value(NearValue copy, Object content) {
        if (!(content instanceof NearValue.Encoded encoded)) {
            return (V) content;
        }
        V value = (V) values.decode(encoded.bytes());
        if (value != null) {
            shareIfImmutable(copy, value); // nobody has waited for what came behind a write
        }
        return value;
    }

    private void shareIfImmutable(NearValue copy, V value) {
        if (parts.shareable().test(value)) {
            copy.share(value);
        }
    }

    // ----------------------------------------------------------------------------------------------- near misses

    /** @param timed whether the answer's lifetime is needed, too */
    private NearReads.NearClaim claim(K key, boolean timed) {
        FarKey farKey = keys.encode(key);
        if (!reads.access().isUnchanged()) {
            far.touch(farKey, reads.access()); // before the reservation: it calls copies back
        }
        return timed ? reads.claim(farKey) : reads.claimForValue(farKey);
    }

    /** What a read has brought, decoded in the caller's thread. */
    @SuppressWarnings("unchecked") // what was read under this cache's name
    private Sight<V> answered(NearReads.NearClaim claim, Reservation reservation, boolean waits) {
        // Of what travels together most have come with the first: nobody waits for them, and no guard stands before
        // them.
        CompletableFuture<? extends @Nullable Object> answer = claim.awaited(reservation);
        NearFill.Found found = answer.isDone() && !answer.isCompletedExceptionally()
                ? (NearFill.Found) Objects.requireNonNull(answer.join())
                : parts.waits().apply(claim.farKey()).call(new AnswerWait(reads, claim, reservation, waits));
        StoredEntry entry = tags == null ? found.entry() : tags.judge(found.entry());
        V value = entry == null ? null : (V) values.decode(entry);
        counters.countFar(value != null);
        if (entry == null) {
            return Sight.of((V) null);
        }
        if (value == null) {
            if (!entry.isAbsent()) {
                reads.drop(claim.farKey()); // can't be read: the next one shall see what Redis holds by then
            }
            return new Sight<>(null, entry.isAbsence());
        }
        NearValue kept = found.kept();
        if (kept != null) {
            kept.markRead();
            shareIfImmutable(kept, value);
        }
        if (refreshes != null) {
            refreshes.read(claim.farKey(), entry, found.sentAt());
        }
        Seen<V> seen = new Seen<>(entry, value);
        ExpiryWatch<V> watch = recorder.watch();
        if (watch != null && entry.remainingMillis() != StoredEntry.UNKNOWN) {
            reader.watched(claim.farKey(), seen, watch, found.sentAt());
            if (claim.value() == null) {
                watch.readBack(claim.farKey(), claim.notices());
            }
        }
        if (plan instanceof ExpiryPlan.Ask) {
            reader.accessed(claim.farKey(), seen, watch);
        }
        return Sight.of(value);
    }

    private void tell(Map<K, V> found, Consumer<? super K> knownAbsent, K key, NearValue copy) {
        V value = served(key, copy);
        if (value != null) {
            found.put(key, value);
        } else if (copy.isKnownAbsent()) {
            knownAbsent.accept(key);
        }
    }

    private static <K, V> void putIfFound(Map<K, V> found, K key, @Nullable V value) {
        if (value != null) {
            found.put(key, value);
        }
    }
}
