package org.tandemcache.hibernate;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.engine.EntryScripts;
import org.tandemcache.far.KeyScript;
import org.tandemcache.hibernate.HibernateSettings.Failover;

/**
 * The records of regions and tables: when each was invalidated, and who is about to. They lie in one slot of a cluster,
 * so one clock stamps them all. Read from near copies, as a rule. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // who drops them all at once can do no more
final class Records {
    /** What is not there has always been invalidated, as far as anybody knows. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private static final Logger log = LoggerFactory.getLogger(Records.class);
    private static final KeyScript RECORD = KeyScript.of(Records.class, "record.lua");
    private static final byte[] NO_LOCK = {};

    private final Cache<String, Cell> cache;
    private final EntryScripts<String> scripts;
    private final RedisClocks clocks;
    private final Counters counters;
    private final Failover failover;
    private final byte[] failoverArgument;
    private final byte[] lockTimeout;
    // When each was asked for the last time which server process vouches for it.
    private final ConcurrentMap<String, Long> provenAt = new ConcurrentHashMap<>();

    @SuppressWarnings("unchecked") // the cache's own
    Records(Cache<String, Cell> cache, RedisClocks clocks, HibernateSettings settings, Counters counters) {
        this.cache = cache;
        this.scripts = cache.unwrap(EntryScripts.class);
        this.clocks = clocks;
        this.counters = counters;
        this.failover = settings.failover();
        this.failoverArgument = Cell.argument(failover == Failover.DROP ? "drop" : "trust");
        this.lockTimeout = Cell.argument(settings.lockTimeout().toNanos() / 1_000);
    }

    static String ofRegion(String region) {
        return "region:" + region;
    }

    static String ofTable(String table) {
        return "table:" + table;
    }

    /** When something began, by the clock of the records. */
    long began(String name, long nanos) {
        return clocks.of(scripts.nodeOf(name)).earliest(nanos);
    }

    /**
     * When a region or table was invalidated the last time; {@link #UNKNOWN} while somebody is about to, and if Redis
     * can't be asked. Near hit: no round trip. A copy vouches for nothing that another server process may have lost:
     * the first read behind a break of the connection asks for the process, and a record of another one is invalidated
     * then.
     */
    long invalidated(String name) {
        try {
            Cell cell = cache.get(name);
            Long proven = provenAt.get(name);
            if (cell instanceof Cell.Invalidations record && proven != null && proven - scripts.coherentSince() > 0) {
                return seen(name, record);
            }
            return seen(name, prove(name, proven != null));
        } catch (CacheException | CompletionException | IllegalStateException e) {
            log.debug("{} is not read", name, e);
            return UNKNOWN;
        }
    }

    private long seen(String name, Cell.Invalidations record) {
        return record.seenAt(began(name, System.nanoTime()));
    }

    /** @param again whether this node has been vouched for the record before, by a connection that is gone */
    private Cell.Invalidations prove(String name, boolean again) {
        long sent = System.nanoTime();
        // Which of a cluster's other servers has changed meanwhile, this record can't tell.
        boolean dropping = again && failover == Failover.DROP && scripts.nodeOf(name) != null;
        Cell.Invalidations record = dropping ? read(drop(name, 0)) : read(run(name, "read", NO_LOCK, NO_LOCK));
        provenAt.put(name, sent);
        return record;
    }

    private static Cell.Invalidations read(CompletableFuture<List<Object>> answer) {
        return (Cell.Invalidations)
                Cell.decode(ByteBuffer.wrap((byte[]) answer.join().get(1)), null);
    }

    /** Announces an invalidation; to be awaited before the commit. */
    CompletableFuture<?> lock(String name, byte[] id) {
        return run(name, "lock", id, lockTimeout);
    }

    /** An invalidation that has happened, of somebody who has announced it or not. */
    CompletableFuture<?> settle(String name, byte[] id) {
        return run(name, "settle", id, NO_LOCK);
    }

    /** Invalidates, whoever is about to. */
    CompletableFuture<List<Object>> drop(String name, long notBefore) {
        return run(name, "drop", NO_LOCK, Cell.argument(notBefore));
    }

    /** A server's clock was set back: whatever it has stamped with later times is dead until it has caught up. */
    void dropAll(long notBefore) {
        log.warn("The clock of Redis was set back; nothing is cached until it has caught up");
        provenAt.keySet().forEach(name -> drop(name, notBefore));
    }

    /** All that this node has asked for. */
    Iterable<String> known() {
        return provenAt.keySet();
    }

    /**
     * The {@link System#nanoTime} since which no connection has broken; now where none is watched, without near copies,
     * and while one is lost.
     */
    long unbrokenSince() {
        return scripts.unbrokenSince();
    }

    /** Asks for the time. */
    CompletableFuture<?> sample() {
        return run("clock", "read", NO_LOCK, NO_LOCK);
    }

    private CompletableFuture<List<Object>> run(String name, String what, byte[] id, byte[] number) {
        return CellStore.timed(
                        clocks,
                        counters.underWay,
                        scripts,
                        RECORD,
                        name,
                        Cell.Invalidations.NONE,
                        Cell.argument(what),
                        id,
                        number,
                        failoverArgument)
                .thenApply(reply -> {
                    counters.locksExpired((Long) reply.get(2));
                    if ((Long) reply.get(3) == 1) {
                        counters.generations.increment();
                        log.info("Redis was restarted or failed over: {} begins anew", name);
                    }
                    return reply;
                });
    }

    void close() {
        cache.close();
    }
}
