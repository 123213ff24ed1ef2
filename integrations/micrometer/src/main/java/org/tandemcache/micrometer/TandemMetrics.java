package org.tandemcache.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.CacheManager;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemManager;
import org.tandemcache.observe.TandemObserver;

/**
 * What a cache manager of Tandem does, as meters: {@code new TandemMetrics(manager).bindTo(registry)}. Caches that are
 * made later are bound then, those that are closed are unbound, and with the manager all of it ends. Their names stand
 * in docs/metrics.md. Every meter has the tag {@code cache.manager}, those of a cache the tag {@code cache} too; none
 * has a key. Counters are read when a registry asks for them; timers are calls of Redis and of loaders, never near
 * hits. Thread-safe.
 */
public final class TandemMetrics implements MeterBinder, AutoCloseable {
    private final TandemManager manager;
    private final Tags tags;
    private final MetersOfReads reads;
    private final List<TandemObserver.Registration> registrations = new CopyOnWriteArrayList<>();

    /**
     * With the manager's URI, without a password, as the tag {@code cache.manager}.
     *
     * @throws IllegalArgumentException if the manager is not Tandem's
     */
    public TandemMetrics(CacheManager manager) {
        this(manager, List.of());
    }

    /**
     * With tags beside, or in place of, {@code cache.manager}.
     *
     * @throws IllegalArgumentException if the manager is not Tandem's
     */
    public TandemMetrics(CacheManager manager, Iterable<Tag> tags) {
        this(manager, tags, MetersOfReads.TANDEM);
    }

    private TandemMetrics(CacheManager manager, Iterable<Tag> tags, MetersOfReads reads) {
        Objects.requireNonNull(manager, "the manager is null");
        this.manager = manager.unwrap(TandemManager.class);
        this.tags = Tags.of("cache.manager", this.manager.metrics().getName()).and(tags);
        this.reads = reads;
    }

    /**
     * The same without {@code cache.gets}, {@code cache.puts} and {@code cache.removals}, for those who count the calls
     * of their own front before the caches under these names.
     */
    public TandemMetrics withoutCallsOfCaches() {
        return new TandemMetrics(manager, tags, MetersOfReads.NONE);
    }

    /**
     * What the callers of one cache were answered, and nothing more: for frameworks that bind caches themselves.
     *
     * @param tags beside {@code cache}, its name
     */
    public static MeterBinder callsOf(TandemCache<?, ?> cache, Iterable<Tag> tags) {
        return new CallsOfCache(cache, tags);
    }

    /**
     * Binds the manager and its caches, those of later too. May be called for several registries.
     *
     * @throws IllegalStateException if the manager is closed
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        registrations.add(manager.observe(new BoundMeters(registry, tags, reads)));
    }

    /** Takes the meters out of the registries again, where the manager goes on. Later calls do nothing. */
    @Override
    public void close() {
        registrations.forEach(TandemObserver.Registration::close);
        registrations.clear();
    }

    /** Who counts what the callers of caches were answered. */
    enum MetersOfReads {
        /** These meters. */
        TANDEM,
        /** Others. */
        NONE,
    }
}
