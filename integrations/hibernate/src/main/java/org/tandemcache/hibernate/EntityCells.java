package org.tandemcache.hibernate;

import org.hibernate.cache.spi.CacheKeysFactory;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.EntityDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.tandemcache.hibernate.CellStore.Reason;

/** The states of entities. */
final class EntityCells extends CellAccess implements EntityDataAccess {
    private final CacheKeysFactory keys;

    EntityCells(
            DomainDataRegion region,
            RegionCells<String> cells,
            CacheKeysFactory keys,
            AccessType accessType,
            boolean versioned) {
        super(region, cells, accessType, versioned);
        this.keys = keys;
    }

    @Override
    public Object generateCacheKey(
            Object id, EntityPersister persister, SessionFactoryImplementor factory, @Nullable String tenant) {
        return keys.createEntityKey(id, persister, factory, tenant);
    }

    @Override
    public Object getCacheKeyId(Object key) {
        return keys.getEntityId(key);
    }

    @Override
    public boolean insert(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable Object version) {
        return false;
    }

    @Override
    public boolean afterInsert(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable Object version) {
        return getAccessType() != AccessType.NONSTRICT_READ_WRITE
                && cells().offer(Reason.INSERT, transaction(session), text(key), value, version(version), false);
    }

    @Override
    public boolean update(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object currentVersion,
            @Nullable Object previousVersion) {
        checkWritable();
        change(session, key);
        return false;
    }

    @Override
    public boolean afterUpdate(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object currentVersion,
            @Nullable Object previousVersion,
            @Nullable SoftLock lock) {
        end(session, key, value, version(currentVersion));
        return isLocking();
    }
}
