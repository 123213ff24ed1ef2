package org.tandemcache.hibernate;

import org.hibernate.cache.spi.CacheKeysFactory;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.NaturalIdDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Which id a natural id stands for. An insert locks it as an update does: there may have been a row of that natural id
 * before, and somebody who has read it.
 */
final class NaturalIdCells extends CellAccess implements NaturalIdDataAccess {
    private final CacheKeysFactory keys;

    NaturalIdCells(DomainDataRegion region, RegionCells<String> cells, CacheKeysFactory keys, AccessType accessType) {
        super(region, cells, accessType, false);
        this.keys = keys;
    }

    @Override
    public Object generateCacheKey(
            Object naturalIdValues, EntityPersister persister, SharedSessionContractImplementor session) {
        return keys.createNaturalIdKey(naturalIdValues, persister, session);
    }

    @Override
    public Object getNaturalIdValues(Object key) {
        return keys.getNaturalIdValues(key);
    }

    @Override
    public boolean insert(SharedSessionContractImplementor session, Object key, Object value) {
        if (isLocking()) {
            transaction(session).lock(cells(), text(key));
        } else {
            change(session, key);
        }
        return false;
    }

    @Override
    public boolean afterInsert(SharedSessionContractImplementor session, Object key, Object value) {
        end(session, key, value, RowVersion.NONE);
        return isLocking();
    }

    @Override
    public boolean update(SharedSessionContractImplementor session, Object key, Object value) {
        checkWritable();
        change(session, key);
        return false;
    }

    @Override
    public boolean afterUpdate(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable SoftLock lock) {
        end(session, key, value, RowVersion.NONE);
        return isLocking();
    }

    /**
     * Hibernate evicts the natural id of a row that is about to be deleted when it flushes, before the commit, and once
     * more behind it. The first becomes a lock until then, where the transaction is told of its end.
     */
    @Override
    public void evict(Object key) {
        TandemTransaction asker = ((CellKey) key).asker();
        if (asker != null && isLocking() && asker.isAwaited()) {
            asker.lock(cells(), text(key));
        } else if (asker != null && isLocking() && asker.holds(cells().store(), text(key))) {
            asker.unlock(cells(), text(key), null, RowVersion.NONE);
        } else {
            super.evict(key);
        }
    }
}
