package org.tandemcache.hibernate;

import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.cache.spi.TimestampsRegion;
import org.hibernate.cache.spi.support.AbstractRegion;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * When each table was changed. Hibernate writes a time for "is about to change" and another one for "has changed"; here
 * these are two facts, which don't overwrite each other, and the times are those of Redis.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what could not be told goes into the journal
final class TablesRegion extends AbstractRegion implements TimestampsRegion {
    /** What Hibernate adds to the time of a table that is about to change. No time is as late. */
    static final long PENDING = 1L << 61;

    private final Node node;

    TablesRegion(String name, RegionFactory factory, Node node) {
        super(name, factory);
        this.node = node;
    }

    private String record(Object table) {
        return Records.ofTable(getName() + ":" + table);
    }

    @Override
    public Object getFromCache(Object table, SharedSessionContractImplementor session) {
        String name = record(table);
        return TandemTransaction.of(session).holds(name) || node.journal().holds(name)
                ? Records.UNKNOWN
                : node.records().invalidated(name);
    }

    @Override
    public void putIntoCache(Object table, Object time, SharedSessionContractImplementor session) {
        TandemTransaction transaction = TandemTransaction.of(session);
        if ((Long) time >= PENDING) {
            transaction.lockTable(record(table));
        } else {
            transaction.unlockTable(record(table));
        }
    }

    @Override
    public void clear() {
        for (String name : node.records().known()) {
            if (name.startsWith(record(""))) {
                node.records().drop(name, 0).whenComplete((told, failure) -> {
                    if (failure != null) {
                        node.journal().add(name);
                    }
                });
            }
        }
    }

    @Override
    public void destroy() {
        // the records are the node's
    }
}
