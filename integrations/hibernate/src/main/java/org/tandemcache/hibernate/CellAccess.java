package org.tandemcache.hibernate;

import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.CachedDomainDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;
import org.tandemcache.hibernate.CellStore.Reason;

/**
 * What entities, collections and natural ids have in common. With READ_WRITE a change locks its entry and unlocks it
 * behind the commit; with the others it forgets the entry, and remembers when. Thread-safe.
 */
abstract class CellAccess implements CachedDomainDataAccess {
    private final DomainDataRegion region;
    private final RegionCells<String> cells;
    private final AccessType accessType;
    private final boolean versioned;

    CellAccess(DomainDataRegion region, RegionCells<String> cells, AccessType accessType, boolean versioned) {
        this.region = region;
        this.cells = cells;
        this.accessType = accessType;
        this.versioned = versioned;
    }

    @Override
    public DomainDataRegion getRegion() {
        return region;
    }

    @Override
    public AccessType getAccessType() {
        return accessType;
    }

    RegionCells<String> cells() {
        return cells;
    }

    final boolean isLocking() {
        return accessType == AccessType.READ_WRITE;
    }

    static String text(Object key) {
        return ((CellKey) key).text();
    }

    static TandemTransaction transaction(SharedSessionContractImplementor session) {
        return TandemTransaction.of(session);
    }

    final RowVersion version(@Nullable Object version) {
        return versioned ? RowVersion.of(version) : RowVersion.NONE;
    }

    @Override
    public @Nullable Object get(SharedSessionContractImplementor session, Object key) {
        return cells.get(transaction(session), text(key));
    }

    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable Object version) {
        return putFromLoad(session, key, value, version, true);
    }

    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object version,
            boolean minimalPuts) {
        return cells.offer(Reason.LOAD, transaction(session), text(key), value, version(version), minimalPuts);
    }

    @Override
    public @Nullable SoftLock lockItem(SharedSessionContractImplementor session, Object key, @Nullable Object version) {
        return isLocking() ? transaction(session).lock(cells, text(key)) : null;
    }

    @Override
    public void unlockItem(SharedSessionContractImplementor session, Object key, @Nullable SoftLock lock) {
        end(session, key, null, RowVersion.NONE);
    }

    /** Ends a change: with what was committed, or without. */
    final void end(SharedSessionContractImplementor session, Object key, @Nullable Object value, RowVersion version) {
        if (isLocking()) {
            transaction(session).unlock(cells, text(key), value, version);
        } else {
            cells.forget(text(key));
        }
    }

    /** A change that is not committed yet: what is locked is out of sight already. */
    final void change(SharedSessionContractImplementor session, Object key) {
        if (!isLocking() || !transaction(session).holds(cells.store(), text(key))) {
            cells.forget(text(key));
        }
    }

    @Override
    public void remove(SharedSessionContractImplementor session, Object key) {
        change(session, key);
    }

    @Override
    public void removeAll(SharedSessionContractImplementor session) {
        cells.removeAll(transaction(session));
    }

    @Override
    public boolean contains(Object key) {
        return cells.contains(text(key));
    }

    @Override
    public SoftLock lockRegion() {
        return cells.lockAll();
    }

    @Override
    public void unlockRegion(SoftLock lock) {
        cells.unlockAll((HeldLock) lock);
    }

    @Override
    public void evict(Object key) {
        cells.evict(text(key));
    }

    @Override
    public void evictAll() {
        cells.evictAll();
    }

    /** @throws UnsupportedOperationException with READ_ONLY */
    final void checkWritable() {
        if (accessType == AccessType.READ_ONLY) {
            throw new UnsupportedOperationException(
                    "region \"" + region.getName() + "\" is READ_ONLY, and one of its entities was changed");
        }
    }
}
