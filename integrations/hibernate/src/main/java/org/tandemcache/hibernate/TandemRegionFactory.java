package org.tandemcache.hibernate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hibernate.boot.registry.classloading.spi.ClassLoaderService;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.cfg.spi.DomainDataRegionBuildingContext;
import org.hibernate.cache.cfg.spi.DomainDataRegionConfig;
import org.hibernate.cache.spi.AbstractRegionFactory;
import org.hibernate.cache.spi.CacheTransactionSynchronization;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.QueryResultsRegion;
import org.hibernate.cache.spi.TimestampsRegion;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;
import org.tandemcache.hibernate.RegionCaches.Made;

/**
 * Hibernate's second-level cache in Redis, near copies in front: {@code hibernate.cache.region.factory_class=tandem}.
 * Strategies: READ_WRITE, the default, NONSTRICT_READ_WRITE, READ_ONLY; TRANSACTIONAL is refused at start.
 *
 * <p>What it holds on many nodes: no transaction is given a state that was replaced by a commit before the transaction
 * began, but for the travel of the notice of it; no late put brings back what was replaced; no wall clock of a JVM is
 * compared with anything. A thread waits for one round trip to read what is in no near copy, and for one before the
 * commit of a transaction that has changed something, however much; puts and unlocks are sent and not awaited. While
 * Redis is away reads miss, and transactions go on or fail as {@code hibernate.cache.tandem.unavailable} says; behind a
 * commit nothing is ever thrown. Thread-safe. Configured by {@code hibernate.cache.tandem.*}, and regions as caches of
 * {@code tandem.conf}.
 */
public final class TandemRegionFactory extends AbstractRegionFactory {
    /** The short name in Hibernate's configuration. */
    public static final String SHORT_NAME = "tandem";

    private static final String RECORDS = "tandem-hibernate-records";
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(2);
    private static final long serialVersionUID = 1L;

    private transient @Nullable Started started;

    /** Made by Hibernate. */
    public TandemRegionFactory() {}

    private record Started(RegionCaches caches, Node node, Ticker ticker, MetricsBean bean) {}

    @Override
    protected void prepareForUse(SessionFactoryOptions options, Map<String, Object> configuration) {
        if (options.isDirectReferenceCacheEntriesEnabled()) {
            throw new CacheException(
                    "hibernate.cache.use_reference_entries is on, and needs a cache on the heap: entries"
                            + " of Tandem lie in Redis as bytes. Leave it out");
        }
        HibernateSettings settings = HibernateSettings.of(configuration);
        ClassLoader loader = options.getServiceRegistry()
                .requireService(ClassLoaderService.class)
                .workWithClassLoader(found -> found);
        RegionCaches caches = RegionCaches.of(settings.manager(), settings.properties(), loader);
        try {
            Counters counters = new Counters();
            ClockSteps steps = new ClockSteps();
            RedisClocks clocks = new RedisClocks(steps);
            Records records = new Records(caches.records(qualify(RECORDS)), clocks, settings, counters);
            steps.records = records;
            Journal journal = new Journal(records, counters, settings.journalLimit(), settings.lockTimeout());
            Node node = new Node(settings, clocks, records, journal, counters, new Node.LockIds());
            started = new Started(
                    caches, node, Ticker.start(journal, records), MetricsBean.register(node, qualify("regions")));
        } catch (RuntimeException | Error e) {
            caches.close();
            throw e;
        }
    }

    /** Hands on to the records, which are made with the clocks. */
    private static final class ClockSteps implements java.util.function.LongConsumer {
        private volatile @Nullable Records records;

        @Override
        public void accept(long last) {
            Records told = records;
            if (told != null) {
                told.dropAll(last);
            }
        }
    }

    @Override
    protected void releaseFromUse() {
        Started last = started;
        started = null;
        if (last != null) {
            last.bean().unregister();
            last.ticker().close();
            last.node().counters().underWay.awaitNothing(LONGEST_FAREWELL); // unlocks; else they give way in time
            last.caches().close();
        }
    }

    private Started started() {
        Started now = started;
        if (now == null) {
            verifyStarted(); // tells why not
            throw new IllegalStateException("the region factory is stopped");
        }
        return now;
    }

    @Override
    public DomainDataRegion buildDomainDataRegion(
            DomainDataRegionConfig config, DomainDataRegionBuildingContext context) {
        SessionFactoryImplementor factory = context.getSessionFactory();
        String name = qualify(config.getRegionName());
        RegionCells<String> cells = cells(name, String.class, factory, List.of("@hibernate"));
        return new DomainRegion(config, this, cells, context);
    }

    @Override
    public QueryResultsRegion buildQueryResultsRegion(String name, SessionFactoryImplementor factory) {
        // Results hold the types of what was selected, with all that these work with.
        List<String> allowed = List.of("org.hibernate.**", "java.lang.Class");
        return new QueryRegion(name, this, cells(qualify(name), Object.class, factory, allowed));
    }

    private <K> RegionCells<K> cells(
            String name, Class<K> keys, SessionFactoryImplementor factory, List<String> allowed) {
        Started now = started();
        Node node = now.node();
        return new RegionCells<>(name, node, () -> {
            List<String> all = new java.util.ArrayList<>(allowed);
            all.addAll(PersistentTypes.of(factory));
            Made<K> made = now.caches().region(name, keys, all);
            return new CellStore<>(
                    made.cache(),
                    made.lifetime(),
                    made.codec().states(),
                    node.clocks(),
                    node.settings(),
                    node.counters());
        });
    }

    @Override
    public TimestampsRegion buildTimestampsRegion(String name, SessionFactoryImplementor factory) {
        return new TablesRegion(name, this, started().node());
    }

    @Override
    public CacheTransactionSynchronization createTransactionContext(SharedSessionContractImplementor session) {
        return new TandemTransaction(started().node(), session);
    }

    /** What is there already needs no put: what is put later is refused where that is older. */
    @Override
    public boolean isMinimalPutsEnabledByDefault() {
        return true;
    }

    @Override
    public AccessType getDefaultAccessType() {
        return AccessType.READ_WRITE;
    }

    /** Redis's time at the latest, in microseconds. */
    @Override
    public long nextTimestamp() {
        return started().node().clocks().latest(System.nanoTime());
    }

    /** Later than any time: who adds it means that something is still to come. */
    @Override
    public long getTimeout() {
        return TablesRegion.PENDING;
    }

    /**
     * What becomes of puts and locks here, as the MBean tells it. No round trip.
     *
     * @throws IllegalStateException before the session factory is there, and once it is closed
     */
    public TandemHibernateMXBean metrics() {
        return started().bean();
    }

    @Override
    public String toString() {
        return "Tandem's region factory";
    }
}
