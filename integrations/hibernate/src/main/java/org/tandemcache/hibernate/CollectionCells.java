package org.tandemcache.hibernate;

import org.hibernate.cache.spi.CacheKeysFactory;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.CollectionDataAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;

/** The ids or elements of collections. Their owner's version says nothing of them: time alone decides. */
final class CollectionCells extends CellAccess implements CollectionDataAccess {
    private final CacheKeysFactory keys;

    CollectionCells(DomainDataRegion region, RegionCells<String> cells, CacheKeysFactory keys, AccessType accessType) {
        super(region, cells, accessType, false);
        this.keys = keys;
    }

    @Override
    public Object generateCacheKey(
            Object id, CollectionPersister persister, SessionFactoryImplementor factory, @Nullable String tenant) {
        return keys.createCollectionKey(id, persister, factory, tenant);
    }

    @Override
    public Object getCacheKeyId(Object key) {
        return keys.getCollectionId(key);
    }
}
