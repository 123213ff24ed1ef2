package org.tandemcache.jcache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;
import org.tandemcache.TandemAsyncCache;
import org.tandemcache.TandemCacheMXBean;
import org.tandemcache.coherence.ChangeFeed;
import org.tandemcache.config.EntryOptionsSource;
import org.tandemcache.config.ReadFrom;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.engine.AsyncWork;
import org.tandemcache.engine.CacheEngine;
import org.tandemcache.engine.EntryScripts;
import org.tandemcache.engine.NearParts;
import org.tandemcache.engine.Preload;
import org.tandemcache.engine.RefreshParts;
import org.tandemcache.engine.StoresBehind;
import org.tandemcache.event.Changes;
import org.tandemcache.expiry.AskedOptions;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.far.AsyncFarTier;
import org.tandemcache.far.FarPath;
import org.tandemcache.far.KeyScripts;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.redis.CommandNames;
import org.tandemcache.far.redis.RedisAsyncFarTier;
import org.tandemcache.far.redis.RedisFarTier;
import org.tandemcache.far.redis.RedisKeyScripts;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.integration.WriteThrough;
import org.tandemcache.jcache.TagAssembler.TagParts;
import org.tandemcache.management.Beans;
import org.tandemcache.management.ConfigurationBean;
import org.tandemcache.tags.CacheTags;
import org.tandemcache.tags.Sweep;
import org.tandemcache.telemetry.CallWatch;
import org.tandemcache.telemetry.WatchedLoader;

/**
 * Builds a cache from its configuration; with its {@link CacheBasis} the one place that names implementations. What is
 * made first is what others are made of: the user's objects, who watches, tags, near tier, refreshes, the engine over
 * all of them. Used by one thread, once.
 */
final class Assembler<K, V> {
    private final CacheBasis<K, V> basis;
    private final TandemCacheManager manager;
    private final ManagerParts shared;
    private final TandemConfiguration<K, V> configuration;
    private final ExpiryPlan plan;
    private final CacheRules rules;
    private final @Nullable CacheLoader<K, V> loader;
    private final @Nullable CacheWriter<? super K, ? super V> writer;
    private final CallWatch watch;
    private final @Nullable TagParts tagParts;
    private final @Nullable CacheTags tags;
    private final @Nullable NearParts<K> near;
    private final Preload.@Nullable Parts<K> preload;
    private final @Nullable RefreshThreads refreshThreads;
    private final @Nullable RefreshParts refresh;
    private final CacheEngine<K, V> engine;
    private final KeyScripts scripts;

    static <K, V> CacheParts<K, V> assemble(
            TandemCacheManager manager, ManagedCache<K, V> cache, TandemConfiguration<K, V> configuration) {
        CacheBasis<K, V> basis = new CacheBasis<>(manager, cache, configuration);
        return inContextOf(manager.getClassLoader(), () -> {
            try {
                return new Assembler<>(basis).parts();
            } catch (RuntimeException | Error e) {
                basis.abandon();
                throw e;
            }
        });
    }

    private Assembler(CacheBasis<K, V> basis) {
        this.basis = basis;
        this.manager = basis.manager;
        this.shared = basis.shared;
        this.configuration = basis.configuration;
        ExpiryPolicy policy = basis.made(configuration.getExpiryPolicyFactory());
        this.plan = ExpiryPlan.of(policy == null ? new EternalExpiryPolicy() : policy);
        this.rules = new CacheRules(basis.name, configuration, plan);
        this.loader = basis.made(configuration.getCacheLoaderFactory());
        this.writer = basis.made(configuration.getCacheWriterFactory());
        configuration.getCacheEntryListenerConfigurations().forEach(basis.events::register);
        this.watch = watch();
        this.tagParts = tagParts();
        this.tags = tagParts == null ? null : tagParts.tags();
        this.near = near();
        this.preload = PreloadAssembler.parts(
                manager,
                basis.name,
                basis.keyspace,
                plan,
                configuration,
                near,
                space -> new RedisFarTier(shared.connector(), space, shared.patience()),
                basis.preloads);
        this.refreshThreads = configuration.refresh().isOn()
                ? new RefreshThreads(basis.name, configuration.refresh().threads())
                : null;
        this.refresh = refreshThreads == null ? null : refresh(refreshThreads);
        this.engine = CacheEngine.of(engineParts());
        this.scripts = shared.guards().around(watch.around(new RedisKeyScripts(shared.connector())));
    }

    private CacheParts<K, V> parts() {
        CacheBasis<K, V> under = basis;
        CacheEngine<K, V> made = engine;
        TandemCacheMXBean tiers = tiers();
        Runnable dropNear = near == null ? () -> {} : near.tier()::dropAll;
        CacheParts<K, V> parts = new CacheParts<>(
                made,
                tiers,
                basis.events,
                changes(dropNear),
                basis.journals,
                cache -> asyncView(cache, under, made),
                basis.statistics,
                beans(tiers),
                entryScripts(),
                sweep(),
                dropNear,
                onClose(),
                onDestroy(),
                basis.userObjects());
        Preload<K> filling = made.preload();
        if (filling != null) {
            filling.start();
        }
        return parts;
    }

    // ------------------------------------------------------------------------------------------ before the engine

    private CallWatch watch() {
        boolean scripted =
                plan instanceof ExpiryPlan.Fixed fixed && !fixed.writes().coincide();
        return new CallWatch(
                manager.name(),
                basis.name,
                shared.observers(),
                shared.slowCalls(),
                new CallWatch.Commands(
                        operation -> CommandNames.of(operation.name(), operation.size(), scripted),
                        CommandNames::ofTrackedRead),
                shared.connector()::serverOf);
    }

    private @Nullable TagParts tagParts() {
        return TagAssembler.tags(
                shared,
                basis.keyspace,
                configuration.tags(),
                (space, patience) -> new RedisFarTier(shared.connector(), space, patience),
                basis.readPatience,
                plan,
                basis.failure != null);
    }

    private @Nullable NearParts<K> near() {
        return NearAssembler.near(
                shared,
                basis.name,
                basis.keyspace,
                basis.keys,
                plan,
                configuration,
                basis.readPatience,
                basis.sizes,
                basis.counters,
                watch,
                tags);
    }

    private RefreshParts refresh(RefreshThreads threads) {
        Keyspace besides = basis.keyspace.beside("refresh");
        return RefreshAssembler.parts(
                basis.name,
                basis.keyspace,
                besides,
                new RedisFarTier(shared.connector(), besides, shared.patience()),
                plan,
                configuration,
                threads,
                basis.refreshes);
    }

    // ------------------------------------------------------------------------------------------------ the engine

    private CacheEngine.Parts<K, V> engineParts() {
        return new CacheEngine.Parts<>(
                basis.far,
                basis.reads,
                shared.guards().calls(),
                watch,
                basis.counters,
                basis.keys,
                basis.values,
                plan,
                configuration.entries().jitter(),
                options(),
                watchedLoader(),
                configuration.isReadThrough(),
                rules.protection(loader != null),
                configuration.load().lease(),
                rules.rememberAbsent(),
                basis.claims,
                storesBehind(),
                refresh,
                writer == null || !configuration.isWriteThrough() ? null : new WriteThrough<>(writer),
                basis.events,
                basis.statistics,
                near,
                tags,
                preload,
                basis.failure,
                basis.readPatience,
                basis.sizes,
                CacheBasis.LONGEST_WAIT);
    }

    /** Null for a cache without a source of options. */
    private @Nullable AskedOptions<K, V> options() {
        rules.checkEntries();
        EntryOptionsSource<? super K, ? super V> source =
                basis.made(configuration.entries().optionsFactory());
        return source == null ? null : new AskedOptions<>(source, basis.name);
    }

    private @Nullable CacheLoader<K, V> watchedLoader() {
        return loader == null
                ? null
                : new WatchedLoader<>(
                        new ContextualLoader<>(loader, manager),
                        manager.name(),
                        basis.name,
                        shared.observers(),
                        basis.loads);
    }

    /** Null where readers wait until what was loaded is stored. */
    private @Nullable StoresBehind storesBehind() {
        return basis.softTimeout == null || basis.failure == null
                ? null
                : new StoresBehind(manager.resources().stores(), basis.failure);
    }

    // ---------------------------------------------------------------------------------------------- over the engine

    private TandemCacheMXBean tiers() {
        return new TierView(
                basis.values,
                basis.events,
                near,
                shared.tracked(),
                basis.failure,
                basis.claims,
                basis.refreshes,
                basis.preloads,
                tags == null ? null : tags.counts(),
                new HealthView(shared),
                basis.counters,
                watch.counters(),
                basis.loads,
                basis.statistics,
                new KeyInspection(basis.keyspace, basis.keys, basis.far, near, tags),
                basis.changes,
                basis.journals == null ? null : basis.journals.counters());
    }

    private Beans beans(TandemCacheMXBean tiers) {
        return new Beans(
                manager.resources().beans(),
                manager.name(),
                basis.name,
                new ConfigurationBean(basis.cache::configuration),
                basis.statistics,
                tiers);
    }

    /** On the entries, for Tandem's own modules. */
    private EntryScripts<K> entryScripts() {
        return new EntryScripts<>(
                scripts,
                basis.keys,
                basis.values,
                near,
                shared.connector()::nodeOf,
                shared::unbrokenSince,
                shared::unbrokenSince);
    }

    /** What those who listen to changes hear. Threads of the manager's hold it: it must not reach the manager. */
    private Changes<K> changes(Runnable dropNear) {
        NearParts<K> copies = near;
        ManagerParts common = shared;
        CacheTags stamps = tags;
        List<Keyspace> keyspaces = new ArrayList<>(List.of(basis.keyspace));
        if (stamps != null) {
            keyspaces.addAll(stamps.keyspaces());
        }
        Executor listeners = manager.resources().listeners();
        return new Changes<>(
                basis.keys,
                listeners,
                sink -> ChangeFeed.open(common.connector(), keyspaces, common.lease(), listeners, sink),
                basis.changes,
                copies == null
                        ? key -> {}
                        : key -> copies.tier().drop(copies.keys().of(key)),
                stamps == null
                        ? dropNear
                        : () -> {
                            dropNear.run();
                            stamps.forgetAll();
                        },
                stamps == null ? key -> null : stamps::changed,
                CacheTags.ALL);
    }

    /** Removes what an invalidation has ended; null where entries have no stamps. */
    private @Nullable Sweep sweep() {
        FarPath guarded = FarPath.start().through(shared.guards().calls()).through(watch);
        return tags == null ? null : new Sweep(guarded.to(basis.redis), scripts, tags);
    }

    private static <K, V> TandemAsyncCache<K, V> asyncView(
            ManagedCache<K, V> cache, CacheBasis<K, V> basis, CacheEngine<K, V> engine) {
        ManagerParts shared = basis.shared;
        RedisConnector connector = shared.connector();
        AsyncThreads threads = basis.manager.resources().async();
        AsyncWork work = threads.work(connector::within);
        AsyncFarTier reads = basis.configuration.readFrom() == ReadFrom.MASTER
                ? new RedisAsyncFarTier(connector, basis.readPatience, basis.sizes, work.answers())
                : null;
        AsyncFarTier writes = new RedisAsyncFarTier(connector, shared.patience(), basis.sizes, work.answers());
        return new AsyncView<>(
                cache,
                engine.async().of(reads, writes, work),
                threads,
                work,
                shared.guards().mostWaitingThreads());
    }

    // --------------------------------------------------------------------------------------------------- the end

    private Runnable onClose() {
        Runnable first = near == null ? () -> {} : near.onClose();
        Runnable tagged = tagParts == null ? () -> {} : tagParts.onClose();
        Runnable noted = basis.notes == null ? () -> {} : basis.notes::close;
        Runnable journaled = basis.journals == null ? () -> {} : basis.journals::close;
        Runnable others = RefreshAssembler.closing(
                () -> {
                    first.run();
                    tagged.run();
                    noted.run();
                    journaled.run();
                },
                refreshThreads);
        return PreloadAssembler.closing(engine.preload(), others);
    }

    /** Removes what lies beside the entries. */
    private Runnable onDestroy() {
        RefreshParts leases = refresh;
        CacheTags stamps = tags;
        CacheBasis<K, V> under = basis;
        return PreloadAssembler.destroying(
                () -> {
                    JournalAssembler.destroy(under);
                    if (leases != null) {
                        leases.leases().clear();
                    }
                    if (stamps != null) {
                        stamps.destroy();
                    }
                },
                preload == null ? null : preload.hot());
    }

    /** Factories that name classes look them up in the thread's context loader: it has to be the manager's. */
    static <T extends @Nullable Object> T inContextOf(ClassLoader loader, Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
