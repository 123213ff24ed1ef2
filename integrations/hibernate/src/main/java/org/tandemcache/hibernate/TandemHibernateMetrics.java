package org.tandemcache.hibernate;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.hibernate.SessionFactory;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/**
 * What Tandem's region factory counts, as meters: {@code new TandemHibernateMetrics(sessionFactory,
 * "shop").bindTo(registry)}. They are read when a registry asks for them, and stand in docs/metrics.md; each has the
 * tag {@code entityManagerFactory}, as Hibernate's own have it. Needs Micrometer, which nothing else here does. No
 * round trips. Thread-safe.
 */
public final class TandemHibernateMetrics implements MeterBinder {
    private static final String PREFIX = "tandem.hibernate.";

    private final TandemHibernateMXBean metrics;
    private final Tags tags;

    /**
     * The meters of one session factory.
     *
     * @param name tells session factories apart
     * @throws IllegalArgumentException if its region factory is not Tandem's
     * @throws IllegalStateException if it is closed
     */
    public TandemHibernateMetrics(SessionFactory factory, String name) {
        this(factory, name, List.of());
    }

    /**
     * The meters of one session factory.
     *
     * @param name tells session factories apart
     * @param tags beside {@code entityManagerFactory}, or in its place
     * @throws IllegalArgumentException if its region factory is not Tandem's
     * @throws IllegalStateException if it is closed
     */
    public TandemHibernateMetrics(SessionFactory factory, String name, Iterable<Tag> tags) {
        Objects.requireNonNull(name, "the name is null");
        RegionFactory regions =
                factory.unwrap(SessionFactoryImplementor.class).getCache().getRegionFactory();
        if (!(regions instanceof TandemRegionFactory tandem)) {
            throw new IllegalArgumentException("the region factory of " + name + " is "
                    + regions.getClass().getName() + ", not Tandem's: hibernate.cache.region.factory_class=tandem");
        }
        this.metrics = tandem.metrics();
        this.tags = Tags.of("entityManagerFactory", name).and(tags);
    }

    /** May be called for several registries. */
    @Override
    public void bindTo(MeterRegistry registry) {
        puts(registry, "stored", TandemHibernateMXBean::getPutsStored);
        puts(registry, "lock", TandemHibernateMXBean::getPutsRefusedByLock);
        puts(registry, "time", TandemHibernateMXBean::getPutsRefusedByTime);
        puts(registry, "value", TandemHibernateMXBean::getPutsRefusedByValue);
        puts(registry, "region", TandemHibernateMXBean::getPutsRefusedByRegion);
        puts(registry, "journal", TandemHibernateMXBean::getPutsRefusedByJournal);
        puts(registry, "absence", TandemHibernateMXBean::getPutsRefusedByAbsence);
        puts(registry, "unwritable", TandemHibernateMXBean::getPutsUnwritable);
        counter(
                registry,
                "locks.expired",
                "Locks that were past their deadline when somebody met them",
                TandemHibernateMXBean::getLocksExpired);
        counter(registry, "locks.lost", "Unlocks that found no lock", TandemHibernateMXBean::getLocksLost);
        counter(
                registry,
                "generations",
                "Regions and tables begun anew, because another server process answers",
                TandemHibernateMXBean::getGenerations);
        counter(
                registry,
                "journaled",
                "Changes that Redis could not be told of when they were made",
                TandemHibernateMXBean::getJournaled);
        gauge(
                registry,
                "journal.size",
                "Changes that Redis is not told of yet",
                "changes",
                TandemHibernateMXBean::getJournalSize);
        gauge(
                registry,
                "journal.age",
                "How long there have been changes that Redis is not told of; 0 for none",
                "seconds",
                all -> all.getJournalAgeMillis() / 1e3);
        gauge(
                registry,
                "clock.uncertainty",
                "How exactly Redis's clock is known; NaN before the first answer",
                "seconds",
                all -> seconds(all.getClockUncertaintyMicros()));
    }

    private void puts(MeterRegistry registry, String result, ToDoubleFunction<TandemHibernateMXBean> count) {
        counter(registry, "puts", "States offered to the cache: kept, or refused and why", count, "result", result);
    }

    private void counter(
            MeterRegistry registry,
            String name,
            String description,
            ToDoubleFunction<TandemHibernateMXBean> count,
            String... more) {
        FunctionCounter.builder(PREFIX + name, metrics, count)
                .description(description)
                .tags(tags)
                .tags(more)
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String description,
            String unit,
            ToDoubleFunction<TandemHibernateMXBean> value) {
        Gauge.builder(PREFIX + name, metrics, value)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry);
    }

    private static double seconds(long micros) {
        return micros < 0 ? Double.NaN : micros / 1e6;
    }
}
