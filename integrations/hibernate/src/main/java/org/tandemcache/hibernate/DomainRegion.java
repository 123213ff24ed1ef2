package org.tandemcache.hibernate;

import org.hibernate.cache.CacheException;
import org.hibernate.cache.cfg.spi.CollectionDataCachingConfig;
import org.hibernate.cache.cfg.spi.DomainDataCachingConfig;
import org.hibernate.cache.cfg.spi.DomainDataRegionBuildingContext;
import org.hibernate.cache.cfg.spi.DomainDataRegionConfig;
import org.hibernate.cache.cfg.spi.EntityDataCachingConfig;
import org.hibernate.cache.cfg.spi.NaturalIdDataCachingConfig;
import org.hibernate.cache.spi.CacheKeysFactory;
import org.hibernate.cache.spi.ExtendedStatisticsSupport;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.CollectionDataAccess;
import org.hibernate.cache.spi.access.EntityDataAccess;
import org.hibernate.cache.spi.access.NaturalIdDataAccess;
import org.hibernate.cache.spi.support.AbstractDomainDataRegion;

/** Entities, collections and natural ids of one region. */
final class DomainRegion extends AbstractDomainDataRegion implements ExtendedStatisticsSupport {
    private static final CacheKeysFactory KEYS = new TextKeysFactory();

    private final RegionCells<String> cells;

    DomainRegion(
            DomainDataRegionConfig config,
            RegionFactory factory,
            RegionCells<String> cells,
            DomainDataRegionBuildingContext context) {
        super(config, factory, KEYS, context);
        this.cells = cells;
        if (context.getEnforcedCacheKeysFactory() != null) {
            throw new CacheException(
                    "hibernate.cache.keys_factory is set, and regions of Tandem have keys of their own:"
                            + " leave it out");
        }
        completeInstantiation(config, context);
    }

    @Override
    protected EntityDataAccess generateEntityAccess(EntityDataCachingConfig config) {
        return new EntityCells(this, cells, KEYS, supported(config), config.isVersioned());
    }

    @Override
    protected CollectionDataAccess generateCollectionAccess(CollectionDataCachingConfig config) {
        return new CollectionCells(this, cells, KEYS, supported(config));
    }

    @Override
    protected NaturalIdDataAccess generateNaturalIdAccess(NaturalIdDataCachingConfig config) {
        return new NaturalIdCells(this, cells, KEYS, supported(config));
    }

    private AccessType supported(DomainDataCachingConfig config) {
        if (config.getAccessType() == AccessType.TRANSACTIONAL) {
            throw new CacheException(
                    "\"" + config.getNavigableRole().getFullPath()
                            + "\" has the cache concurrency strategy TRANSACTIONAL, which promises that the cache takes part in"
                            + " the transaction of the database; Redis can't. Allowed: READ_WRITE, NONSTRICT_READ_WRITE, READ_ONLY");
        }
        return config.getAccessType();
    }

    @Override
    public void clear() {
        cells.evictAll(); // one region, whatever is in it
    }

    @Override
    public void destroy() {
        cells.close();
    }

    @Override
    public long getElementCountInMemory() {
        return cells.nearEntries();
    }

    @Override
    public long getElementCountOnDisk() {
        return Long.MIN_VALUE; // nobody knows without a walk over Redis
    }

    @Override
    public long getSizeInMemory() {
        return Long.MIN_VALUE;
    }
}
