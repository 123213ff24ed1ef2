package org.tandemcache.engine;

import java.time.Duration;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.event.EventDispatcher;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.far.FarInterceptor;
import org.tandemcache.far.FarPath;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.Patience;
import org.tandemcache.far.ValueSizes;
import org.tandemcache.integration.LoadsUnderWay;
import org.tandemcache.integration.ReadThrough;
import org.tandemcache.integration.WriteThrough;
import org.tandemcache.management.Statistics;

/**
 * The operations of one cache, wired to each other. Immutable and thread-safe.
 *
 * @param loads null for a cache without a loader
 * @param underWay what loaders and processors are finding out
 */
public record CacheEngine<K, V>(
        Reads<K, V> reads,
        Updates<K, V> updates,
        Removals<K, V> removals,
        Invocations<K, V> invocations,
        Iteration<K, V> iteration,
        @Nullable Loads<K, V> loads,
        LoadsUnderWay underWay) {
    /**
     * What the operations are made of.
     *
     * @param reads what answers plain reads: {@code far} itself, or one that has less patience or may lag
     * @param guard stands before both; null where nothing does
     * @param loader null for a cache without one
     * @param behind stores what the loader has brought for a read that missed; null to store it in the reader's thread
     * @param readThrough whether a miss asks the loader
     * @param writer null without write-through
     * @param near null for a cache without near tier
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
            KeyFormat keys,
            ValueFormat values,
            ExpiryPlan plan,
            @Nullable CacheLoader<K, V> loader,
            boolean readThrough,
            @Nullable StoresBehind behind,
            @Nullable WriteThrough<K, V> writer,
            EventDispatcher<K, V> events,
            Statistics statistics,
            @Nullable NearParts<K> near,
            @Nullable FailurePolicy failure,
            Patience patience,
            ValueSizes sizes,
            Duration longestWait) {}

    public static <K, V> CacheEngine<K, V> of(Parts<K, V> parts) {
        NearParts<K> near = parts.near();
        FailurePolicy failure = parts.failure();
        ExpiryWatch<V> watch = new ExpiryWatch<>(System::nanoTime, parts.events()::wantsExpiredValues);
        NearReads<K> nearReads = near == null ? null : new NearReads<>(parts.keys(), parts.plan(), near, watch);
        if (near != null) {
            near.changes().heedBy(watch::changed);
        }
        FarTier far = path(failure, nearReads, parts.guard()).to(parts.far());
        KeyFormat keys = parts.keys();
        ValueFormat values = parts.values();
        ExpiryPlan plan = parts.plan();
        WriteThrough<K, V> writer = parts.writer();
        Statistics statistics = parts.statistics();

        OutcomeRecorder<K, V> recorder = new OutcomeRecorder<>(statistics, parts.events(), watch, nearReads);
        LoadsUnderWay underWay = new LoadsUnderWay(parts.longestWait());
        Mutations<K, V> mutations =
                new Mutations<>(new KeyLocks(parts.longestWait()), recorder, writer != null, underWay);
        EntryReader<V> reader = new EntryReader<>(far, values, plan);
        Transactions<K, V> transactions = new Transactions<>(far, reader, plan, writer, underWay, parts.longestWait());

        FarTier failing = path(null, nearReads, parts.guard()).to(parts.far());
        TransactionBatch<V> batch = new TransactionBatch<>(
                failing, new EntryReader<>(failing, values, plan), transactions, mutations, failure, parts.sizes());

        EntryWrites<V> transacted = new TransactedWrites<>(transactions);
        EntryWrites<V> writtenAlready = new TransactedWrites<>(transactions.withoutWriter());
        EntryWrites<V> writes = transacted;
        if (plan instanceof ExpiryPlan.Fixed fixed) {
            writtenAlready = new NativeWrites<>(far, values, fixed, recorder, writtenAlready, underWay);
            writes = writer == null ? writtenAlready : new WrittenThrough<>(writer, writtenAlready, transacted);
        }

        ReadThrough<K, V> loader =
                parts.loader() == null ? null : new ReadThrough<>(parts.loader(), underWay, parts.longestWait());
        Loads<K, V> loads = loader == null
                ? null
                : new Loads<>(keys, values, loader, underWay, reader, transactions, mutations, parts.behind());
        boolean readThrough = parts.readThrough();
        Removals<K, V> removals = new Removals<>(keys, values, far, writes, writer, mutations);
        return new CacheEngine<>(
                new Reads<>(
                        keys,
                        lookup(parts, recorder, nearReads),
                        parts.patience().endsEarly()
                                ? new EntryReader<>(reads(parts, nearReads), values, plan)
                                : reader,
                        mutations,
                        readThrough ? loads : null,
                        statistics,
                        parts.patience()),
                new Updates<>(keys, values, far, plan, writes, writtenAlready, writer, mutations),
                removals,
                new Invocations<>(keys, values, transactions, batch, mutations, readThrough ? loader : null),
                new Iteration<>(keys, far, reader, plan, removals, statistics),
                loads,
                underWay);
    }

    /** All that stands between the engine and the far tier, in the order in which an operation passes it. */
    private static <K> FarPath path(
            @Nullable FailurePolicy failure, @Nullable NearReads<K> near, @Nullable FarInterceptor guard) {
        return FarPath.start()
                .through(failure == null ? null : new Bypass(failure))
                .through(near == null ? null : new DropOfCopies<>(near))
                .through(guard);
    }

    /** What answers plain reads, or fails. */
    private static <K, V> FarTier reads(Parts<K, V> parts, @Nullable NearReads<K> near) {
        return path(null, near, parts.guard()).to(parts.reads());
    }

    /** Reads answer by themselves while the far tier is away: a near copy may be better than nothing. */
    private static <K, V> Lookup<K, V> lookup(
            Parts<K, V> parts, OutcomeRecorder<K, V> recorder, @Nullable NearReads<K> reads) {
        KeyFormat keys = parts.keys();
        ValueFormat values = parts.values();
        FarTier far = reads(parts, reads);
        FailurePolicy failure = parts.failure();
        EntryReader<V> reader = new EntryReader<>(far, values, parts.plan());
        FarLookup<K, V> plain = new FarLookup<>(keys, far, reader, recorder, parts.patience(), parts.sizes());
        Lookup<K, V> lookup =
                reads == null ? plain : new TieredLookup<>(keys, values, far, parts.plan(), reader, recorder, reads);
        if (reads != null && reads.parts().onProlonging() != null && parts.plan() instanceof ExpiryPlan.Ask ask) {
            lookup = new SwitchedLookup<>(
                    lookup, plain, ask.prolonging()::get, reads.parts().onProlonging());
        }
        if (failure == null) {
            return lookup;
        }
        return new BypassingLookup<>(
                lookup,
                reads == null ? key -> null : new NearCopies<K, V>(reads.parts().view(), values, failure),
                failure);
    }
}
