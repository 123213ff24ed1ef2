package org.tandemcache.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.event.EventDispatcher;
import org.tandemcache.expiry.AskedOptions;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.expiry.WriteExpiry;
import org.tandemcache.far.AsyncFarTier;
import org.tandemcache.far.FarInterceptor;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarPath;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.Patience;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.ValueSizes;
import org.tandemcache.integration.LoadsUnderWay;
import org.tandemcache.integration.ReadThrough;
import org.tandemcache.integration.WriteThrough;
import org.tandemcache.management.Statistics;
import org.tandemcache.tags.CacheTags;
import org.tandemcache.tags.TaggedFarTier;

/**
 * The operations of one cache, wired to each other. Immutable and thread-safe.
 *
 * @param underWay what loaders and processors are finding out
 * @param async makes the operations that no thread waits for
 * @param tags null for a cache whose entries have none
 * @param preload null for a cache without near tier, or whose reads prolong entries
 */
public record CacheEngine<K, V>(
        Reads<K, V> reads,
        Updates<K, V> updates,
        Removals<K, V> removals,
        Invocations<K, V> invocations,
        Iteration<K, V> iteration,
        Loads<K, V> loads,
        EntryLifetimes<K, V> lifetimes,
        @Nullable Refreshes<K> refreshes,
        LoadsUnderWay underWay,
        AsyncOperations.Wiring<K, V> async,
        @Nullable CacheTags tags,
        @Nullable Preload<K> preload) {
    /**
     * What the operations are made of.
     *
     * @param reads what answers plain reads: {@code far} itself, or one that has less patience or may lag
     * @param guard stands before both; null where nothing does
     * @param watch sees what is really asked, behind the guard
     * @param counters of reads, those of {@code near} where there is one
     * @param jitter the share of a lifetime by which it is shortened at the most; 0 for none
     * @param options of entries, as the user's source gives them; null without one
     * @param loader null for a cache without one
     * @param protection of loads, never AUTO
     * @param lease of a load, for protection CLUSTER
     * @param rememberAbsent for how long it is remembered that the loader knows no value; null for not at all
     * @param behind stores what the loader has brought for a read that missed; null to store it in the reader's thread
     * @param readThrough whether a miss asks the loader
     * @param writer null without write-through
     * @param refresh null for a cache whose entries are not refreshed
     * @param near null for a cache without near tier
     * @param tags null for a cache whose entries have none
     * @param preload null for a cache that can't be preloaded
     * @param failure null for a cache that fails while its far tier is away
     * @param patience of {@code reads}
     * @param sizes of the values, shared by those who read and write them
     * @param longestWait for how long an operation waits for another one on the same key, and tries again while others
     *     change the entry under it
     */
    public record Parts<K, V>(
            FarTier far,
            FarTier reads,
            @Nullable FarInterceptor guard,
            FarInterceptor watch,
            TierCounters counters,
            KeyFormat keys,
            ValueFormat values,
            ExpiryPlan plan,
            double jitter,
            @Nullable AskedOptions<K, V> options,
            @Nullable CacheLoader<K, V> loader,
            boolean readThrough,
            Protection protection,
            Duration lease,
            @Nullable Duration rememberAbsent,
            ClaimCounters claimCounters,
            @Nullable StoresBehind behind,
            @Nullable RefreshParts refresh,
            @Nullable WriteThrough<K, V> writer,
            EventDispatcher<K, V> events,
            Statistics statistics,
            @Nullable NearParts<K> near,
            @Nullable CacheTags tags,
            Preload.@Nullable Parts<K> preload,
            @Nullable FailurePolicy failure,
            Patience patience,
            ValueSizes sizes,
            Duration longestWait) {}

    public static <K, V> CacheEngine<K, V> of(Parts<K, V> parts) {
        NearParts<K> near = parts.near();
        ExpiryWatch<V> watch = new ExpiryWatch<>(System::nanoTime, parts.events()::wantsExpiredValues);
        parts.events().onChangeElsewhere(watch::changedElsewhere);
        if (near != null) {
            near.changes().heedBy(watch::changed);
        }
        return new Wiring<>(
                        parts,
                        near == null
                                ? null
                                : new NearReads<>(
                                        parts.keys(),
                                        parts.plan(),
                                        near,
                                        watch,
                                        parts.refresh() == null
                                                ? null
                                                : parts.refresh().times()),
                        watch)
                .engine();
    }

    /** The parts that several operations share, and what is made of them. */
    private static final class Wiring<K, V> {
        private final Parts<K, V> parts;
        private final @Nullable NearReads<K> near;
        private final OutcomeRecorder<K, V> recorder;
        private final LoadsUnderWay underWay;
        private final KeyLocks locks;
        private final FarTier far;
        private final EntryReader<V> reader;
        private final boolean amongMarkers;
        private final NewValues<K, V> newValues;
        private final Claims<V> claims;
        private final @Nullable Absences<V> absences;
        private final Transactions<K, V> transactions;
        private final WritePath<K, V> path;
        private final @Nullable Refreshes<K> refreshes;

        Wiring(Parts<K, V> parts, @Nullable NearReads<K> near, ExpiryWatch<V> watch) {
            this.parts = parts;
            this.near = near;
            recorder = new OutcomeRecorder<>(parts.statistics(), parts.events(), watch, parts.values(), near);
            CacheTags tags = parts.tags();
            underWay = new LoadsUnderWay(parts.longestWait(), tags == null ? () -> null : tags::begin);
            locks = new KeyLocks(parts.longestWait());
            far = tier(parts.failure(), parts.far());
            reader = reading(far);
            Duration remembered = parts.rememberAbsent();
            amongMarkers = parts.protection() == Protection.CLUSTER || remembered != null || tags != null;
            claims = parts.protection() == Protection.CLUSTER ? leases() : Claims.none();
            absences = remembered == null
                    ? null
                    : new Absences<>(tier(null, parts.far()), parts.values(), WriteExpiry.lifetime(remembered));
            WriteExpiry<K, V> expiry = new WriteExpiry<>(parts.plan(), parts.jitter(), parts.options(), amongMarkers);
            newValues = new NewValues<>(parts.values(), expiry, tags);
            transactions = new Transactions<>(
                    far, reader, expiry, parts.writer(), underWay, claims, absences, parts.longestWait());
            NativeWrites<V> commands = new NativeWrites<>(far, parts.values(), amongMarkers, tags != null);
            path = new WritePath<>(
                    far, parts.keys(), newValues, locks, recorder, underWay, parts.writer(), commands, transactions);
            refreshes = parts.refresh() == null || parts.loader() == null
                    ? null
                    : refreshes(parts.refresh(), parts.loader());
        }

        private Refreshes<K> refreshes(RefreshParts refresh, CacheLoader<K, V> loader) {
            FarTier failing = tier(null, parts.far());
            RefreshRun<K, V> run = new RefreshRun<>(
                    refresh.leasing(FarPath.start()
                            .through(parts.guard())
                            .through(parts.watch())
                            .to(refresh.leases())),
                    newValues,
                    reading(failing),
                    recorder::tellsChanges,
                    loader,
                    new ReadThrough<>(underWay, parts.longestWait(), false),
                    underWay,
                    path,
                    new LoadedTogether<>(path, failing, null),
                    refresh.times(),
                    refresh.refreshes().counters());
            return new Refreshes<>(parts.keys(), refresh.refreshes(), run::run);
        }

        CacheEngine<K, V> engine() {
            Lookup<K, V> lookup = lookup(parts.counters());
            Loads<K, V> loads = new Loads<>(new LoadParts<>(
                    parts.keys(),
                    newValues,
                    parts.loader(),
                    new ReadThrough<>(underWay, parts.longestWait(), parts.protection() != Protection.NONE),
                    underWay,
                    reader,
                    path,
                    new LoadProtection<>(
                            claims,
                            LookAgain.by(
                                    near == null
                                            ? farLookup(far, new TierCounters(), null)
                                            : lookup(new TierCounters())),
                            absences,
                            parts.claimCounters(),
                            new LoadedTogether<>(path, path(null).to(parts.far()), parts.failure()),
                            parts.failure(),
                            parts.longestWait()),
                    parts.behind()));
            Loads<K, V> readThrough = parts.readThrough() && loads.hasLoader() ? loads : null;
            CacheTags tags = parts.tags();
            Removals<K, V> removals =
                    new Removals<>(path, tags == null ? null : new EndedTags<>(tags, parts.failure(), underWay, near));
            Reads<K, V> reads = reads(lookup, readThrough, loads);
            return new CacheEngine<>(
                    reads,
                    new Updates<>(path),
                    removals,
                    new Invocations<>(parts.keys(), newValues, path, batch(), readThrough),
                    new Iteration<>(parts.keys(), far, reader, parts.plan(), removals, parts.statistics()),
                    loads,
                    new EntryLifetimes<>(parts.keys(), far, path),
                    refreshes,
                    underWay,
                    (farReads, farWrites, work) -> async(lookup, reads, farReads, farWrites, work),
                    parts.tags(),
                    preload());
        }

        private @Nullable Preload<K> preload() {
            Preload.Parts<K> preload = parts.preload();
            return preload == null || near == null
                    ? null
                    : new Preload<>(preload, new PreloadReads<>(near, parts.tags(), preload.longestWait()));
        }

        private AsyncOperations<K, V> async(
                Lookup<K, V> lookup,
                Reads<K, V> reads,
                @Nullable AsyncFarTier farReads,
                AsyncFarTier farWrites,
                AsyncWork work) {
            return new AsyncOperations<>(
                    new AsyncReads<>(
                            lookup,
                            reads,
                            parts.plan(),
                            parts.sizes(),
                            parts.patience(),
                            farReads == null || parts.tags() != null
                                    ? null
                                    : path(null).to(farReads),
                            work),
                    new AsyncWrites<>(
                            parts.keys(),
                            newValues,
                            recorder,
                            underWay,
                            // a thread waits for the stamps, and for what tells other nodes
                            new AsyncWrites.Commands(
                                    amongMarkers,
                                    parts.writer() != null
                                            || parts.tags() != null
                                            || !parts.far().mayBePassed()),
                            path(parts.failure()).to(farWrites)));
        }

        /** Claims that hold on all nodes. */
        private Leases<V> leases() {
            return new Leases<>(
                    tier(null, parts.far()),
                    patient(),
                    parts.values(),
                    Lifetime.of(parts.lease().toMillis(), TimeUnit.MILLISECONDS),
                    parts.patience(),
                    parts.failure(),
                    near == null ? null : near.parts().changes());
        }

        private Reads<K, V> reads(Lookup<K, V> lookup, @Nullable Loads<K, V> readThrough, Loads<K, V> loads) {
            EntryReader<V> again = parts.patience().endsEarly() ? reading(patient()) : reader;
            return absences == null
                    ? new Reads<>(
                            parts.keys(), lookup, again, path, readThrough, loads, parts.statistics(), parts.patience())
                    : new ReadsKnowingAbsence<>(
                            parts.keys(),
                            lookup,
                            again,
                            path,
                            readThrough,
                            loads,
                            parts.statistics(),
                            parts.patience(),
                            parts.claimCounters());
        }

        private TransactionBatch<V> batch() {
            FarTier failing = tier(null, parts.far());
            return new TransactionBatch<>(
                    path, locks, underWay, failing, reading(failing), transactions, parts.failure(), parts.sizes());
        }

        /** All that stands between the engine and the far tier, in the order in which an operation passes it. */
        private FarTier tier(@Nullable FailurePolicy failure, FarTier end) {
            CacheTags tags = parts.tags();
            return tags == null
                    ? path(failure).to(end)
                    : beginning(failure)
                            .to(new TaggedFarTier(guarded(FarPath.start()).to(end), tags));
        }

        private FarPath path(@Nullable FailurePolicy failure) {
            return guarded(beginning(failure));
        }

        private static FarPath beginning(@Nullable FailurePolicy failure) {
            return FarPath.start().through(failure == null ? null : new Bypass(failure));
        }

        private FarPath guarded(FarPath way) {
            return way.through(near == null ? null : new DropOfCopies<>(near))
                    .through(parts.guard())
                    .through(parts.watch());
        }

        /** What answers plain reads, or fails. */
        private FarTier patient() {
            return tier(null, parts.reads());
        }

        private EntryReader<V> reading(FarTier from) {
            return new EntryReader<>(from, parts.values(), parts.plan());
        }

        private Lookup<K, V> farLookup(FarTier from, TierCounters counters, @Nullable Refreshes<K> due) {
            Predicate<FarKey> existence = amongMarkers ? key -> isEntry(from.header(key)) : from::contains;
            return new FarLookup<>(
                    parts.keys(), existence, reading(from), recorder, counters, parts.patience(), parts.sizes(), due);
        }

        private static boolean isEntry(@Nullable StoredEntry header) {
            return header != null && !header.isAbsent();
        }

        /**
         * Reads answer by themselves while the far tier is away: a near copy may be better than nothing.
         *
         * @param counters of where they were answered
         */
        private Lookup<K, V> lookup(TierCounters counters) {
            KeyFormat keys = parts.keys();
            ValueFormat values = parts.values();
            FailurePolicy failure = parts.failure();
            FarTier from = patient();
            Lookup<K, V> uncached = farLookup(from, counters, refreshes);
            Lookup<K, V> lookup = near == null
                    ? uncached
                    : new TieredLookup<>(
                            keys,
                            values,
                            from,
                            parts.plan(),
                            reading(from),
                            uncached,
                            recorder,
                            near,
                            refreshes,
                            parts.tags(),
                            counters);
            if (near != null && near.parts().onProlonging() != null && parts.plan() instanceof ExpiryPlan.Ask ask) {
                lookup = new SwitchedLookup<>(
                        lookup,
                        farLookup(from, counters, null),
                        ask.prolonging()::get,
                        near.parts().onProlonging());
            }
            if (failure != null) {
                lookup = bypassing(lookup, failure);
            }
            return refreshes == null ? lookup : new RefreshingLookup<>(lookup, refreshes, values);
        }

        private Lookup<K, V> bypassing(Lookup<K, V> lookup, FailurePolicy failure) {
            return new BypassingLookup<>(
                    lookup,
                    near == null
                            ? key -> null
                            : new NearCopies<K, V>(near.parts().view(), parts.values(), failure),
                    failure);
        }
    }
}
