package org.tandemcache.hibernate;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private static final KeyScript RECORD = KeyScript.of(Records.class, "server.lua", "record.lua");
    private static final byte[] NONE = {};
    private static final CompletableFuture<String> NONE_ASKED = CompletableFuture.completedFuture("");

    private final Cache<String, Cell> cache;
    private final EntryScripts<String> scripts;
    private final RedisClocks clocks;
    private final Counters counters;
    private final Failover failover;
    private final byte[] failoverArgument;
    private final byte[] lockTimeout;
    private final Servers servers = new Servers();
    private final AtomicBoolean untold = new AtomicBoolean();
    // When each was last compared with the process that holds it.
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
     * the first read behind a break of the connection asks the server, and a record that does not know the process is
     * invalidated then.
     */
    long invalidated(String name) {
        return invalidated(name, NONE_ASKED);
    }

    /**
     * When the region of an entry was invalidated the last time, as the former. Of a cluster's servers the one that
     * holds the entry is asked which process it is, too, and where the record does not know that one, it is invalidated
     * and does.
     */
    <K> long invalidated(String name, CellStore<K> cells, K key) {
        Object server = failover == Failover.TRUST ? null : cells.serverOf(key);
        return server == null || server.equals(scripts.nodeOf(name)) // the record's own, which its script compares
                ? invalidated(name)
                : invalidated(name, cells.process(servers, server, key));
    }

    /** @param process that the record has to know, beside that of its own server */
    private long invalidated(String name, CompletableFuture<String> process) {
        try {
            Cell.Invalidations record = proven(name);
            String entries = process.join();
            if (!entries.isEmpty() && !record.processes().contains(entries)) {
                record = prove(name, servers.and(entries));
            }
            return record.seenAt(began(name, System.nanoTime()));
        } catch (CacheException | CompletionException | IllegalStateException e) {
            log.debug("{} is not read", name, e);
            return UNKNOWN;
        }
    }

    private Cell.Invalidations proven(String name) {
        // The read comes first, also before the first proof: by it the server begins to track.
        if (scripts.keepsCopies() && cache.get(name) instanceof Cell.Invalidations record) {
            Long proven = provenAt.get(name);
            if (proven != null && proven - scripts.unbrokenSince(scripts.nodeOf(name)) > 0) {
                return record;
            }
        }
        return prove(name, NONE);
    }

    /** @param processes that the record has to know, beside that of its own server */
    private Cell.Invalidations prove(String name, byte[] processes) {
        long sent = System.nanoTime();
        Cell.Invalidations record = (Cell.Invalidations) Cell.decode(
                ByteBuffer.wrap(
                        (byte[]) run(name, "read", NONE, NONE, processes).join().get(1)),
                null);
        provenAt.put(name, sent);
        if (record.processes().isEmpty() && failover == Failover.DROP && !untold.getAndSet(true)) {
            log.warn(
                    "Redis does not tell which process it is, so a restart or a failover goes unnoticed and may bring back"
                            + " what was replaced: its ACL must allow the user +info");
        }
        return record;
    }

    /** Announces an invalidation; to be awaited before the commit. */
    CompletableFuture<?> lock(String name, byte[] id) {
        return run(name, "lock", id, lockTimeout);
    }

    /** An invalidation that has happened, of somebody who has announced it or not. */
    CompletableFuture<?> settle(String name, byte[] id) {
        return run(name, "settle", id, NONE);
    }

    /** Invalidates, whoever is about to. */
    CompletableFuture<List<Object>> drop(String name, long notBefore) {
        return run(name, "drop", NONE, Cell.argument(notBefore));
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
        return run("clock", "read", NONE, NONE);
    }

    private CompletableFuture<List<Object>> run(String name, String what, byte[] id, byte[] number) {
        return run(name, what, id, number, NONE);
    }

    private CompletableFuture<List<Object>> run(String name, String what, byte[] id, byte[] number, byte[] processes) {
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
                        failoverArgument,
                        processes)
                .thenApply(reply -> {
                    counters.locksExpired((Long) reply.get(2));
                    if ((Long) reply.get(3) == 1) {
                        counters.generations.increment();
                        log.info("A server of Redis answers that {} did not know: it begins anew", name);
                    }
                    return reply;
                });
    }

    void close() {
        cache.close();
    }
}
