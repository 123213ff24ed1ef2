package org.tandemcache.jcache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.cache.configuration.Factory;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.ListenerScope;
import org.tandemcache.config.ReadFrom;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.engine.ClaimCounters;
import org.tandemcache.engine.FailurePolicy;
import org.tandemcache.engine.PreloadCounters;
import org.tandemcache.engine.RefreshCounters;
import org.tandemcache.engine.TierCounters;
import org.tandemcache.event.ChangeCounters;
import org.tandemcache.event.EventDispatcher;
import org.tandemcache.event.Journals;
import org.tandemcache.event.OtherNodes;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.OneSlot;
import org.tandemcache.far.Patience;
import org.tandemcache.far.ValueSizes;
import org.tandemcache.far.redis.RedisFarTier;
import org.tandemcache.management.Statistics;
import org.tandemcache.note.NoteExchange;
import org.tandemcache.note.NotedFarTier;
import org.tandemcache.note.NotedWrites;
import org.tandemcache.telemetry.LoadCounters;

/** What a cache stands on before its user's objects are made: formats, far tiers, who hears of events, counters. */
final class CacheBasis<K, V> {
    /** How long an operation waits for the user code of another one on the same key. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    final TandemCacheManager manager;
    final ManagerParts shared;
    final ManagedCache<K, V> cache;
    final String name;
    final TandemConfiguration<K, V> configuration;
    final Keyspace keyspace;
    final KeyFormat keys;
    final ValueFormat values;
    final ValueSizes sizes = new ValueSizes();
    final @Nullable FailurePolicy failure;
    final @Nullable Duration softTimeout;
    final Patience readPatience;
    /** The entries in Redis, of whose changes no other node is told. */
    final FarTier redis;

    /** Null where changes are told to nobody and not written down. */
    final @Nullable NotedWrites noted;

    final @Nullable NoteExchange notes;
    final @Nullable Journals<K, V> journals;
    final FarTier far;
    final FarTier reads;
    final EventDispatcher<K, V> events;
    final Statistics statistics;
    final TierCounters counters = new TierCounters();
    final LoadCounters loads = new LoadCounters();
    final ClaimCounters claims = new ClaimCounters();
    final RefreshCounters refreshes = new RefreshCounters();
    final PreloadCounters preloads = new PreloadCounters();
    final ChangeCounters changes = new ChangeCounters();
    private final List<Object> userObjects = new ArrayList<>();

    CacheBasis(TandemCacheManager manager, ManagedCache<K, V> cache, TandemConfiguration<K, V> configuration) {
        this.manager = manager;
        this.shared = manager.parts();
        this.cache = cache;
        this.name = cache.getName();
        this.configuration = configuration;
        this.keyspace = configuration.codec().codecProvider() instanceof OneSlot
                ? Keyspace.inOneSlot(shared.namespace(), name)
                : new Keyspace(shared.namespace(), name);
        CodecAssembler formats = CodecAssembler.of(name, manager.getClassLoader(), shared, configuration);
        this.keys = formats.keys(keyspace);
        this.values = formats.values(shared.versions());
        this.failure = failurePolicy(configuration.failure(), shared);
        this.softTimeout = failure == null ? null : configuration.failure().softTimeout();
        this.readPatience = softTimeout == null ? shared.patience() : Patience.untilTooSlow(softTimeout);
        this.redis = far(shared.patience(), ReadFrom.MASTER);
        ReadFrom readFrom = configuration.readFrom();
        this.reads = softTimeout == null && readFrom == ReadFrom.MASTER ? redis : far(readPatience, readFrom);
        this.events = new EventDispatcher<>(cache, manager.resources().listeners(), LONGEST_WAIT);
        this.noted = JournalAssembler.writes(shared, keyspace, configuration);
        this.notes = noted == null || configuration.listenerScope() == ListenerScope.MANAGER ? null : notes(noted);
        this.journals = noted == null ? null : JournalAssembler.journals(this, noted);
        this.far = noted == null ? redis : new NotedFarTier(redis, noted);
        this.statistics = new Statistics(configuration.isStatisticsEnabled());
    }

    private FarTier far(Patience patience, ReadFrom readFrom) {
        return new RedisFarTier(
                shared.connector(), keyspace, patience, readFrom, sizes, CacheRules.mayHoldMarkers(configuration));
    }

    /** By which listeners hear of changes that other nodes make. */
    private NoteExchange notes(NotedWrites told) {
        OtherNodes<K, V> others = new OtherNodes<>(keys, values, events);
        NoteExchange exchange = new NoteExchange(
                shared.connector(),
                keyspace,
                manager.resources().listeners(),
                events::active,
                events::wantsValues,
                others,
                told);
        others.through(exchange);
        events.hearOtherNodes(others);
        return exchange;
    }

    /** Null for a cache that fails. */
    private static @Nullable FailurePolicy failurePolicy(FailureConfiguration configuration, ManagerParts shared) {
        Duration staleness =
                configuration.mode() == FailureConfiguration.Mode.SERVE_NEAR ? configuration.staleness() : null;
        return configuration.mode() == FailureConfiguration.Mode.FAIL
                ? null
                : new FailurePolicy(staleness, shared::backSince, System::nanoTime);
    }

    /** What a factory of the user makes, to be closed with the cache; null for no factory. */
    <T> @Nullable T made(@Nullable Factory<? extends T> factory) {
        if (factory == null) {
            return null;
        }
        T object = factory.create();
        userObjects.add(object);
        return object;
    }

    /** What the user's factories have made, listeners apart. */
    List<Object> userObjects() {
        return userObjects;
    }

    /** There will be no cache: lets go of what was begun for it, and closes what the user's factories have made. */
    void abandon() {
        if (notes != null) {
            notes.close();
        }
        userObjects.addAll(events.userObjects());
        UserObjects.close(userObjects);
    }
}
