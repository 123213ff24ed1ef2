package org.tandemcache.hibernate;

import org.hibernate.cache.spi.QueryResultsRegion;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.cache.spi.support.AbstractRegion;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;
import org.tandemcache.hibernate.CellStore.Reason;

/** Results of queries. Whether one is up to date, the tables' records say. */
final class QueryRegion extends AbstractRegion implements QueryResultsRegion {
    private final RegionCells<Object> cells;

    QueryRegion(String name, RegionFactory factory, RegionCells<Object> cells) {
        super(name, factory);
        this.cells = cells;
    }

    @Override
    public @Nullable Object getFromCache(Object key, SharedSessionContractImplementor session) {
        return cells.get(TandemTransaction.of(session), key);
    }

    /** What has been read over changes that are not committed yet is not for others. */
    @Override
    public void putIntoCache(Object key, Object value, SharedSessionContractImplementor session) {
        TandemTransaction transaction = TandemTransaction.of(session);
        if (!transaction.holdsTables()) {
            cells.offer(Reason.QUERY, transaction, key, value, RowVersion.NONE, false);
        }
    }

    @Override
    public void clear() {
        cells.evictAll();
    }

    @Override
    public void destroy() {
        cells.close();
    }
}
