package org.tandemcache.hibernate;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.TandemCache;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.engine.EntryScripts;
import org.tandemcache.far.KeyScript;

/**
 * The cells of one region, in a cache of Tandem's: read through its near tier, changed by scripts alone. Thread-safe.
 * No method throws for a Redis that is away: a read finds nothing then, and what was sent tells it in its future.
 *
 * @param <K> the type of keys
 */
@SuppressWarnings("FutureReturnValueIgnored") // a put that fails is one that was not made
final class CellStore<K> {
    private static final Logger log = LoggerFactory.getLogger(CellStore.class);

    private static final KeyScript LOAD = KeyScript.of(CellStore.class, "cell.lua", "load.lua");
    private static final KeyScript LOCK = KeyScript.of(CellStore.class, "cell.lua", "lock.lua");
    private static final KeyScript SETTLE = KeyScript.of(CellStore.class, "cell.lua", "settle.lua");
    private static final KeyScript PROCESS = KeyScript.of(CellStore.class, "server.lua", "process.lua");
    private static final KeyScript EVICT = KeyScript.of(CellStore.class, "cell.lua", "evict.lua");

    private final TandemCache<K, Cell> cache;
    private final EntryScripts<K> scripts;
    private final ValueFormat states;
    private final RedisClocks clocks;
    private final HibernateSettings settings;
    private final Counters counters;
    private final byte[] valueLifetime;
    private final byte[] markerLifetime;
    private final byte[] lockTimeout;

    /** How a state comes to be kept. */
    enum Reason {
        LOAD,
        INSERT,
        QUERY;

        @SuppressWarnings("ImmutableEnumChecker") // never changed
        private final byte[] argument = Cell.argument(name().toLowerCase(java.util.Locale.ROOT));
    }

    /**
     * @param lifetime of values in ms, 0 for ever
     * @param states their format
     */
    @SuppressWarnings("unchecked") // the cache's own
    CellStore(
            Cache<K, Cell> cache,
            long lifetime,
            ValueFormat states,
            RedisClocks clocks,
            HibernateSettings settings,
            Counters counters) {
        this.cache = cache.unwrap(TandemCache.class);
        this.scripts = cache.unwrap(EntryScripts.class);
        this.states = states;
        this.clocks = clocks;
        this.settings = settings;
        this.counters = counters;
        this.valueLifetime = Cell.argument(lifetime);
        long memory = settings.lockTimeout().plus(settings.retention()).toMillis();
        this.markerLifetime = Cell.argument(lifetime == 0 ? memory : Math.max(memory, lifetime));
        this.lockTimeout = Cell.argument(settings.lockTimeout().toNanos() / 1_000);
    }

    String name() {
        return cache.getName();
    }

    /** Near hit: no round trip; else one. */
    @Nullable
    Cell get(K key) {
        try {
            return cache.get(key);
        } catch (CacheException | IllegalStateException e) {
            log.debug("Region \"{}\" is not read", name(), e);
            return null;
        }
    }

    /** The near copy of a cell, or null; never a round trip. */
    @Nullable
    Cell near(K key) {
        return cache.getNear(key);
    }

    /** When something began, by the clock of the server that holds a key. */
    long began(K key, long nanos) {
        return clocks.of(scripts.nodeOf(key)).earliest(nanos);
    }

    /** Of a cluster's servers the one that holds a key; null for the only one. */
    @Nullable
    Object serverOf(K key) {
        return scripts.nodeOf(key);
    }

    /** Which process answers at the server that holds a key. A round trip at the first contact, and behind a break. */
    CompletableFuture<String> process(Servers servers, Object server, K key) {
        return servers.process(
                server,
                scripts.unbrokenSince(server),
                () -> run(PROCESS, key, Cell.Marker.MARKER).thenApply(reply -> text(reply, 1)));
    }

    /**
     * Offers a state, in the background.
     *
     * @param began the {@link System#nanoTime} before which the transaction began
     * @param since {@link Cell.Value#since}
     * @param invalidated when the region was, by the same clock
     * @return whether it was sent
     */
    boolean offer(Reason reason, K key, Object state, RowVersion version, long began, long since, long invalidated) {
        Cell.Value value = value(state, version, since);
        if (value == null) {
            return false;
        }
        run(
                        LOAD,
                        key,
                        value,
                        Cell.argument(began(key, began)),
                        Cell.argument(invalidated),
                        reason.argument,
                        settings.absentArgument(),
                        valueLifetime,
                        markerLifetime)
                .thenAccept(reply -> counters.offered(text(reply, 1)));
        return true;
    }

    /** Sends a lock; to be awaited before the commit. */
    CompletableFuture<?> lock(K key, byte[] id) {
        return run(LOCK, key, Cell.Marker.MARKER, id, lockTimeout, markerLifetime)
                .thenAccept(reply -> counters.locksExpired((Long) reply.get(1)));
    }

    /**
     * Ends a lock.
     *
     * @param state what was committed; null for a rollback, a removal, and if it is not known
     */
    CompletableFuture<?> settle(K key, byte[] id, @Nullable Object state, RowVersion version, long since) {
        Cell.Value value = state == null ? null : value(state, version, since);
        Cell cell = value == null ? Cell.Marker.MARKER : value;
        return run(SETTLE, key, cell, id, valueLifetime, markerLifetime)
                .thenAccept(reply -> counters.settled(text(reply, 1)));
    }

    /** Forgets a state and remembers when. */
    CompletableFuture<?> evict(K key) {
        return run(EVICT, key, Cell.Marker.MARKER, markerLifetime);
    }

    private Cell.@Nullable Value value(Object state, RowVersion version, long since) {
        try {
            return new Cell.Value(state, since, version, states);
        } catch (CodecException e) {
            if (counters.unwritable()) {
                log.warn("Region \"{}\" does without states that can't be encoded: {}", name(), e.getMessage());
            }
            return null;
        }
    }

    private CompletableFuture<List<Object>> run(KeyScript script, K key, Cell cell, byte[]... arguments) {
        return timed(clocks, counters.underWay, scripts, script, key, cell, arguments);
    }

    /** Runs a script whose reply begins with the server's time. */
    static <K> CompletableFuture<List<Object>> timed(
            RedisClocks clocks,
            UnderWay underWay,
            EntryScripts<K> scripts,
            KeyScript script,
            K key,
            Cell cell,
            byte[]... arguments) {
        long sent = System.nanoTime();
        RedisClock clock = clocks.of(scripts.nodeOf(key));
        CompletableFuture<List<Object>> answer;
        try {
            answer = scripts.run(script, key, cell, arguments);
        } catch (
                RuntimeException
                        e) { // a key that has no form; a cache that is closed: nothing is thrown behind a commit
            return CompletableFuture.failedFuture(e);
        }
        return underWay.counting(answer).thenApply(reply -> {
            clock.sampled(new RedisClock.Sample(sent, System.nanoTime(), Long.parseLong(text(reply, 0))));
            return reply;
        });
    }

    static String text(List<Object> reply, int index) {
        return new String((byte[]) reply.get(index), java.nio.charset.StandardCharsets.US_ASCII);
    }

    long nearEntries() {
        return cache.tiers().getNearEntries();
    }

    void close() {
        cache.close();
    }
}
