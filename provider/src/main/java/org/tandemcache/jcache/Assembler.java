package org.tandemcache.jcache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.cache.configuration.Factory;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;
import org.tandemcache.TandemAsyncCache;
import org.tandemcache.TandemCacheMXBean;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.coherence.ChangeFeed;
import org.tandemcache.config.EntryConfiguration;
import org.tandemcache.config.EntryOptionsSource;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.ListenerScope;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.ReadFrom;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.engine.AsyncWork;
import org.tandemcache.engine.CacheEngine;
import org.tandemcache.engine.ClaimCounters;
import org.tandemcache.engine.EntryScripts;
import org.tandemcache.engine.FailurePolicy;
import org.tandemcache.engine.NearParts;
import org.tandemcache.engine.RefreshCounters;
import org.tandemcache.engine.RefreshParts;
import org.tandemcache.engine.StoresBehind;
import org.tandemcache.engine.TierCounters;
import org.tandemcache.event.ChangeCounters;
import org.tandemcache.event.Changes;
import org.tandemcache.event.EventDispatcher;
import org.tandemcache.event.OtherNodes;
import org.tandemcache.expiry.AskedOptions;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.expiry.WriteExpiry;
import org.tandemcache.far.AsyncFarTier;
import org.tandemcache.far.FarPath;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.KeyScripts;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.OneSlot;
import org.tandemcache.far.Patience;
import org.tandemcache.far.ValueSizes;
import org.tandemcache.far.redis.CommandNames;
import org.tandemcache.far.redis.RedisAsyncFarTier;
import org.tandemcache.far.redis.RedisFarTier;
import org.tandemcache.far.redis.RedisKeyScripts;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.integration.WriteThrough;
import org.tandemcache.jcache.TagAssembler.TagParts;
import org.tandemcache.management.Beans;
import org.tandemcache.management.ConfigurationBean;
import org.tandemcache.management.Statistics;
import org.tandemcache.note.NoteExchange;
import org.tandemcache.tags.CacheTags;
import org.tandemcache.tags.Sweep;
import org.tandemcache.telemetry.CallWatch;
import org.tandemcache.telemetry.LoadCounters;
import org.tandemcache.telemetry.WatchedLoader;

/** Builds a cache from its configuration; the one place that names implementations. */
final class Assembler {
    /** How long an operation waits for the user code of another one on the same key. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private Assembler() {}

    static <K, V> CacheParts<K, V> assemble(
            TandemCacheManager manager, ManagedCache<K, V> cache, TandemConfiguration<K, V> configuration) {
        ManagerParts shared = manager.parts();
        ClassLoader loader = manager.getClassLoader();
        String name = cache.getName();
        Keyspace keyspace = configuration.codec().codecProvider() instanceof OneSlot
                ? Keyspace.inOneSlot(shared.namespace(), name)
                : new Keyspace(shared.namespace(), name);
        CodecAssembler formats = CodecAssembler.of(name, loader, shared, configuration);
        ValueSizes sizes = new ValueSizes();
        boolean amongMarkers = mayHoldMarkers(configuration);
        FarTier redis =
                new RedisFarTier(shared.connector(), keyspace, shared.patience(), ReadFrom.MASTER, sizes, amongMarkers);
        FailurePolicy failure = failurePolicy(configuration.failure(), shared);
        Duration softTimeout = failure == null ? null : configuration.failure().softTimeout();
        Patience readPatience = softTimeout == null ? shared.patience() : Patience.untilTooSlow(softTimeout);
        ReadFrom readFrom = configuration.readFrom();
        FarTier reads = softTimeout == null && readFrom == ReadFrom.MASTER
                ? redis
                : new RedisFarTier(shared.connector(), keyspace, readPatience, readFrom, sizes, amongMarkers);
        KeyFormat keys = formats.keys(keyspace);
        ValueFormat values = formats.values(shared.versions());
        EventDispatcher<K, V> events =
                new EventDispatcher<>(cache, manager.resources().listeners(), LONGEST_WAIT);
        NoteExchange notes = configuration.listenerScope() == ListenerScope.MANAGER
                ? null
                : new NoteExchange(
                        shared.connector(),
                        keyspace,
                        manager.resources().listeners(),
                        events::active,
                        events::wantsValues,
                        new OtherNodes<>(keys, values, events));
        if (notes != null) {
            events.hearOtherNodes(notes::listen);
        }
        FarTier far = notes == null ? redis : notes.telling(redis);
        TierCounters counters = new TierCounters();
        LoadCounters loads = new LoadCounters();
        String managerName = manager.name();
        Statistics statistics = new Statistics(configuration.isStatisticsEnabled());

        ClaimCounters claimCounters = new ClaimCounters();
        List<Object> userObjects = new ArrayList<>();
        return inContextOf(loader, () -> {
            try {
                ExpiryPolicy policy = made(configuration.getExpiryPolicyFactory(), userObjects);
                ExpiryPlan plan = ExpiryPlan.of(policy == null ? new EternalExpiryPolicy() : policy);
                CacheLoader<K, V> cacheLoader = made(configuration.getCacheLoaderFactory(), userObjects);
                CacheWriter<? super K, ? super V> writer = made(configuration.getCacheWriterFactory(), userObjects);
                configuration.getCacheEntryListenerConfigurations().forEach(events::register);
                CallWatch watch = watch(shared, managerName, name, plan);
                TagParts tagParts = TagAssembler.tags(
                        shared,
                        keyspace,
                        configuration.tags(),
                        (space, patience) -> new RedisFarTier(shared.connector(), space, patience),
                        readPatience,
                        failure != null);
                CacheTags tags = tagParts == null ? null : tagParts.tags();
                NearParts<K> near = NearAssembler.near(
                        shared, name, keyspace, keys, plan, configuration, readPatience, sizes, counters, watch, tags);
                RefreshThreads threads = configuration.refresh().isOn()
                        ? new RefreshThreads(name, configuration.refresh().threads())
                        : null;
                RefreshCounters refreshes = new RefreshCounters();
                Keyspace besides = keyspace.beside("refresh");
                RefreshParts refresh = threads == null
                        ? null
                        : RefreshAssembler.parts(
                                name,
                                keyspace,
                                besides,
                                new RedisFarTier(
                                        shared.connector(),
                                        besides,
                                        shared.patience(),
                                        ReadFrom.MASTER,
                                        new ValueSizes(),
                                        false),
                                plan,
                                configuration,
                                threads,
                                refreshes);
                CacheEngine<K, V> engine = CacheEngine.of(new CacheEngine.Parts<>(
                        far,
                        reads,
                        shared.guards().calls(),
                        watch,
                        counters,
                        keys,
                        values,
                        plan,
                        configuration.entries().jitter(),
                        options(name, configuration, plan, userObjects),
                        cacheLoader == null
                                ? null
                                : new WatchedLoader<>(
                                        new ContextualLoader<>(cacheLoader, manager),
                                        managerName,
                                        name,
                                        shared.observers(),
                                        loads),
                        configuration.isReadThrough(),
                        protection(name, configuration, plan, cacheLoader != null),
                        configuration.load().lease(),
                        rememberAbsent(name, configuration, plan),
                        claimCounters,
                        softTimeout == null || failure == null
                                ? null
                                : new StoresBehind(manager.resources().stores(), failure),
                        refresh,
                        writer == null || !configuration.isWriteThrough() ? null : new WriteThrough<>(writer),
                        events,
                        statistics,
                        near,
                        tags,
                        failure,
                        readPatience,
                        sizes,
                        LONGEST_WAIT));
                ChangeCounters changeCounters = new ChangeCounters();
                TandemCacheMXBean tiers = new TierView(
                        values,
                        events,
                        near,
                        shared.tracked(),
                        failure,
                        claimCounters,
                        refreshes,
                        tags,
                        new HealthView(shared),
                        counters,
                        watch.counters(),
                        loads,
                        statistics,
                        new KeyInspection(keyspace, keys, far, near),
                        changeCounters);
                ConfigurationBean configurationBean = new ConfigurationBean(cache::configuration);
                Beans beans =
                        new Beans(manager.resources().beans(), managerName, name, configurationBean, statistics, tiers);
                KeyScripts keyScripts = shared.guards().around(watch.around(new RedisKeyScripts(shared.connector())));
                EntryScripts<K> scripts = new EntryScripts<>(
                        keyScripts,
                        keys,
                        values,
                        near,
                        shared.connector()::nodeOf,
                        shared::unbrokenSince,
                        shared::unbrokenSince);
                Runnable onClose = RefreshAssembler.closing(onClose(near, tagParts, notes), threads);
                Runnable onDestroy = onDestroy(refresh, tags);
                Runnable dropNear = near == null ? () -> {} : near.tier()::dropAll;
                Executor listeners = manager.resources().listeners();
                Changes<K> changes = new Changes<>(
                        keys,
                        listeners,
                        sink -> ChangeFeed.open(shared.connector(), keyspace, shared.lease(), listeners, sink),
                        changeCounters,
                        near == null
                                ? key -> {}
                                : key -> near.tier().drop(near.keys().of(key)),
                        dropNear);
                FarPath guarded =
                        FarPath.start().through(shared.guards().calls()).through(watch);
                Sweep sweep = tags == null ? null : new Sweep(guarded.to(redis), keyScripts, tags);
                return new CacheParts<>(
                        engine,
                        tiers,
                        events,
                        changes,
                        asyncView(manager, engine, readPatience, readFrom, sizes),
                        statistics,
                        beans,
                        scripts,
                        sweep,
                        dropNear,
                        onClose,
                        onDestroy,
                        userObjects);
            } catch (RuntimeException | Error e) {
                if (notes != null) {
                    notes.close();
                }
                userObjects.addAll(events.userObjects());
                UserObjects.close(userObjects);
                throw e;
            }
        });
    }

    private static <K, V> Function<ManagedCache<K, V>, TandemAsyncCache<K, V>> asyncView(
            TandemCacheManager manager,
            CacheEngine<K, V> engine,
            Patience readPatience,
            ReadFrom readFrom,
            ValueSizes sizes) {
        return cache -> {
            ManagerParts shared = manager.parts();
            RedisConnector connector = shared.connector();
            AsyncThreads threads = manager.resources().async();
            AsyncWork work = threads.work(connector::within);
            AsyncFarTier reads = readFrom == ReadFrom.MASTER
                    ? new RedisAsyncFarTier(connector, readPatience, sizes, work.answers())
                    : null;
            AsyncFarTier writes = new RedisAsyncFarTier(connector, shared.patience(), sizes, work.answers());
            return new AsyncView<>(
                    cache,
                    engine.async().of(reads, writes, work),
                    threads,
                    work,
                    shared.guards().mostWaitingThreads());
        };
    }

    /** Removes what lies beside the entries. */
    private static Runnable onDestroy(@Nullable RefreshParts refresh, @Nullable CacheTags tags) {
        return () -> {
            if (refresh != null) {
                refresh.leases().clear();
            }
            if (tags != null) {
                tags.destroy();
            }
        };
    }

    private static Runnable onClose(
            @Nullable NearParts<?> near, @Nullable TagParts tags, @Nullable NoteExchange notes) {
        Runnable first = near == null ? () -> {} : near.onClose();
        return tags == null && notes == null
                ? first
                : () -> {
                    first.run();
                    if (tags != null) {
                        tags.onClose().run();
                    }
                    if (notes != null) {
                        notes.close();
                    }
                };
    }

    private static CallWatch watch(ManagerParts shared, String managerName, String cacheName, ExpiryPlan plan) {
        boolean scripted =
                plan instanceof ExpiryPlan.Fixed fixed && !fixed.writes().coincide();
        return new CallWatch(
                managerName,
                cacheName,
                shared.observers(),
                shared.slowCalls(),
                new CallWatch.Commands(
                        operation -> CommandNames.of(operation.name(), operation.size(), scripted),
                        CommandNames::ofTrackedRead),
                shared.connector()::serverOf);
    }

    /** Known before the policy is made: a cache that is protected less takes them for no entries, too. */
    private static boolean mayHoldMarkers(TandemConfiguration<?, ?> configuration) {
        if (configuration.load().rememberAbsent() != null
                || configuration.tags().isOn()) {
            return true;
        }
        return switch (configuration.load().protection()) {
            case CLUSTER -> true;
            case AUTO -> configuration.getCacheLoaderFactory() != null;
            case NONE, JVM -> false;
        };
    }

    /** Null for a cache without a source of options. */
    private static <K, V> @Nullable AskedOptions<K, V> options(
            String name, TandemConfiguration<K, V> configuration, ExpiryPlan plan, List<Object> userObjects) {
        EntryConfiguration<K, V> entries = configuration.entries();
        boolean any = entries.jitter() > 0 || entries.optionsFactory() != null;
        if (any && WriteExpiry.readsProlong(plan)) {
            throw new IllegalArgumentException("cache \"" + name + "\" has "
                    + (entries.jitter() > 0 ? "expiry.jitter " + entries.jitter() : "entry-options")
                    + " and an expiry policy by which each read gives its entry the policy's lifetime, which would undo"
                    + " it; allowed: no jitter and no entry-options, or the policies eternal, created and modified");
        }
        EntryOptionsSource<? super K, ? super V> source = made(entries.optionsFactory(), userObjects);
        return source == null ? null : new AskedOptions<>(source, name);
    }

    private static @Nullable Duration rememberAbsent(
            String name, TandemConfiguration<?, ?> configuration, ExpiryPlan plan) {
        Duration wanted = configuration.load().rememberAbsent();
        if (wanted != null && configuration.tags().isOn()) {
            throw new IllegalArgumentException("cache \"" + name + "\" has load.remember-absent " + wanted
                    + " and tags.mode " + configuration.tags().mode() + ", but what is remembered to be absent has no"
                    + " generation that could end; allowed: one of the two");
        }
        if (wanted != null && WriteExpiry.readsProlong(plan)) {
            throw new IllegalArgumentException("cache \"" + name + "\" has load.remember-absent " + wanted
                    + " and an expiry policy by which each read prolongs the entry, which would also prolong the marker"
                    + " that says that there is none; allowed: none, or the policies eternal, created and modified");
        }
        return wanted;
    }

    /** What AUTO means for this cache. */
    private static Protection protection(
            String name, TandemConfiguration<?, ?> configuration, ExpiryPlan plan, boolean loads) {
        Protection wanted = configuration.load().protection();
        boolean readsProlong = WriteExpiry.readsProlong(plan);
        if (wanted == Protection.CLUSTER && readsProlong) {
            throw new IllegalArgumentException("cache \"" + name
                    + "\" has load.protection CLUSTER and an expiry policy by which each read prolongs the entry, which"
                    + " would also prolong the marker of a node that has died; allowed: AUTO, JVM, NONE, or the policies"
                    + " eternal, created and modified");
        }
        return wanted == Protection.AUTO ? (loads && !readsProlong ? Protection.CLUSTER : Protection.JVM) : wanted;
    }

    /** Null for a cache that fails. */
    private static @Nullable FailurePolicy failurePolicy(FailureConfiguration configuration, ManagerParts shared) {
        Duration staleness =
                configuration.mode() == FailureConfiguration.Mode.SERVE_NEAR ? configuration.staleness() : null;
        return configuration.mode() == FailureConfiguration.Mode.FAIL
                ? null
                : new FailurePolicy(staleness, shared::backSince, System::nanoTime);
    }

    private static <T> @Nullable T made(@Nullable Factory<? extends T> factory, List<Object> userObjects) {
        if (factory == null) {
            return null;
        }
        T object = factory.create();
        userObjects.add(object);
        return object;
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
