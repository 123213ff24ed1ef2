package org.tandemcache.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.KeyList;
import org.tandemcache.codec.format.KeyList.CorruptListException;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.WriteLifetimes;

/**
 * The list of the keys of one cache that are read most, which lies in Redis for all nodes; whoever gets the turn writes
 * it. Thread-safe; its methods block.
 */
public final class HotKeys<K> {
    private static final Logger log = LoggerFactory.getLogger(HotKeys.class);

    private static final Lifetime KEPT = Lifetime.of(1, TimeUnit.DAYS);
    private static final WriteLifetimes LIFETIMES = new WriteLifetimes(KEPT, KEPT);

    /** The turn is over when those who have not had it ask again. */
    private static final int TURN_TENTHS = 9;

    private final String cacheName;
    private final Keyspace entries;
    private final NearKeys<K> near;
    private final FarTier far;
    private final int most;
    private final Lifetime turnOf;
    private final byte[] nodeName;
    private final PreloadCounters counters;
    private final FarKey list;
    private final FarKey turn;
    private final AtomicBoolean told = new AtomicBoolean();
    private boolean destroyed;

    /**
     * @param entries the key space of the entries
     * @param besides the key space of the list
     * @param far the far tier of that
     * @param most how many keys a list has at the most
     * @param every how often it is written
     * @param nodeName says who has had the turn, to people
     */
    public HotKeys(
            String cacheName,
            Keyspace entries,
            Keyspace besides,
            NearKeys<K> near,
            FarTier far,
            int most,
            Duration every,
            String nodeName,
            PreloadCounters counters) {
        this.cacheName = cacheName;
        this.entries = entries;
        this.near = near;
        this.far = far;
        this.most = most;
        this.turnOf = Lifetime.of(every.toMillis() * TURN_TENTHS / 10, TimeUnit.MILLISECONDS);
        this.nodeName = nodeName.getBytes(StandardCharsets.UTF_8);
        this.counters = counters;
        this.list = named(besides, "keys");
        this.turn = named(besides, "turn");
    }

    private static FarKey named(Keyspace besides, String name) {
        return FarKey.ofBytes((besides + name).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The keys of the list, the hottest first; none where there is no list, or none that can be read. Two round trips:
     * its head is looked at first, for it may be anything.
     *
     * @throws FarTierException if the far tier fails
     */
    List<FarKey> read() {
        StoredEntry head = far.header(list);
        if (head == null || sizeOf(head) == 0) {
            return List.of();
        }
        StoredEntry whole = far.get(list);
        if (whole == null) {
            return List.of();
        }
        try {
            return decoded(KeyList.decode(entries, whole.bytes()));
        } catch (CorruptListException e) {
            tell(e.getMessage());
            return List.of();
        }
    }

    private List<FarKey> decoded(List<byte[]> keys) {
        KeyFormat format = near.format();
        List<FarKey> decoded = new ArrayList<>(Math.min(most, keys.size()));
        int foreign = 0;
        for (byte[] key : keys) {
            if (decoded.size() == most) {
                break;
            }
            FarKey own = format.decode(key);
            if (own == null) {
                foreign++;
            } else {
                decoded.add(own);
            }
        }
        if (foreign > 0) {
            tell("has " + foreign + " of " + keys.size() + " keys of another form than this cache's");
        }
        return decoded;
    }

    /** How many keys the list has; 0 for none, and for what is no list. */
    private int sizeOf(@Nullable StoredEntry head) {
        if (head == null) {
            return 0;
        }
        try {
            return KeyList.size(head.bytes());
        } catch (CorruptListException e) {
            tell(e.getMessage());
            return 0;
        }
    }

    private void tell(@Nullable String fault) {
        if (told.compareAndSet(false, true)) {
            log.warn(
                    "The list of hot keys of cache \"{}\", {}, {}: what can't be read is not preloaded, and the next list"
                            + " takes its place. Nodes that share it need the same type of keys, codec and KeyCodec",
                    cacheName,
                    list,
                    fault);
        }
    }

    /**
     * Writes the list, if this node gets the turn. A node that has few copies, for it has just been started or is idle,
     * leaves the list of the others alone.
     *
     * @throws FarTierException if the far tier fails
     */
    synchronized void write() {
        if (destroyed) {
            return;
        }
        List<byte[]> hottest = near.hottest(most);
        byte[] written = KeyList.encode(entries, hottest);
        if (written == null
                || 2 * hottest.size() < Math.min(most, sizeOf(far.header(list)))
                || !far.putIfAbsent(turn, nodeName, turnOf)) {
            return;
        }
        far.put(list, written, LIFETIMES);
        counters.countList();
    }

    /** Removes what lies there; this node writes no other. */
    public synchronized void destroy() {
        destroyed = true;
        far.removeAll(List.of(list, turn));
    }
}
